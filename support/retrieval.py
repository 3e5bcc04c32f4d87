"""A question → the passages of one manual that may answer it, best first.

Words at once; what is near in meaning as soon as vectors are there; the cross-encoder where the
first are close. Whatever of it is missing, the rest answers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hscjit import metrics
from support import hits, meaning, open_indexes, ranking, reranking
from support.hits import Hit, Stored, stored
from support.meaning import Meaning
from support.models import Revision
from support.questions import wanted
from support.ranking import Ranking
from support.reranking import Candidate, Clock
from support.signals import Signals
from support.variants import NO_VARIANTS, Variants

__all__ = ["Found", "Hit", "Signals", "find", "forget", "look"]


@dataclass(frozen=True, slots=True)
class Found:
    """``hits``: best first."""

    hits: tuple[Hit, ...]
    signals: Signals = field(default_factory=Signals)


@dataclass(frozen=True, slots=True)
class _Search:
    """A question's ranking in one manual, with the passages that come first."""

    close: Meaning | None
    ranked: Ranking
    passages: Mapping[int, Stored]
    foreign: Collection[int]


def find(
    revision: Revision, question: str, limit: int = 10, *, variants: Variants = NO_VARIANTS
) -> tuple[Hit, ...]:
    """The hits of ``look`` without the cross-encoder, and without weighing whether they answer: for
    a question still being typed."""
    with metrics.retrieval_seconds.time():
        found = _search(revision, question, limit, variants)
        return _hits(found, limit) if found else ()


def look(
    revision: Revision,
    question: str,
    limit: int = 10,
    *,
    variants: Variants = NO_VARIANTS,
    deadline_ms: float | None = None,
) -> Found:
    """Up to ``limit`` passages of ``revision`` that may answer ``question``.

    Empty when nothing fits, or when the revision has no index of the present version.
    ``variants``: which model the customer has; ``deadline_ms``: until when the cross-encoder may
    read (None: its usual budget; 0: never). Blocking: two queries and a few milliseconds of
    arithmetic, off the event loop.
    """
    clock = Clock(reranking.BUDGET_MS if deadline_ms is None else deadline_ms)
    with metrics.retrieval_seconds.time():
        found = _search(revision, question, limit, variants)
        if found is None:
            return Found(())
        ranked = found.ranked
        signals = replace(ranked.signals(), missing=_as_written(ranked.matches.missing, question))
        if found.close is not None and signals.margin < reranking.CLOSE:
            ranked, signals = _reread(found.close, ranked, found.passages, signals, clock)
        return Found(_hits(replace(found, ranked=ranked), limit), signals)


def _search(revision: Revision, question: str, limit: int, variants: Variants) -> _Search | None:
    reader = open_indexes.index_of(revision)
    if reader is None or not len(reader):
        return None
    close = meaning.meaning_of(revision, question, len(reader))
    ranked = ranking.ranked(reader, wanted(question, reader.language), close)
    passages = stored(revision, ranked.order(max(limit, reranking.READ)))
    foreign = {row for row in passages if _is_foreign(passages[row], question, variants)}
    return _Search(close, ranked.without(foreign), passages, foreign)


def forget() -> None:
    """Close all indexes, for tests that reuse row ids."""
    open_indexes.forget()
    hits.forget()


def _is_foreign(passage: Stored, question: str, variants: Variants) -> bool:
    return variants.is_foreign(" ".join((*passage.heading_path, passage.text)), question)


def _reread(
    close: Meaning, ranked: Ranking, passages: Mapping[int, Stored], signals: Signals, clock: Clock
) -> tuple[Ranking, Signals]:
    """The first candidates in the order that the cross-encoder gives them, if it had time."""
    first = [row for row in ranked.rows[: reranking.READ] if row in passages]
    texts = [Candidate(passages[row].text, passages[row].heading_path) for row in first]
    opinion = reranking.read(close.models.cross, close.question, texts, clock)
    if not len(opinion):
        return ranked, signals
    order = reranking.reordered(ranked.scores[: len(first)], opinion)
    ranked = ranked.led_by([first[place] for place in order])
    return ranked, replace(signals, cross=float(opinion.max()))


def _as_written(missing: Sequence[str], question: str) -> tuple[str, ...]:
    """The words with the capitals that the customer gave them."""
    found = (re.search(re.escape(word), question, re.IGNORECASE) for word in missing)
    return tuple(hit[0] if hit else word for word, hit in zip(missing, found, strict=True))


def _hits(search: _Search, limit: int) -> tuple[Hit, ...]:
    ranked, passages = search.ranked, search.passages
    coverage = ranked.matches.coverage
    return tuple(
        Hit(
            passage_number=row,
            page=passages[row].page,
            page_label=passages[row].page_label,
            anchor=passages[row].anchor,
            text=passages[row].text,
            heading_path=passages[row].heading_path,
            score=round(ranked.score_of(row), 4),
            coverage=round(float(coverage[row]), 4),
            foreign=row in search.foreign,
            listing=bool(ranked.reader.listings[row]),
        )
        for row in ranked.order(max(limit, reranking.READ))
        if row in passages
    )[:limit]
