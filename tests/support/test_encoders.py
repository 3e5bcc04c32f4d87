"""Encoders: what is close in meaning is close in space, the same text gives the same numbers."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from support import encoders
from support.encoders import folder, loading, manifest
from support.encoders.ordinary import QUESTIONS

QUESTION = "How do I reset the device?"
NEAR = "Hold both buttons for five seconds to restore the factory settings."
FAR = "The fuse is rated at 5 amperes."


@pytest.fixture
def models(settings: Any, model_dir: Path) -> encoders.Encoders:
    settings.MODEL_DIR = model_dir
    found = encoders.load()
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _forgotten() -> Any:
    yield
    encoders.forget()


def test_paraphrases_are_closer_than_strangers(models: encoders.Encoders):
    question = models.dense.encode([QUESTION], query=True)
    near, far = (models.dense.encode([NEAR, FAR]) @ question[0]).tolist()
    assert near > far + 0.2
    late = models.late.encode_query(QUESTION)
    near, far = (
        float((late @ tokens.vectors.T).max(axis=1).mean())
        for tokens in models.late.encode_passages([NEAR, FAR])
    )
    assert near > far + 0.03
    near, far = models.cross.scores(QUESTION, [NEAR, FAR]).tolist()
    assert near > far + 3


def test_everyday_words_are_less_rare_than_those_of_a_trade(models: encoders.Encoders):
    rising = models.late.rarities(["the", "put", "battery", "amplifier", "dvdisaster"])
    assert list(rising) == sorted(set(rising.tolist()))
    assert rising[0] > 0 and rising[-1] == 1.0
    assert models.late.rarities([]).shape == (0,)


def test_ordinary_questions_are_encoded_once(models: encoders.Encoders):
    questions = QUESTIONS.read_text(encoding="utf-8").splitlines()
    assert len(set(questions)) == len(questions) >= 100 and all(questions)
    vectors = encoders.ordinary_questions(models.dense)
    assert vectors.shape == (len(questions), encoders.DIMENSIONS)
    assert encoders.ordinary_questions(models.dense) is vectors


def test_vectors_have_length_one(models: encoders.Encoders):
    dense = models.dense.encode([NEAR, FAR, ""])
    assert dense.shape == (3, encoders.DIMENSIONS)
    assert np.allclose(np.linalg.norm(dense, axis=1), 1, atol=1e-5)
    [tokens] = models.late.encode_passages([NEAR])
    assert tokens.vectors.shape == (len(tokens.spans), encoders.TOKEN_DIMENSIONS)
    assert np.allclose(np.linalg.norm(tokens.vectors, axis=1), 1, atol=1e-5)
    assert models.dense.encode([]).shape == (0, encoders.DIMENSIONS)


def test_a_text_gives_the_same_vectors_whatever_is_encoded_with_it(models: encoders.Encoders):
    long = " ".join([NEAR] * 30)
    alone = models.dense.encode([NEAR])[0]
    assert np.array_equal(models.dense.encode([long, NEAR, FAR])[1], alone)
    [tokens] = models.late.encode_passages([NEAR])
    assert np.array_equal(models.late.encode_passages([long, NEAR])[1].vectors, tokens.vectors)
    assert np.array_equal(
        models.cross.scores(NEAR, [FAR]), models.cross.scores(NEAR, [FAR, long])[:1]
    )


def test_tokens_know_their_place_in_the_text(models: encoders.Encoders):
    text = "Hold FUNCTION für 5 s."
    [plain], [headed] = (
        models.late.encode_passages([text]),
        models.late.encode_passages([text], ["Factory reset\n"]),
    )
    for tokens in (plain, headed):
        places = [text[start:end] for start, end in tokens.spans.tolist() if end]
        assert places == ["Hold", "FUNCTION", "für", "5", "s", "."]
    assert len(headed.spans) == len(plain.spans) + 2  # the heading counts, but has no place


def test_long_texts_are_cut(models: encoders.Encoders):
    text = "word " * 5000
    assert len(models.late.encode_passages([text])[0].spans) == manifest.LATE.tokens
    assert len(models.late.encode_query(text)) <= 64
    assert models.dense.encode([text]).shape == (1, encoders.DIMENSIONS)
    assert models.cross.scores(text, [text]).shape == (1,)


def test_many_threads_share_them(models: encoders.Encoders):
    expected = models.dense.encode([NEAR])
    results: list[Any] = []
    threads = [
        threading.Thread(target=lambda: results.append(models.dense.encode([NEAR])))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 6
    assert all(np.array_equal(result, expected) for result in results)


def test_nobody_waits_for_them(settings: Any, model_dir: Path):
    settings.MODEL_DIR = model_dir
    began = time.monotonic()
    assert encoders.ready() is None
    assert time.monotonic() - began < 0.1
    while (found := encoders.ready()) is None and time.monotonic() - began < 30:
        time.sleep(0.02)
    assert found is not None
    assert encoders.load() is found


def test_lexical_means_lexical(settings: Any, model_dir: Path):
    settings.MODEL_DIR = model_dir
    settings.RETRIEVAL_MODE = "lexical"
    assert not encoders.present()
    assert encoders.load() is None
    assert encoders.ready() is None


def test_without_files_there_are_none(settings: Any, tmp_path: Path):
    settings.MODEL_DIR = tmp_path / "nothing"
    assert not encoders.present()
    assert encoders.load() is None
    assert encoders.ready() is None


def test_a_wrong_file_is_refused_by_name(
    settings: Any, model_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    settings.MODEL_DIR = tmp_path
    for file in manifest.FILES:
        (tmp_path / file.name).parent.mkdir(exist_ok=True)
        (tmp_path / file.name).symlink_to(model_dir / file.name)
    assert encoders.present()
    wrong = tmp_path / manifest.CROSS.weights.name
    content = bytearray(wrong.read_bytes())
    wrong.unlink()
    content[1000] ^= 1
    wrong.write_bytes(content)
    assert folder.missing() == (manifest.CROSS.weights,)
    assert manifest.CROSS.weights.name in caplog.text
    assert encoders.load() is None


def test_a_read_only_folder_will_do(settings: Any, model_dir: Path, tmp_path: Path):
    settings.MODEL_DIR = tmp_path / "link"
    settings.MODEL_DIR.symlink_to(model_dir)
    assert encoders.present()


def test_the_fingerprint_follows_what_vectors_depend_on(monkeypatch: pytest.MonkeyPatch):
    before = manifest.fingerprint()
    monkeypatch.setattr(manifest, "ENCODING", manifest.ENCODING + 1)
    manifest.fingerprint.cache_clear()
    assert manifest.fingerprint() != before
    monkeypatch.undo()
    manifest.fingerprint.cache_clear()
    assert manifest.fingerprint() == before


def test_what_nobody_uses_is_forgotten(
    settings: Any, model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    settings.MODEL_DIR = model_dir
    found = encoders.load()
    assert found is not None
    assert any(thread.name == "forget-encoders" for thread in threading.enumerate())
    before = found.cross.scores(QUESTION, [NEAR])
    again: list[Any] = []

    def in_the_meantime(_: float) -> None:
        assert "_session" not in vars(found.cross._bert)  # its memory is free
        again.append(found.cross.scores(QUESTION, [NEAR]))  # a call that was under way

    monkeypatch.setattr(loading, "KEPT", 0.0)
    with monkeypatch.context() as patched:
        patched.setattr(loading.time, "sleep", in_the_meantime)
        loading._forget_unused(loading._shelf)  # what that thread does
    assert np.array_equal(again[0], before)
    assert "_session" not in vars(found.cross._bert)  # free again
    assert encoders.load() is not found
