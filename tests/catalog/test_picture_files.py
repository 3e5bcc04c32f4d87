"""A picture survives the way through files; what is damaged or foreign is left alone."""

from __future__ import annotations

import json
import logging
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from catalog import picture_files
from catalog.building import build
from catalog.picture_files import HEADER, TYPES, BadPicture, Origin, read, write
from catalog.predictor import predict
from catalog.shelf import Shelf
from catalog.texts import Texts, known_words, texts_of
from tests.catalog.shop import SHOP, shop

ORIGIN = Origin("ab12", 7)
TYPED = (
    "", "t", "td", "td17", "td 17 drum", "my td17 hi hat won't close", "אורביט td17", "cafe creme",
    "מיקסר שמונה", "3rms16bz", "vapora", "can i connect a td17 to a jc40", "nothing of ours",
    "what is the power supply for my mx 8 mixer and does it fit the td 07 drum sound module too",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(shop(), ORIGIN, tmp_path / "picture")
    return tmp_path / "picture"


def test_predictions_are_the_same(folder: Path) -> None:
    made = shop()
    stored, origin = read(folder)
    assert origin == ORIGIN
    assert (len(stored), stored.version) == (len(made), 7)
    assert list(stored.facts) == list(made.facts) == [*stored.facts[:]]
    assert dict(stored.known) == dict(made.known)
    for text in TYPED:
        assert predict(stored, text, 20) == predict(made, text, 20)
    assert any(predict(made, text) for text in TYPED)


def test_an_empty_catalogue_can_be_stored(tmp_path: Path) -> None:
    write(build(()), ORIGIN, tmp_path / "picture")
    stored, _ = read(tmp_path / "picture")
    assert len(stored) == 0
    assert predict(stored, "td17") == ()


def test_the_files_are_mapped_not_copied(folder: Path) -> None:
    stored, _ = read(folder)
    for array in (stored.prior, stored.grams.products, stored.terms.words.data):
        base = array
        while isinstance(base, np.ndarray) and not isinstance(base, np.memmap):
            base = base.base
        assert isinstance(base, np.memmap)
        assert not array.flags.writeable


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 0x55
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [cut, empty, flip, Path.unlink])
@pytest.mark.parametrize("name", [HEADER, *(f"{name}.npy" for name in TYPES)])
def test_damage_of_any_file_is_noticed(
    folder: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(folder / name)
    with pytest.raises(BadPicture):
        read(folder)


def rewritten(folder: Path, **changes: object) -> None:
    path = folder / HEADER
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    "changes",
    [{"format": 0}, {"format": 99}, {"made_by": "another release"}, {"products": 1},
     {"files": {}}, {"files": []}, {"number": None}],
)  # fmt: skip
def test_other_formats_are_refused(folder: Path, changes: dict[str, object]) -> None:
    rewritten(folder, **changes)
    with pytest.raises(BadPicture):
        read(folder)


def put(folder: Path, name: str, data: bytes) -> None:
    """Replace a file and make the header agree with it."""
    path = folder / f"{name}.npy"
    path.write_bytes(data)
    header = json.loads((folder / HEADER).read_text())
    header["files"][name] = {"bytes": len(data), "crc32": picture_files._checksum(path)}
    rewritten(folder, files=header["files"])


class Evil:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (Path("/tmp/desk-was-here"),)


def test_nothing_in_a_file_is_ever_run(folder: Path, tmp_path: Path) -> None:
    put(folder, "prior", pickle.dumps(Evil()))
    with pytest.raises(BadPicture):
        read(folder)
    np.save(tmp_path / "objects.npy", np.array([Evil()], dtype=object), allow_pickle=True)
    put(folder, "prior", (tmp_path / "objects.npy").read_bytes())
    with pytest.raises(BadPicture):
        read(folder)
    assert not Path("/tmp/desk-was-here").exists()


