"""(snapshot, text) → ranked predictions; no database, no waiting, always the same answer (pure)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.alignment import align
from catalog.candidates import candidates
from catalog.confidence import confidences, names_a_product
from catalog.mention import split
from catalog.normalise import pieces
from catalog.picture import ProductFacts, Snapshot
from catalog.reading import read
from catalog.second import second_of

CANDIDATES = 40  # compared word by word
# What adds to the share of the text that a product explains (0–1).
COVERAGE, PRIOR, GRAMS = 0.15, 0.1, 0.1

EARLY_PRIOR = 1.0
FAR = 0.6  # of what the best explains


@dataclass(frozen=True, slots=True)
class Prediction:
    """A product that may be meant.

    ``confidence`` is 0–100. ``match_text`` is the part of the text that names the product,
    ``question`` what is left of the text without it; both are as the customer typed them.
    """

    product: ProductFacts
    confidence: int
    match_text: str
    question: str


def predict(snapshot: Snapshot, text: str, limit: int = 5) -> tuple[Prediction, ...]:
    """The products most likely meant by ``text``, best first; empty if it names none.

    A blank text gets popular products.
    """
    if not text.strip():
        return _popular(snapshot, limit)
    query = read(text, snapshot.known)
    if not query.words:
        return ()
    rows, gram_scores = candidates(snapshot, query, CANDIDATES)
    if not len(rows):
        return ()
    alignment = align(snapshot.terms, query, rows)
    scores = (
        alignment.explained
        + COVERAGE * alignment.coverage
        + (EARLY_PRIOR if query.early else PRIOR) * snapshot.prior[rows]
        + GRAMS * gram_scores
    )
    order = np.lexsort((rows, -scores))
    best = int(order[0])
    cut = alignment.cut(best)
    brand = frozenset(pieces(snapshot.facts[rows[best]].brand))
    if not names_a_product(query, cut, brand, *alignment.shares(best)):
        return ()
    second = second_of(query, alignment, order, cut)
    # What explains far less than the best is no alternative to it, only noise.
    explained = alignment.explained[order]
    order = order[(explained >= FAR * explained[0]) | (order == second)]
    sure = confidences(query, scores[order], alignment.explained[order], alignment.coverage[order])
    if second is not None:
        order = np.concatenate([order[:1], [second], order[1:][order[1:] != second]])
    return tuple(
        Prediction(snapshot.facts[rows[i]], percent, *split(query, alignment.cut(int(i))))
        for i, percent in zip(order[:limit], sure, strict=False)
    )


def _popular(snapshot: Snapshot, limit: int) -> tuple[Prediction, ...]:
    return tuple(Prediction(snapshot.facts[row], 0, "", "") for row in snapshot.popular[:limit])
