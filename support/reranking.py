"""The cross-encoder over the first candidates: few of them, and only while there is time.

It reads the question together with each passage, which no stored vector can do for it: some
milliseconds a passage, so it reads few, only where their order is open, and stops when the time
is up. Whether there is an answer at all it tells no better than the rest (decision 14).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from support.encoders import Cross, side_by_side
from support.fusion import Floats

CLOSE = 0.1  # lead of the first page, in deviations: above it the order stands
READ = 8  # passages, where the order is open
WEIGHT = 0.4  # of its opinion against that of the methods before
BUDGET_MS = 200.0
HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with the headings above it."""

    text: str
    heading_path: Sequence[str]

    @property
    def whole(self) -> str:
        above = [head for head in self.heading_path[-HEADINGS:] if not self.text.startswith(head)]
        return " > ".join(above) + "\n" + self.text if above else self.text


class Clock:
    """Milliseconds that are left."""

    def __init__(self, milliseconds: float) -> None:
        self._end = time.monotonic() + milliseconds / 1000

    @property
    def left(self) -> float:
        return (self._end - time.monotonic()) * 1000


def read(cross: Cross, question: str, passages: Sequence[Candidate], clock: Clock) -> Floats:
    """(k,) scores of the first k passages: as many as there was time for.

    Each begins as soon as one before it has ended: neighbours differ in length, and whoever waited
    for the longer one of each pair took a fifth more time.
    """
    reading = _Reading(cross, question, clock)
    scores = side_by_side(reading.score, passages)
    return np.array(list(takewhile(lambda score: score is not None, scores)), dtype=np.float32)


class _Reading:
    """Of one question's candidates. What the last one took is what the next is expected to take."""

    def __init__(self, cross: Cross, question: str, clock: Clock) -> None:
        self._cross = cross
        self._question = question
        self._clock = clock
        self._took = 0.0
        self._ended = False

    def score(self, passage: Candidate) -> float | None:
        """None: there is no time left, for none of those behind either."""
        left = self._clock.left
        if self._ended or left <= self._took:
            self._ended = True
            return None
        score = float(self._cross.scores(self._question, [passage.whole])[0])
        self._took = left - self._clock.left
        return score


def reordered(before: Floats, opinion: Floats) -> list[int]:
    """The order of the first candidates: places in ``before`` (falling), the best first.

    Those that nobody read come behind, as they were.
    """
    count = len(opinion)
    if count < 2:
        return list(range(len(before)))
    mixed = (1 - WEIGHT) * _standard(before[:count]) + WEIGHT * _standard(opinion)
    order = np.argsort(-mixed, kind="stable")
    return [int(place) for place in order] + list(range(count, len(before)))


def _standard(values: Floats) -> Floats:
    deviation = float(values.std())
    return (values - values.mean()) / deviation if deviation > 1e-6 else np.zeros_like(values)
