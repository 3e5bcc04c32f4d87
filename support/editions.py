"""Two revisions of one manual: how their pages differ, and which answers that touches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from support.answering.citations import is_on_page
from support.differences import Kind, PageChange, compare, essence
from support.models import Citation, KeptAnswer, Page, Revision


@dataclass(frozen=True, slots=True)
class TouchedQuote:
    """A quote in an answer that does not stand any more where it stood.

    ``change`` is what became of its page. ``elsewhere`` is the new edition's first other page
    that has the very words, or None.
    """

    citation: Citation
    change: PageChange
    elsewhere: int | None


def page_changes(old: Revision, new: Revision) -> tuple[PageChange, ...]:
    """Every page of both revisions; about a second for a thousand pages."""
    return compare(_texts(old), _texts(new))


def touched_quotes(
    old: Revision, new: Revision, changes: Iterable[PageChange] | None = None
) -> tuple[TouchedQuote, ...]:
    """Quotes from ``old`` whose text is not on the same or the moved page of ``new``.

    The newest answers first. ``changes`` saves comparing again what ``page_changes`` gave.
    """
    changes = page_changes(old, new) if changes is None else changes
    lost = {c.old: c for c in changes if c.kind in (Kind.CHANGED, Kind.REMOVED)}
    cited = Citation.objects.filter(revision=old, page__in=[n for n in lost if n is not None])
    if not cited.exists():
        return ()
    texts = _texts(new)
    rows = cited.select_related("message__question", "message__product")
    return tuple(
        TouchedQuote(citation, change, _elsewhere(citation.quote, texts))
        for citation in rows.order_by("-message__created_at", "number")
        for change in (lost[citation.page],)
        if change.new is None or not _stands(citation.quote, texts[change.new])
    )


@dataclass(frozen=True, slots=True)
class TouchedAnswer:
    """An answer kept of the old revision with a quote that does not stand there any more.

    It is never given again (that is for the old revision only); customers may have read it.
    """

    answer: KeptAnswer
    page: int
    quote: str
    change: PageChange


def touched_answers(
    old: Revision, new: Revision, changes: Iterable[PageChange] | None = None
) -> tuple[TouchedAnswer, ...]:
    """Kept answers from ``old``, once for each quote as in ``touched_quotes``."""
    changes = page_changes(old, new) if changes is None else changes
    lost = {c.old: c for c in changes if c.kind in (Kind.CHANGED, Kind.REMOVED)}
    kept = KeptAnswer.objects.filter(revision=old).select_related("product")
    quotes = [
        (row, page, quote) for row in kept for _, page, _, quote in row.quotes if page in lost
    ]
    texts = _texts(new) if quotes else {}
    return tuple(
        TouchedAnswer(row, page, quote, change)
        for row, page, quote in quotes
        for change in (lost[page],)
        if change.new is None or not _stands(quote, texts[change.new])
    )


def _texts(revision: Revision) -> dict[int, str]:
    pages = Page.objects.filter(revision=revision).order_by("number")
    return dict(pages.values_list("number", "text"))


def _elsewhere(quote: str, texts: Mapping[int, str]) -> int | None:
    return next((number for number, text in texts.items() if _stands(quote, text)), None)


def _stands(quote: str, text: str) -> bool:
    """Whether the words stand there; "5 V" does not stand in "15 V"."""
    wanted, there = essence(quote), essence(text)
    if not wanted or (wanted not in there and not is_on_page(quote, text)):
        return False
    before = r"(?<!\d)(?<!\d[.,])" if wanted[0].isdigit() else ""
    after = r"(?![.,]?\d)" if wanted[-1].isdigit() else ""
    return not (before or after) or bool(re.search(before + re.escape(wanted) + after, there))
