"""What speaks for or against an answer in what was found, comparable across questions (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from support.fusion import Floats, Method, first_pages
from support.lexical import Matches

PLACES = 3


@dataclass(frozen=True, slots=True)
class Signals:
    """None where the method did not run. Shares are 0–1.

    mode               "lexical" or "full": whether meaning was compared too
    passages           how many the manual has
    methods            how many ranked it: words, vectors, tokens
    coverage           share of the question's content in the best of the first three passages
    coverage_together  in the three of them together
    missing            those of its words, as asked, that the manual nowhere has
    unknown            their share of the question's content
    words, content     how many words of content the question has; their rarities' sum (nats)
    alike              as coverage, where a word also counts that is there in other words, and
                       everyday words count little
    rare_missing       how rare, in any text, the rarest of the missing words is
    lexical            best BM25 score as a share of the best thinkable for these words
    dense, late        highest cosine; highest mean of the tokens' highest cosines
    dense_margin       the lead over the next page
    dense_ahead        share of ordinary questions that no passage is as near to
    cross              highest score of the cross-encoder among those that it read (a logit)
    margin, lead       of the first page over the next in the final ranking; of its first passage
                       over the fourth
    agreement          share of the methods whose own first page is the final first
    """

    mode: str = "lexical"
    passages: int = 0
    methods: int = 0
    coverage: float = 0.0
    coverage_together: float = 0.0
    unknown: float = 1.0
    missing: tuple[str, ...] = ()
    words: int = 0
    content: float = 0.0
    alike: float | None = None
    rare_missing: float | None = None
    lexical: float = 0.0
    dense: float | None = None
    dense_margin: float | None = None
    dense_ahead: float | None = None
    late: float | None = None
    cross: float | None = None
    margin: float = 0.0
    lead: float = 0.0
    agreement: float = 0.0


def lexical_signals(matches: Matches, order: Sequence[int], pages: NDArray[np.integer]) -> Signals:
    """``order``: rows of the final ranking, best first."""
    best = float(matches.scores.max(initial=0.0))
    first = list(order[:PLACES])
    return Signals(
        passages=len(pages),
        methods=1,
        coverage=float(matches.coverage[first].max(initial=0.0)),
        coverage_together=matches.together(first),
        unknown=matches.unknown,
        words=len(matches.weights),
        content=float(matches.weights.sum()),
        lexical=best / matches.possible if matches.possible else 0.0,
    )


def agreement(methods: Sequence[Method], final: Floats, pages: NDArray[np.integer]) -> float:
    """As in `Signals`, of the methods with the final scores."""
    wanted = first_pages(final, pages, 1)
    if not wanted or not methods:
        return 0.0
    return sum(first_pages(m.scores, pages, 1) == wanted for m in methods) / len(methods)


def lead(falling: Floats) -> float:
    """Of the first score over the fourth, or the last where there are fewer."""
    return float(falling[0] - falling[min(PLACES, len(falling) - 1)]) if len(falling) else 0.0
