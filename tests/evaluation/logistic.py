"""Logistic regression whose weights keep their sign, and how well scores part two kinds (numpy).

A few lines instead of a package: Newton's method with a little ridge; a signal whose weight would
turn negative is left out, one at a time, the worst first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

RIDGE = 3.0
STEPS = 40


@dataclass(frozen=True, slots=True)
class Fitted:
    """``weights`` (d,), never negative, are for values less ``mean``, divided by ``scale``."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float

    def scores(self, values: Floats) -> Floats:
        """(n,) log odds of (n, d) values."""
        return np.asarray((values - self.mean) / self.scale @ self.weights + self.bias)


def fit(values: Floats, answered: Flags) -> Fitted:
    """Both kinds weigh the same, however many of each there are."""
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    standard = (values - mean) / scale
    share = np.where(answered, answered.mean(), 1 - answered.mean())
    kept = np.ones(values.shape[1], dtype=bool)
    while True:
        solved = _newton(standard[:, kept], answered.astype(float), 0.5 / share)
        weights = np.zeros(values.shape[1])
        weights[kept] = solved[:-1]
        if weights.min(initial=0.0) >= 0:
            return Fitted(mean, scale, weights, float(solved[-1]))
        kept[weights.argmin()] = False


def _newton(values: Floats, answered: Floats, importance: Floats) -> Floats:
    """(d + 1,) weights, the bias last."""
    extended = np.column_stack([values, np.ones(len(values))])
    ridge = np.full(extended.shape[1], RIDGE)
    ridge[-1] = 1e-6
    solved = np.zeros(extended.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(extended @ solved)))
        slope = extended.T @ (importance * (chance - answered)) + ridge * solved
        curve = (extended * (importance * chance * (1 - chance))[:, None]).T @ extended
        solved = solved - np.linalg.solve(curve + np.diag(ridge), slope)
    return np.asarray(solved)


def area(scores: Floats, answered: Flags) -> float:
    """Under the curve: how often an answerable question scores above one that is not."""
    above = scores[answered][:, None] - scores[~answered][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def bound(scores: Floats, answered: Flags, lost: float) -> float:
    """The score below which the share ``lost`` of the answerable questions lies."""
    return float(np.quantile(scores[answered], lost))
