"""Questions as the encoders read them: both at once, beside other work, each question once."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from support.encoders import Encoders, Tokens
from support.encoders.kinds import QUERY_TOKENS
from support.fusion import Floats

KEPT_QUESTIONS = 256
THREADS = 2  # the two models of one question; several questions wait for a processor anyway


def _new_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="question")


_pool = _new_pool()


@dataclass(frozen=True, slots=True)
class Encoded:
    """One question; whoever asks for a form that is not there yet waits for it."""

    _vector: Future[Floats]
    _tokens: Future[Tokens]

    @property
    def vector(self) -> Floats:
        """(384,), of length 1."""
        return self._vector.result()

    @property
    def tokens(self) -> Tokens:
        """Its first QUERY_TOKENS tokens, with their places."""
        return self._tokens.result()

    @property
    def has_failed(self) -> bool:
        forms = (self._vector, self._tokens)
        return any(form.done() and form.exception() is not None for form in forms)


def encoded(models: Encoders, question: str) -> Encoded:
    """Begins at once and returns at once. What went wrong before is begun anew."""
    begun = _begun(models, question)
    if begun.has_failed:
        forget()
        begun = _begun(models, question)
    return begun


def forget() -> None:
    """Encode every question anew when it is asked again."""
    _begun.cache_clear()


@lru_cache(maxsize=KEPT_QUESTIONS)
def _begun(models: Encoders, question: str) -> Encoded:
    return Encoded(
        _pool.submit(_vector_of, models, question), _pool.submit(_tokens_of, models, question)
    )


def _after_fork() -> None:
    """No thread comes along, so nothing that was begun would ever end."""
    globals().update(_pool=_new_pool())
    forget()


os.register_at_fork(after_in_child=_after_fork)


def _vector_of(models: Encoders, question: str) -> Floats:
    return np.asarray(models.dense.encode([question], query=True)[0], dtype=np.float32)


def _tokens_of(models: Encoders, question: str) -> Tokens:
    """As ``encode_query``, with the places of the tokens."""
    tokens = models.late.encode_passages([question])[0]
    return Tokens(tokens.vectors[:QUERY_TOKENS], tokens.spans[:QUERY_TOKENS])
