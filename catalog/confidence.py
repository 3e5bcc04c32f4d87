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
    """Of the logistic model behind ``confidences``; ``first`` is for the best candidate alone."""

    constant: float
    explained: float
    coverage: float
    share: float
    log_share: float
    first: float
    first_rivals: float
    sentence: float
    sentence_explained: float
    open: float
    words: float


# Fitted on one half of 1,000 real products and what is typed for them, measured on the other.
CONFIDENCE = Weights(
    constant=-3.88, explained=14.74, coverage=-1.34, share=9.12, log_share=0.64, first=-4.19,
    first_rivals=5.05, sentence=1.97, sentence_explained=-9.10, open=-5.85, words=-0.42,
)  # fmt: skip
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


def is_brand_alone(query: Query, cut: Sequence[tuple[Unit, float]], brand: frozenset[str]) -> bool:
    """Whether nothing but a brand, or its beginning, was typed."""
    if query.sentence or len(cut) > len(brand):
        return False
    return all(
        unit.text in brand or (unit.open and any(word.startswith(unit.text) for word in brand))
        for unit, _ in cut
    )


def _plain(query: Query, unit: Unit) -> bool:
    return all(word.plain for word in query.words[unit.first : unit.first + unit.count])


def confidences(
    query: Query, scores: Float32, explained: Float32, coverage: Float32
) -> tuple[int, ...]:
    """0–100 for each of the ranked candidates (best first), never rising.

    A logistic model of what the product explains of the text, how much of the product's name the
    text holds, and its share among all candidates. 80 means: of a hundred such predictions about
    eighty are right, if three customers in a hundred mean a product that the catalogue lacks.
    """
    if query.early:  # one of these, or of those that are still to be thought of
        return (round(100 / (len(scores) + 1)),) * len(scores)
    shares = np.exp((scores - scores[0]) * SHARPNESS)
    shares /= shares.sum()
    weigh = CONFIDENCE
    value = weigh.constant + weigh.explained * explained + weigh.coverage * coverage
    value += weigh.share * shares + weigh.log_share * np.log(shares + 1e-3)
    value += weigh.words * min(len(query.words), 4)
    value[0] += weigh.first + weigh.first_rivals * (1 - shares[0])
    if query.sentence:
        value += weigh.sentence + weigh.sentence_explained * explained
    elif query.open:
        value += weigh.open
    percent = np.minimum.accumulate(100 / (1 + np.exp(-value)))
    return tuple(np.rint(percent).astype(int).tolist())
