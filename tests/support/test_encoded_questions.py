"""A question goes through both models side by side, and only once."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from support import encoded_questions, encoders
from support.encoded_questions import encoded, forget

QUESTION = "How do I reset it?"


class Slow:
    """Stands for both models: begins to read when the other one has begun, too."""

    def __init__(self, failures: int = 0) -> None:
        self.both = threading.Barrier(2, timeout=5)
        self.failures = failures
        self.calls = 0

    def encode(self, texts: list[str], *, query: bool) -> Any:
        self.calls += 1
        self.both.wait()
        if self.calls <= self.failures:
            raise RuntimeError("closed at this moment")
        return np.ones((len(texts), encoders.DIMENSIONS), dtype=np.float32)

    def encode_passages(self, texts: list[str]) -> Any:
        self.both.wait()
        return [encoders.Tokens(np.ones((3, 96), np.float32), np.zeros((3, 2), np.int32))]


def models(slow: Slow) -> Any:
    return encoders.Encoders(slow, slow, slow)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


def test_the_two_run_beside_each_other_and_once():
    slow = Slow()
    both = models(slow)
    found = encoded(both, QUESTION)
    assert (found.vector.shape, found.tokens.vectors.shape) == ((384,), (3, 96))
    assert encoded(both, QUESTION) is found
    assert slow.calls == 1


def test_a_failure_is_told_and_not_kept():
    both = models(Slow(failures=1))
    failed = encoded(both, QUESTION)
    with pytest.raises(RuntimeError):
        _ = failed.vector
    _ = failed.tokens
    assert encoded(both, QUESTION).vector.shape == (384,)


def test_a_failure_that_comes_at_once_is_not_kept_either(monkeypatch: pytest.MonkeyPatch):
    class AtOnce:
        """A pool that has failed before anybody can listen."""

        def submit(self, *_: Any) -> Future[Any]:
            form: Future[Any] = Future()
            form.set_exception(RuntimeError("closed at this moment"))
            return form

    both = models(Slow())
    with monkeypatch.context() as patched:
        patched.setattr(encoded_questions, "_pool", AtOnce())
        with pytest.raises(RuntimeError):
            _ = encoded(both, QUESTION).vector
    assert encoded(both, QUESTION).vector.shape == (384,)


@pytest.mark.timeout(60)
def test_it_gives_what_the_models_give(settings: Any, model_dir: Path):
    settings.MODEL_DIR = model_dir
    found = encoders.load()
    assert found is not None
    try:
        told = encoded(found, QUESTION)
        assert np.array_equal(told.vector, found.dense.encode([QUESTION], query=True)[0])
        assert np.array_equal(told.tokens.vectors, found.late.encode_query(QUESTION))
        assert [QUESTION[a:b] for a, b in told.tokens.spans][1:3] == ["How", "do"]
    finally:
        encoders.forget()


def test_a_forked_process_has_threads_of_its_own():
    _ = encoded(models(Slow()), QUESTION).vector  # threads of this process are there
    child = os.fork()
    if child == 0:
        again = encoded(models(Slow()), QUESTION)
        ended = all(form.exception(timeout=5) is None for form in (again._vector, again._tokens))
        os._exit(0 if ended else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_forked_process_does_not_wait_for_what_another_one_began():
    slow = Slow()
    both = models(slow)
    go_on = threading.Event()
    parent = os.getpid()

    def encode(texts: list[str], *, query: bool) -> Any:
        if os.getpid() == parent:
            go_on.wait(5)
        return np.ones((len(texts), encoders.DIMENSIONS), dtype=np.float32)

    slow.encode = encode  # type: ignore[method-assign]
    begun = encoded(both, QUESTION)
    child = os.fork()
    if child == 0:
        os._exit(0 if encoded(both, QUESTION)._vector.exception(timeout=5) is None else 1)
    _, status = os.waitpid(child, 0)
    go_on.set()
    assert os.waitstatus_to_exitcode(status) == 0
    assert begun.vector.shape == (384,)
