"""A picture ↔ a folder of files that can be mapped into memory, and never hold code.

catalogue.json    what follows, its sizes and checksums; written last
facts-data.npy    … one array each, plain numbers
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.picture import GramIndex, Snapshot, TermTable
from catalog.texts import FactsTable, KnownWords, Texts

FORMAT = 1
HEADER = "catalogue.json"
MAX_HEADER_BYTES = 64 * 1024
CHUNK = 1024 * 1024
TYPES = {
    "facts-data": "u1", "facts-starts": "<i8", "prior": "<f4", "popular": "<i4",
    "grams-codes": "<i8", "grams-starts": "<i8", "grams-products": "<i4",
    "grams-weights": "<f4", "grams-shrink": "<f4",
    "words-data": "u1", "words-starts": "<i8",
    "known-sums": "<u4", "known-numbers": "<i4", "known-idf": "<f4",
    "form-starts": "<i8", "slot-starts": "<i8", "entry-starts": "<i8",
    "entries": "<i4", "slot-weight": "<f4", "form-share": "<f4",
}  # fmt: skip
# (what owns, what is owned): the last number of the one is the length of the other.
OWNED = (
    ("facts-starts", "facts-data"), ("grams-starts", "grams-products"),
    ("words-starts", "words-data"), ("form-starts", "form-share"),
    ("slot-starts", "slot-weight"), ("entry-starts", "entries"),
)  # fmt: skip
# The modules that decide what is in a picture: one made by others would be read wrongly.
MAKERS = (
    "building", "common_words", "grams", "normalise", "picture", "picture_files", "prior",
    "reading", "stopwords", "texts",
)  # fmt: skip

Array = NDArray[Any]


class BadPicture(Exception):
    """The folder holds no picture that we can use; the text says why."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which state of which catalogue a picture shows."""

    lineage: str
    number: int


@functools.cache
def fingerprint() -> str:
    """Differs when the code that makes pictures does."""
    here = Path(__file__).parent
    texts = [(here / f"{name}.py").read_bytes() for name in MAKERS]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def write(snapshot: Snapshot, origin: Origin, folder: Path) -> None:
    """Put ``snapshot`` into the new folder ``folder``; raises OSError."""
    folder.mkdir()
    files = {}
    for name, array in _parts(snapshot).items():
        path = folder / f"{name}.npy"
        with path.open("wb") as file:
            np.save(file, np.ascontiguousarray(array, dtype=TYPES[name]), allow_pickle=False)
            _to_disk(file.fileno())
        files[name] = {"bytes": path.stat().st_size, "crc32": _checksum(path)}
    header = {
        "format": FORMAT, "made_by": fingerprint(), "lineage": origin.lineage,
        "number": origin.number, "products": len(snapshot), "files": files,
    }  # fmt: skip
    with (folder / HEADER).open("w") as file:
        json.dump(header, file)
        file.flush()
        _to_disk(file.fileno())


def read(folder: Path) -> tuple[Snapshot, Origin]:
    """The picture in ``folder``, mapped: its bytes are shared with whoever else reads it.

    Raises BadPicture where a file is missing, damaged, or made by other code than ours.
    """
    try:
        header = _header(folder)
        origin = Origin(str(header["lineage"]), int(header["number"]))
        arrays = {name: _array(folder, name, header["files"][name]) for name in TYPES}
        _check_lengths(arrays)
        snapshot = _snapshot(arrays, origin.number)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadPicture(f"{type(error).__name__}: {error}") from error
    if len(snapshot) != header["products"]:
        raise BadPicture("another number of products than it says")
    return snapshot, origin


def _header(folder: Path) -> dict[str, Any]:
    with (folder / HEADER).open("rb") as file:
        header = json.loads(file.read(MAX_HEADER_BYTES))
    if header["format"] != FORMAT:
        raise BadPicture("of another format")
    if header["made_by"] != fingerprint():
        raise BadPicture("made by another release")
    found: dict[str, Any] = header
    return found


def _array(folder: Path, name: str, listed: Mapping[str, int]) -> Array:
    path = folder / f"{name}.npy"
    # Reading it also brings the file into the system's memory; mapping alone would not.
    if path.stat().st_size != listed["bytes"] or _checksum(path) != listed["crc32"]:
        raise BadPicture(f"{path.name} is damaged")
    mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    if mapped.dtype != np.dtype(TYPES[name]) or mapped.ndim != 1:
        raise BadPicture(f"{path.name} holds something else")
    # numpy's memmap pays for every slice; a plain view of the same memory does not.
    plain: Array = mapped.view(np.ndarray)
    return plain


def _check_lengths(arrays: Mapping[str, Array]) -> None:
    for owner, owned in OWNED:
        starts = arrays[owner]
        if not len(starts) or starts[0] != 0 or starts[-1] != len(arrays[owned]):
            raise BadPicture(f"{owner} does not fit {owned}")
    products = {
        len(arrays["facts-starts"]) - 1, len(arrays["prior"]), len(arrays["grams-shrink"]),
        len(arrays["form-starts"]) - 1,
    }  # fmt: skip
    grams = {len(arrays[f"grams-{name}"]) for name in ("codes", "weights")}
    known = {len(arrays[f"known-{name}"]) for name in ("sums", "numbers", "idf")}
    if max(len(products), len(grams), len(known)) > 1:
        raise BadPicture("files that do not belong together")


def _checksum(path: Path) -> int:
    total = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total = zlib.crc32(chunk, total)
    return total


def _to_disk(descriptor: int) -> None:
    os.fsync(descriptor)


def _parts(snapshot: Snapshot) -> dict[str, Array]:
    facts, known, terms, grams = snapshot.facts, snapshot.known, snapshot.terms, snapshot.grams
    if not (isinstance(facts, FactsTable) and isinstance(known, KnownWords)):
        raise TypeError("only a picture without later products can be stored")
    return {
        "facts-data": facts.lines.data, "facts-starts": facts.lines.starts,
        "prior": snapshot.prior, "popular": snapshot.popular,
        "grams-codes": grams.codes, "grams-starts": grams.starts,
        "grams-products": grams.products, "grams-weights": grams.weights,
        "grams-shrink": grams.shrink,
        "words-data": terms.words.data, "words-starts": terms.words.starts,
        "known-sums": known.sums, "known-numbers": known.numbers, "known-idf": known.idf,
        "form-starts": terms.form_starts, "slot-starts": terms.slot_starts,
        "entry-starts": terms.entry_starts, "entries": terms.entries,
        "slot-weight": terms.slot_weight, "form-share": terms.form_share,
    }  # fmt: skip


def _snapshot(arrays: Mapping[str, Array], version: int) -> Snapshot:
    words = Texts(arrays["words-data"], arrays["words-starts"])
    return Snapshot(
        version=version,
        facts=FactsTable(Texts(arrays["facts-data"], arrays["facts-starts"])),
        prior=arrays["prior"],
        popular=arrays["popular"],
        grams=GramIndex(
            *(arrays[f"grams-{n}"] for n in ("codes", "starts", "products", "weights", "shrink"))
        ),
        terms=TermTable(
            words,
            *(arrays[n] for n in ("form-starts", "slot-starts", "entry-starts", "entries")),
            *(arrays[n] for n in ("slot-weight", "form-share")),
        ),
        known=KnownWords(words, *(arrays[f"known-{name}"] for name in ("sums", "numbers", "idf"))),
    )
