"""Scores of several methods → one ranking of passages (pure).

Each method's scores are put on one scale over the candidates (their mean 0, their deviation 1)
and added by weight. A passage that a method does not know yet is judged by the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

CANDIDATES = 30  # of each method that scores all passages
LEAST_DEVIATION = 1e-6


@dataclass(frozen=True, slots=True)
class Method:
    """``scores`` (n,) by row, NaN where the method does not know the passage."""

    name: str
    weight: float
    scores: Floats

    @property
    def known(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.scores)


def candidates(methods: Sequence[Method], number: int = CANDIDATES) -> Rows:
    """Rows among the best ``number`` of any of the methods, in reading order."""
    chosen = [highest(method.scores, number) for method in methods]
    return np.unique(np.concatenate(chosen)) if chosen else np.zeros(0, dtype=np.intp)


def highest(scores: Floats, number: int) -> Rows:
    """The best rows, falling; unknown ones never, the first in reading order among equals."""
    order = np.argsort(-np.nan_to_num(scores, nan=-np.inf), kind="stable")[:number]
    return order[~np.isnan(scores[order])]


def fused(methods: Sequence[Method], rows: Rows) -> Floats:
    """The score of each of ``rows``: comparable among them, around 0."""
    total = np.zeros(len(rows), dtype=np.float32)
    weights = np.zeros(len(rows), dtype=np.float32)
    for method in methods:
        scores = method.scores[rows]
        known = ~np.isnan(scores)
        total[known] += method.weight * _standard(scores[known])
        weights[known] += method.weight
    return np.divide(total, weights, out=np.zeros_like(total), where=weights > 0)


def _standard(scores: Floats) -> Floats:
    deviation = float(scores.std()) if len(scores) else 0.0
    if deviation < LEAST_DEVIATION:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / deviation, dtype=np.float32)


def first_pages(scores: Floats, pages: NDArray[np.integer], number: int) -> tuple[int, ...]:
    """The first ``number`` different pages by their best passage."""
    found: dict[int, None] = {}
    for row in highest(scores, len(scores)):
        found.setdefault(int(pages[row]))
        if len(found) == number:
            break
    return tuple(found)


def margin(scores: Floats, pages: NDArray[np.integer]) -> float:
    """How far the best page is ahead of the next; 0 where there is only one."""
    order = highest(scores, len(scores))
    for row in order[1:]:
        if pages[row] != pages[order[0]]:
            return float(scores[order[0]] - scores[row])
    return 0.0
