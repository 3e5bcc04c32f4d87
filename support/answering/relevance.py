"""How much of a question each unit of a page holds, by its words and, with vectors, its meaning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from support.answering.engine import Brief
from support.answering.page_texts import PageText
from support.answering.units import Unit
from support.questions import Wanted, wanted
from support.words import terms

Floats = NDArray[np.float32]


class Tokens(Protocol):
    """The tokens of a passage: ``vectors`` (t, 96) of length 1; ``spans`` (t, 2) are their places
    in its text (code points), (0, 0) for those that have none."""

    @property
    def vectors(self) -> Floats: ...

    @property
    def spans(self) -> NDArray[np.int32]: ...


MEANING = 6.0  # weight of all tokens' likeness together, against 1 for all words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart. ``weights`` (words,) sum to 1; ``tokens`` (t, 96) or None."""

    words: tuple[Wanted, ...]
    weights: Floats
    tokens: Floats | None
    language: str

    @property
    def trait_weights(self) -> Floats:
        """(traits,): of the words, then of the tokens."""
        if self.tokens is None or not len(self.tokens):
            return self.weights
        count = len(self.tokens)
        return np.concatenate([self.weights, np.full(count, MEANING / count, np.float32)])


def asked(brief: Brief, tokens: Floats | None) -> Asked:
    """The rarer a word is among the passages found, the more it weighs."""
    language = brief.manual_language
    words = wanted(brief.search or brief.question, language)
    passages = [set(terms(hit.text, language)) for hit in brief.hits]
    weights = np.array([_rarity(word, passages) for word in words], dtype=np.float32)
    return Asked(words, weights / max(float(weights.sum()), 1e-6), tokens, language)


def _rarity(word: Wanted, passages: Sequence[set[str]]) -> float:
    found = sum(any(term in passage for term, _ in word.terms) for passage in passages)
    return math.log(1 + (len(passages) + 1) / (found + 0.5))


def traits(
    question: Asked, page: PageText, units: Sequence[Unit], tokens: Sequence[Tokens | None]
) -> Floats:
    """(units, traits), each from 0 to 1: how strongly a unit holds each word and each token.

    ``tokens``: of each of the page's passages, None where there are none.
    """
    by_word = _by_word(question, page.text, units)
    if question.tokens is None or not len(question.tokens):
        return by_word
    return np.concatenate([by_word, _by_token(question.tokens, page, units, tokens)], axis=1)


def _by_word(question: Asked, text: str, units: Sequence[Unit]) -> Floats:
    strengths = np.zeros((len(units), len(question.words)), dtype=np.float32)
    for row, unit in enumerate(units):
        there = set(terms(text[unit.start : unit.end], question.language))
        for column, word in enumerate(question.words):
            held = [strength for term, strength in word.terms if term in there]
            strengths[row, column] = max(held, default=0.0)
    return strengths


def _by_token(
    asked_tokens: Floats, page: PageText, units: Sequence[Unit], tokens: Sequence[Tokens | None]
) -> Floats:
    likeness = np.zeros((len(units), len(asked_tokens)), dtype=np.float32)
    starts = np.array([unit.start for unit in units])
    for passage, found in zip(page.passages, tokens, strict=True):
        if found is None:
            continue
        real = found.spans[:, 1] > 0
        at = found.spans[real, 0] + passage.start
        rows = np.searchsorted(starts, at, side="right") - 1
        alike = found.vectors[real] @ asked_tokens.T
        np.maximum.at(likeness, np.maximum(rows, 0), alike)
    return likeness
