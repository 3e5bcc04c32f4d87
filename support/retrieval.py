"""A question → the passages of one manual that may answer it, best first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from hscjit import metrics
from support import index
from support.models import ManualIndex, Page, Passage, Revision
from support.questions import wanted

OPEN_INDEXES = 64  # a manual of 1,000 passages takes about 1.5 MB


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``score`` compares hits of one question only.

    ``coverage`` (0–1) is the share of the question's content that the passage holds, rare words
    counting most; it compares across questions.
    """

    passage_number: int
    page: int
    page_label: str
    anchor: str
    text: str
    heading_path: tuple[str, ...]
    score: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for or against an answer in what was found; comparable across questions."""

    mode: str = "lexical"
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """``hits``: best first."""

    hits: tuple[Hit, ...]
    signals: Signals


class _OpenIndexes:
    """The indexes used last; safe to share, since a reader never changes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._readers: OrderedDict[tuple[Any, ...], index.ManualIndexReader] = OrderedDict()

    def get(self, revision: Revision) -> index.ManualIndexReader | None:
        # Every index written moves ``indexed_at``: pages read from their pictures come later.
        key = (revision.pk, index.VERSION, revision.indexed_at)
        with self._lock:
            if key in self._readers:
                self._readers.move_to_end(key)
                return self._readers[key]
        row = ManualIndex.objects.filter(revision=revision, version=index.VERSION).first()
        if row is None:
            return None
        reader = index.open(bytes(row.data))
        with self._lock:
            self._readers[key] = reader
            while len(self._readers) > self._limit:
                self._readers.popitem(last=False)
        return reader

    def clear(self) -> None:
        with self._lock:
            self._readers.clear()


_open_indexes = _OpenIndexes(OPEN_INDEXES)


def find(revision: Revision, question: str, limit: int = 10) -> tuple[Hit, ...]:
    """Up to ``limit`` passages of ``revision`` with something of ``question`` in them.

    Empty when nothing fits, or when the revision has no index of the present version. Blocking:
    a query or two, off the event loop.
    """
    with metrics.retrieval_seconds.time():
        reader = _open_indexes.get(revision)
        if reader is None:
            return ()
        ranked = reader.search(wanted(question, reader.language), limit)
        return _hits(revision, ranked)


def look(revision: Revision, question: str, limit: int = 10) -> Found:
    """As ``find``, with what speaks for or against an answer in it."""
    hits = find(revision, question, limit)
    return Found(hits, Signals(coverage=max((hit.coverage for hit in hits), default=0.0)))


def forget() -> None:
    """Close all indexes, for tests that reuse row ids."""
    _open_indexes.clear()


def _hits(revision: Revision, ranked: tuple[index.Ranked, ...]) -> tuple[Hit, ...]:
    passages = {
        passage.number: passage
        for passage in Passage.objects.filter(
            revision=revision, number__in=[entry.row for entry in ranked]
        )
    }
    pages = {
        page.number: page
        for page in Page.objects.filter(
            revision=revision, number__in={entry.page for entry in ranked}
        ).only("number", "label", "anchor")
    }
    return tuple(
        Hit(
            passage_number=entry.row,
            page=entry.page,
            page_label=pages[entry.page].label,
            anchor=pages[entry.page].anchor,
            text=passages[entry.row].text,
            heading_path=tuple(passages[entry.row].heading_path),
            score=entry.score,
            coverage=entry.coverage,
        )
        for entry in ranked
        if entry.row in passages and entry.page in pages
    )
