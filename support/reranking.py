"""The cross-encoder over the first candidates: few of them, and only while there is time.

It reads the question together with each passage, which no stored vector can do for it: some
milliseconds a passage, so it reads few and stops when the time is up. Its opinion moves
candidates only where they are close; how sure it is tells whether there is an answer at all.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from support.encoders import Cross
from support.fusion import Floats

CLOSE = 0.1  # lead of the first page, in deviations: above it the order stands
READ = 8  # passages, where the order is open
JUDGED = 5  # where it only says whether there is an answer at all
AT_A_TIME = 2  # as many as run side by side
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

    What the last few took is what the next are expected to take.
    """
    scores: list[float] = []
    took = 0.0
    for first in range(0, len(passages), AT_A_TIME):
        left = clock.left
        if left <= took:
            break
        batch = [passage.whole for passage in passages[first : first + AT_A_TIME]]
        scores += [float(score) for score in cross.scores(question, batch)]
        took = left - clock.left
    return np.array(scores, dtype=np.float32)


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
