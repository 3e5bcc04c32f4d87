"""(snapshot, text) → ranked predictions; no database, no waiting, always the same answer (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.alignment import Alignment, Unit, align
from catalog.candidates import candidates
from catalog.confidence import confidences, is_brand_alone, names_a_product
from catalog.mention import split
from catalog.normalise import pieces
from catalog.picture import Float32, Int64, ProductFacts, Snapshot
from catalog.reading import Query, read
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


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates: ``rows`` of the snapshot, compared; ``order`` lists them best first."""

    rows: Int64
    alignment: Alignment
    scores: Float32
    order: NDArray[np.intp]


def predict(snapshot: Snapshot, text: str, limit: int = 5) -> tuple[Prediction, ...]:
    """The products most likely meant by ``text``, best first; empty if it names none.

    A blank text gets popular products.
    """
    if not text.strip():
        return _popular(snapshot, limit)
    query = read(text, snapshot.known)
    found = _rank(snapshot, query)
    if found is None:
        return ()
    cut = found.alignment.cut(int(found.order[0]))
    brand = frozenset(pieces(snapshot.facts[found.rows[found.order[0]]].brand))
    if not names_a_product(query, cut, brand, *found.alignment.shares(int(found.order[0]))):
        return ()
    if not query.early and is_brand_alone(query, cut, brand):
        # All its products explain that equally well; the likely ones come first.
        query = replace(query, early=True)
        found = _rank(snapshot, query) or found
        cut = found.alignment.cut(int(found.order[0]))
    return _predictions(snapshot, query, found, cut, limit)


def _rank(snapshot: Snapshot, query: Query) -> Ranking | None:
    """The candidates in their order; None where nothing resembles the query."""
    if not query.words:
        return None
    rows, gram_scores = candidates(snapshot, query, CANDIDATES)
    if not len(rows):
        return None
    alignment, columns = align(snapshot, query, rows)
    rows, gram_scores = rows[columns], gram_scores[columns]
    scores = (
        alignment.explained
        + COVERAGE * alignment.coverage
        + (EARLY_PRIOR if query.early else PRIOR) * snapshot.prior[rows]
        + GRAMS * gram_scores
    )
    return Ranking(rows, alignment, scores, np.lexsort((rows, -scores)))


def _predictions(
    snapshot: Snapshot,
    query: Query,
    found: Ranking,
    cut: Sequence[tuple[Unit, float]],
    limit: int,
) -> tuple[Prediction, ...]:
    """The ranking without noise, with confidences; ``cut`` is that of the best."""
    alignment, order = found.alignment, found.order
    second = second_of(query, alignment, order, cut)
    # What explains far less than the best is no alternative to it, only noise.
    explained = alignment.explained[order]
    order = order[(explained >= FAR * explained[0]) | (order == second)]
    sure = confidences(
        query, found.scores[order], alignment.explained[order], alignment.coverage[order]
    )
    if second is not None:
        order = np.concatenate([order[:1], [second], order[1:][order[1:] != second]])
    return tuple(
        Prediction(snapshot.facts[found.rows[i]], percent, *split(query, alignment.cut(int(i))))
        for i, percent in zip(order[:limit], sure, strict=False)
    )


def _popular(snapshot: Snapshot, limit: int) -> tuple[Prediction, ...]:
    return tuple(Prediction(snapshot.facts[row], 0, "", "") for row in snapshot.popular[:limit])
