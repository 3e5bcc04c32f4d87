"""How sure a prediction is, and when there is none at all (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.alignment import Unit
from catalog.picture import Float32
from catalog.reading import Query

SHARPNESS = 25.0  # how fast a lower score loses its share


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the logistic model behind ``confidences``."""

    constant: float
    explained: float
    share: float
    log_share: float
    sentence: float
    sentence_explained: float
    open: float
    words: float


CONFIDENCE = Weights(-12.0, 9.7, 4.45, 0.57, 4.2, -1.5, 2.35, 0.47)
NAMED = 0.5  # similarity (cubed) of a word that names a product; four fifths
TYPED = 0.25  # share of a short text that its best product must explain
COVERED = 0.6  # share of a product's name that everyday words must make up to name it
BEGUN = 3  # letters from which on an unfinished word may name a product in a sentence


def names_a_product(
    query: Query,
    cut: Sequence[tuple[Unit, float]],
    brand: frozenset[str],
    explained: float,
    coverage: float,
) -> bool:
    """Whether the best candidate was meant at all; prose without a product says no.

    ``cut``, ``brand`` (its words), ``explained`` and ``coverage`` are those of the best candidate.
    """
    found = [unit for unit, alike in cut if alike >= NAMED]
    # An everyday word may be a brand: "north led case" is a product, "we went north" is not.
    if len(found) > 1 and brand and brand <= {unit.text for unit in found}:
        return True
    telling = [unit for unit in found if not _plain(query, unit)]
    if query.sentence:
        return any(not unit.open or len(unit.text) >= BEGUN for unit in telling)
    if len(query.words) == 1 or not all(word.plain for word in query.words):
        return explained >= TYPED
    return explained >= TYPED and coverage >= COVERED


def _plain(query: Query, unit: Unit) -> bool:
    return all(word.plain for word in query.words[unit.first : unit.first + unit.count])


def confidences(query: Query, scores: Float32, explained: Float32) -> tuple[int, ...]:
    """0–100 for each of the ranked candidates (best first), never rising.

    A logistic model of what the product explains of the text and of its share among all
    candidates; fitted on real queries, a quarter of them for products that the catalogue lacks.
    """
    shares = np.exp((scores - scores[0]) * SHARPNESS)
    shares /= shares.sum()
    weigh = CONFIDENCE
    value = weigh.constant + weigh.explained * explained + weigh.share * shares
    value += weigh.log_share * np.log(shares + 1e-3) + weigh.words * min(len(query.words), 4)
    if query.sentence:
        value += weigh.sentence + weigh.sentence_explained * explained
    elif query.open:
        value += weigh.open
    percent = np.minimum.accumulate(100 / (1 + np.exp(-value)))
    return tuple(np.rint(percent).astype(int).tolist())
