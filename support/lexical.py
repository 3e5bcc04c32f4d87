"""Searches one manual by its words: BM25, synonyms, near spellings, and how much was found."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from support.questions import Wanted

LEAST_RARITY = 0.5
SHORTEST_NEAR = 5  # letters
NEAR_RATIO = 84  # of 100, as rapidfuzz counts
NEAR_WEIGHT = 0.7  # of a term that is only written alike
COMPOUND_WEIGHT = 0.5  # of one that only begins or ends alike


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage by its row, best first. ``coverage`` is 0–1, see `Matches`."""

    row: int
    page: int
    score: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Matches:
    """What each passage has of a question, float32 (n,) by row.

    ``coverage`` (0–1) is the share of the question's content that the passage holds, each word
    weighted by how rare it is in this manual; words that the manual nowhere has count as rarest,
    and ``unknown`` (0–1) is their share. ``held`` (words, n): of each word and passage, 0–1.
    ``words`` are the question's. ``possible`` is what a passage would score that says each often.
    """

    scores: NDArray[np.float32]
    held: NDArray[np.float32]
    weights: NDArray[np.float32]
    possible: float
    words: tuple[str, ...] = ()

    @property
    def coverage(self) -> NDArray[np.float32]:
        covered = self.weights @ self.held / np.float32(self._total)
        return np.asarray(np.minimum(covered, 1.0), dtype=np.float32)

    @property
    def unknown(self) -> float:
        return float(self.weights[self.nowhere].sum() / self._total)

    @property
    def missing(self) -> tuple[str, ...]:
        """The words that the manual nowhere has, in the order of the question."""
        lost = dict.fromkeys(w for w, no in zip(self.words, self.nowhere, strict=True) if no)
        return tuple(lost)

    @property
    def nowhere(self) -> NDArray[np.bool_]:
        """(words,): those that the manual nowhere has."""
        return np.asarray(self.held.max(axis=1, initial=0.0) == 0)

    def together(self, rows: Sequence[int]) -> float:
        """The share (0–1) of the question's content that these passages hold between them."""
        best = self.held[:, list(rows)].max(axis=1, initial=0.0)
        return min(float(self.weights @ best / self._total), 1.0)

    @property
    def _total(self) -> float:
        return max(float(self.weights.sum()), 1e-6)


class ManualIndexReader:
    """Searches one manual; immutable, so any number of threads may share it.

    ``pages`` (n,) are the passages' page numbers; ``listings`` (n,) tells those that only name
    where things are.
    """

    def __init__(
        self, language: str, vocabulary: str, arrays: Mapping[str, NDArray[Any]], k1: float
    ) -> None:
        self.language = language
        self.pages = arrays["pages"]
        self.listings = arrays["listings"].astype(bool)
        self._vocabulary = vocabulary
        self._starts = arrays["starts"]
        self._rows = arrays["rows"]
        self._weights = arrays["weights"]
        self._most = k1 + 1.0  # what a word's weight tends to, however often it is said

    def __len__(self) -> int:
        return len(self.pages)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self._terms)}

    @cached_property
    def _terms(self) -> list[str]:
        """All terms, in order."""
        return self._vocabulary.split("\n") if self._vocabulary else []

    @cached_property
    def _backwards(self) -> list[str]:
        """All terms written backwards, in order: who ends alike stands together."""
        return sorted(term[::-1] for term in self._terms)

    def search(self, question: Sequence[Wanted], limit: int) -> tuple[Ranked, ...]:
        """The best ``limit`` passages for ``question``; not those with none of its words."""
        matches = self.matches(question)
        coverage = matches.coverage
        return tuple(
            Ranked(
                int(row),
                int(self.pages[row]),
                round(float(matches.scores[row]), 4),
                round(float(coverage[row]), 4),
            )
            for row in highest(matches.scores, limit)
        )

    def matches(self, question: Sequence[Wanted]) -> Matches:
        """All passages against ``question``."""
        scores = np.zeros(len(self), dtype=np.float32)
        held, weights, possible = [], [], 0.0
        for want in question:
            score, hold = self._one(want)
            scores += score
            if want.hint:
                continue
            held.append(hold)
            weights.append(self._rarity(want.terms[0][0]))
            possible += self._idf_of(want.terms[0][0]) * self._most
        return Matches(
            scores,
            np.array(held, dtype=np.float32).reshape(len(held), len(self)),
            np.array(weights, dtype=np.float32),
            possible,
            tuple(want.word for want in question if not want.hint),
        )

    def _one(self, want: Wanted) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Scores of one content word: of each passage its best wording, not the sum of all."""
        known = [(self._numbers[term], w) for term, w in want.terms if term in self._numbers]
        known = known or self._near(want.terms[0][0])
        score, hold = np.zeros((2, len(self)), dtype=np.float32)
        for number, weight in known:
            span = slice(int(self._starts[number]), int(self._starts[number + 1]))
            rows = self._rows[span]
            values = weight * self._idf(span.stop - span.start) * self._weights[span]
            score[rows] = np.maximum(score[rows], values)
            hold[rows] = np.maximum(hold[rows], weight)
        return score, hold

    def _near(self, term: str) -> list[tuple[int, float]]:
        """Terms of the manual for one that it does not have: misspelt, or part of a compound."""
        if len(term) < SHORTEST_NEAR or not term.isalpha():
            return []
        alike = process.extract(
            term, self._numbers.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_RATIO, limit=2
        )
        near = {self._numbers[other]: NEAR_WEIGHT for other, _, _ in alike}
        for other in self._compounds(term):
            near.setdefault(self._numbers[other], COMPOUND_WEIGHT)
        return list(near.items())

    def _compounds(self, term: str) -> Iterator[str]:
        """Terms that begin or end with ``term``, and those that it begins or ends with."""
        yield from _beginning(self._terms, term)
        yield from (other[::-1] for other in _beginning(self._backwards, term[::-1]))
        for length in range(SHORTEST_NEAR, len(term)):
            yield from {term[:length], term[-length:]} & self._numbers.keys()

    def _frequency(self, term: str) -> int:
        number = self._numbers.get(term)
        return 0 if number is None else int(self._starts[number + 1]) - int(self._starts[number])

    def _idf(self, frequency: int) -> float:
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))

    def _idf_of(self, term: str) -> float:
        return self._idf(self._frequency(term))

    def _rarity(self, term: str) -> float:
        """What a word weighs in ``coverage``; some weight also where every passage has it."""
        frequency = self._frequency(term)
        return max(self._idf(frequency), LEAST_RARITY) if frequency else self._idf(0)


def _beginning(ordered: Sequence[str], start: str) -> Iterator[str]:
    for place in range(bisect_left(ordered, start), len(ordered)):
        if not ordered[place].startswith(start):
            return
        yield ordered[place]


def highest(scores: NDArray[np.float32], limit: int) -> NDArray[np.intp]:
    """Rows by falling score, the first in reading order among equals; no zeros."""
    order = np.argsort(-scores, kind="stable")[:limit]
    return order[scores[order] > 0]