@pytest.mark.parametrize("array", [np.zeros(3, "<f4"), np.zeros(12, "<f8"), np.zeros((3, 4))])
def test_numbers_of_another_kind_are_refused(folder: Path, tmp_path: Path, array) -> None:
    np.save(tmp_path / "other.npy", array)
    put(folder, "prior", (tmp_path / "other.npy").read_bytes())
    with pytest.raises(BadPicture):
        read(folder)


# --- the shelf --------------------------------------------------------------------------------


def test_the_newest_that_can_be_read_is_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(shop(), Origin("ab", 1))
    newer = shelf.put(build(SHOP[:3]), Origin("ab", 2))
    found = shelf.newest("ab", -1, 9)
    assert found is not None
    assert found[1].number == 2
    assert shelf.newest("ab", 2, 9) is None
    flip(newer / "entries.npy")
    with caplog.at_level(logging.WARNING):
        fresh = Shelf(tmp_path)
        again = fresh.newest("ab", -1, 9)
        fresh.newest("ab", -1, 9)
    assert again is not None
    assert again[1].number == 1
    assert caplog.text.count("is left alone: entries.npy is damaged") == 1


def test_foreign_pictures_and_drafts_are_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(tmp_path)
    path = shelf.put(shop(), Origin("ab", 3))
    assert shelf.newest("cd", -1, 9) is None
    assert "not of this catalogue" in caplog.text
    path.rename(tmp_path / "picture-cd-3-00")
    assert shelf.newest("cd", -1, 9) is None
    assert "its name says something else" in caplog.text
    (tmp_path / "picture-cd-3-00").rename(tmp_path / ".draft-1")
    (tmp_path / "picture-cd-5-00").mkdir()
    (tmp_path / "picture-cd-6-00").write_text("a file")
    assert shelf.newest("cd", -1, 9) is None


def test_two_are_kept_and_nothing_unfinished(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (tmp_path / ".draft-of-a-dead-process").mkdir()
    kept = [shelf.put(build(SHOP[:2]), Origin("ab", number)) for number in range(4)]
    assert sorted(tmp_path.iterdir()) == sorted(kept[-2:])


def test_a_future_that_was_undone_goes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(shop(), Origin("ab", 50))
    kept = shelf.put(shop(), Origin("ab", 40))
    assert list(tmp_path.iterdir()) == [kept]


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(picture_files, "_to_disk", full)
    with pytest.raises(OSError, match="No space"):
        Shelf(tmp_path).put(shop(), ORIGIN)
    assert list(tmp_path.iterdir()) == []


def test_one_builds_one_waits_the_third_goes(tmp_path: Path) -> None:
    with Shelf(tmp_path).builders_turn() as first:
        assert first
        with (tmp_path / ".waiting").open("w") as waiting:
            import fcntl  # noqa: PLC0415 stands for another process

            fcntl.flock(waiting, fcntl.LOCK_EX)
            with Shelf(tmp_path).builders_turn() as third:
                assert not third
    with Shelf(tmp_path).builders_turn() as again:
        assert again


# --- texts ------------------------------------------------------------------------------------


def test_texts_keep_every_character() -> None:
    listed = ["", "abc", "אורביט", "🎸", "e\u0301", "\ud800", "a\r\x0b\u2028b", ""]
    texts = texts_of(listed)
    assert [*texts] == listed
    assert texts.many(np.array([3, 0, 7, 2])) == ["🎸", "", "", "אורביט"]
    assert texts.many(np.empty(0, np.int64)) == []
    with pytest.raises(ValueError, match="line end"):
        texts_of(["a\nb"])


def test_words_with_the_same_checksum_are_told_apart() -> None:
    words = ["plumless", "buckeroo", "other"]  # the first two have the same CRC-32
    known = known_words(texts_of(words), np.arange(3, dtype=np.int32), np.arange(3, dtype="<f4"))
    assert [known[word] for word in words] == [0, 1, 2]
    assert known.get("else", 9.0) == 9.0
    assert isinstance(known.words, Texts)
