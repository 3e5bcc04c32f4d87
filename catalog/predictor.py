"""(snapshot, text) → ranked predictions; no database, no waiting, always the same answer (pure)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.alignment import align
from catalog.candidates import candidates
from catalog.picture import ProductFacts, Snapshot
from catalog.reading import read

CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class Prediction:
    product: ProductFacts
    confidence: int
    match_text: str
    question: str


def predict(snapshot: Snapshot, text: str, limit: int = 5) -> tuple[Prediction, ...]:
    query = read(text, snapshot.known)
    if not query.words:
        return ()
    rows, gram_score = candidates(snapshot, query, CANDIDATES)
    if not len(rows):
        return ()
    a = align(snapshot.terms, query, rows)
    score = a.explained + C * a.coverage + PR * snapshot.prior[rows] + G * gram_score
    order = np.lexsort((rows, -score))[:limit]
    return tuple(Prediction(snapshot.facts[rows[i]], 50, "", "") for i in order)

C, PR, G = 0.15, 0.03, 0.1
