"""What speaks for or against an answer in what was found, comparable across questions (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from support.fusion import Floats, Method, first_pages, margin
from support.lexical import Matches

PLACES = 3
COMPARED = 5  # first pages of each method


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
    alike              as coverage, where a word also counts that is there in other words
    lexical            best BM25 score as a share of the best thinkable for these words
    lexical_margin     its lead over the next page, as a share of it
    dense, late        highest cosine; highest mean of the tokens' highest cosines
    …_margin           the lead over the next page
    …_spread           how many deviations above the mean (of all passages, of the candidates)
    late_weakest       mean over the worst-matched quarter of the question's tokens, best passage
    cross              highest score of the cross-encoder among those that it read (a logit)
    cross_margin       its lead over the second
    margin             lead of the first page in the final ranking
    agreement          share of the methods whose own first page is the final first
    rank_agreement     share of each method's first five pages among the final first five
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
    lexical: float = 0.0
    lexical_margin: float = 0.0
    dense: float | None = None
    dense_margin: float | None = None
    dense_spread: float | None = None
    late: float | None = None
    late_margin: float | None = None
    late_spread: float | None = None
    late_weakest: float | None = None
    cross: float | None = None
    cross_margin: float | None = None
    margin: float = 0.0
    agreement: float = 0.0
    rank_agreement: float = 0.0


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
        lexical_margin=margin(matches.scores, pages) / best if best else 0.0,
    )


def strength(method: Method, pages: NDArray[np.integer]) -> tuple[float, float, float]:
    """The method's best score, its lead over the next page, its deviations above the mean."""
    known = method.scores[method.known]
    if not len(known):
        return 0.0, 0.0, 0.0
    best = float(known.max())
    spread = (best - float(known.mean())) / max(float(known.std()), 1e-6)
    return best, margin(method.scores, pages), spread


def agreements(
    methods: Sequence[Method], final: Floats, pages: NDArray[np.integer]
) -> tuple[float, float]:
    """(agreement, rank_agreement) of the methods with the final scores, as in `Signals`."""
    wanted = first_pages(final, pages, COMPARED)
    if not wanted or not methods:
        return 0.0, 0.0
    theirs = [first_pages(method.scores, pages, COMPARED) for method in methods]
    same_first = sum(1 for found in theirs if found[:1] == wanted[:1])
    shared = sum(len(set(found) & set(wanted)) for found in theirs)
    return same_first / len(methods), shared / (len(methods) * len(wanted))
