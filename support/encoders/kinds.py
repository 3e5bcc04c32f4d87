"""The three kinds of encoders as their users see them: dense, late, cross."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from support.encoders.running import Bert, Floats, Spans, unit

S = TypeVar("S")
T = TypeVar("T")

DIMENSIONS = 384  # of a dense vector
TOKEN_DIMENSIONS = 96  # the late model's own; this export lacks the layer that cuts them out
THREADS = 2
QUERY_TOKENS = 64

# Of BERT's vocabulary: where whole words begin, how many follow; the first of them tell nothing.
FIRST_WORD = 1995
RAREST = 30_522 - FIRST_WORD
EVERYDAY = 150
LEAST_RARITY = 0.05

_niceness = [0]


def stand_back() -> None:
    """From now on this process encodes only with what processor time others leave."""
    _niceness[0] = 10


def _begin_thread() -> None:
    if _niceness[0]:
        os.setpriority(os.PRIO_PROCESS, 0, _niceness[0])  # 0: on Linux this very thread


# Of this process, for all encoders together.
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="encoder", initializer=_begin_thread)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text token by token: ``vectors`` (t, 96) of length 1, ``spans`` (t, 2) as in `States`."""

    vectors: Floats
    spans: Spans


class _Encoder:
    """What the three have in common: a model, loaded when it is first used."""

    def __init__(self, bert: Bert) -> None:
        self._bert = bert

    def open(self) -> None:
        """Load it now."""
        self._bert.open()

    def close(self) -> None:
        """Free its memory, until it is used again."""
        self._bert.close()


class Dense(_Encoder):
    """One vector a text; the closer two directions, the closer their meanings."""

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Floats:
        """(n, 384), each of length 1. ``query`` makes no difference to this model."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return unit(np.stack(side_by_side(self._mean, texts)))

    def _mean(self, text: str) -> Floats:
        return np.asarray(self._bert.states(text).hidden.mean(axis=0), dtype=np.float32)


class Late(_Encoder):
    """One vector a token: a question's token is compared with each of a passage.

    The model was trained with a marker before each text and masks after the question. This
    export does worse with them (docs/decisions/0012), so it gets neither.
    """

    def encode_query(self, text: str) -> Floats:
        """(t, 96), of the first QUERY_TOKENS tokens."""
        return self._tokens(text).vectors[:QUERY_TOKENS]

    def encode_passages(
        self, texts: Sequence[str], heads: Sequence[str] = ()
    ) -> tuple[Tokens, ...]:
        """``heads``: what stands before each text; its tokens count, with the span (0, 0)."""
        whole = [head + text for head, text in zip(heads, texts, strict=True)] if heads else texts
        found = side_by_side(self._tokens, whole)
        lengths = [len(head) for head in heads] or [0] * len(texts)
        return tuple(
            Tokens(tokens.vectors, _moved(tokens.spans, length))
            for tokens, length in zip(found, lengths, strict=True)
        )

    def _tokens(self, text: str) -> Tokens:
        states = self._bert.states(text)
        return Tokens(unit(states.hidden[:, :TOKEN_DIMENSIONS]), states.spans)

    def rarities(self, words: Sequence[str]) -> Floats:
        """(w,) from LEAST_RARITY (the, put, good) to 1 (a word that is none of the vocabulary's).

        BERT's vocabulary lists whole words by how often they are written; as in Zipf's law, what
        a word tells grows with the logarithm of its rank.
        """
        numbers = [self._bert.number_of(word) for word in words]
        ranks = [RAREST if n is None else max(n - FIRST_WORD, 1) for n in numbers]
        told = np.log(np.array(ranks, dtype=np.float32) / EVERYDAY) / np.log(RAREST / EVERYDAY)
        return np.asarray(told.clip(LEAST_RARITY, 1.0), dtype=np.float32)


class Cross(_Encoder):
    """Reads question and passage together: slow, and the best judge."""

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """(n,): the higher, the likelier the text answers; above 0 is likely."""
        pairs = side_by_side(lambda text: self._bert.of_pair(question, text), texts)
        return np.array([pair[0] for pair in pairs], dtype=np.float32)


def side_by_side(work: Callable[[S], T], items: Sequence[S]) -> list[T]:
    """``work`` for each, begun and given back in order; one alone in the caller's thread."""
    return [work(items[0])] if len(items) == 1 else list(_pool.map(work, items))


def _moved(spans: Spans, by: int) -> Spans:
    """Spans in the text behind a head of ``by`` characters; those in the head become (0, 0)."""
    inside = spans[:, :1] >= by
    return np.asarray(np.where(inside & (spans[:, 1:] > 0), spans - by, 0), dtype=np.int32)
