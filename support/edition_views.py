"""For staff: what changed between two revisions of a manual, and the answers that this touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from support.differences import Kind, PageChange, Piece, pieces
from support.editions import page_changes, touched_answers, touched_quotes
from support.manual_pages import direction
from support.models import Manual, Page, Revision

PAGES_SHOWN = 20  # with their text, at once
TOUCHED_SHOWN = 200


class TouchedFilter(admin.SimpleListFilter):
    """Manuals that changed under the feet of answers."""

    title = "touched answers"
    parameter_name = "touched"

    def lookups(self, *_: Any) -> tuple[tuple[str, str], ...]:
        return (("yes", "Some"),)

    def queryset(self, _: HttpRequest, rows: QuerySet[Manual]) -> QuerySet[Manual]:
        return rows.filter(touched__gt=0) if self.value() else rows


def link_to_touched(manual: Manual) -> SafeString | str:
    """How many answers the current revision touches, leading to where they are listed."""
    if not manual.touched:
        return "—"
    address = reverse("admin:support_manual_differences", args=[manual.pk])
    return format_html('<a href="{}">{} to look at</a>', address, manual.touched)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A page that is not as it was; a side without such a page is empty."""

    change: PageChange
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Pages ``old``–``old_end`` that stand as ``new``–``new_end`` in the other revision."""

    old: int
    old_end: int
    new: int
    new_end: int


def differences(request: HttpRequest, manual: Manual, context: dict[str, Any]) -> HttpResponse:
    """``?old=`` and ``?new=`` name the revisions; else the current one and the one before it."""
    revisions = manual.revisions.filter(indexed_at__isnull=False)
    new = _chosen(revisions, request.GET.get("new", "")) or manual.current
    others = revisions.exclude(pk=new.pk) if new else revisions
    old = _chosen(revisions, request.GET.get("old", "")) or others.first()
    context |= {"manual": manual, "revisions": revisions, "old": old, "new": new}
    if old and new and old != new:
        context |= _compared(old, new, request.GET.get("page", ""))
    return render(request, "admin/support/manual/differences.html", context)


def runs(changes: Iterable[PageChange]) -> tuple[Run, ...]:
    """Pages that moved together, together: one page put in front moves all the others."""
    found: list[Run] = []
    for change in changes:
        if change.kind != Kind.MOVED or change.old is None or change.new is None:
            continue
        last = found[-1] if found else None
        if last and (change.old, change.new) == (last.old_end + 1, last.new_end + 1):
            found[-1] = Run(last.old, change.old, last.new, change.new)
        else:
            found.append(Run(change.old, change.old, change.new, change.new))
    return tuple(found)


def _compared(old: Revision, new: Revision, page: str) -> dict[str, Any]:
    changes = page_changes(old, new)
    counts = Counter(change.kind for change in changes)
    touched = touched_quotes(old, new, changes)
    different = [c for c in changes if c.kind not in (Kind.UNCHANGED, Kind.MOVED)]
    shown = Paginator(different, PAGES_SHOWN).get_page(page)
    return {
        "counts": [(str(kind), counts[kind]) for kind in Kind],
        "runs": runs(changes),
        "touched": touched[:TOUCHED_SHOWN],
        "kept": touched_answers(old, new, changes)[:TOUCHED_SHOWN],
        "touched_answers": len({quote.citation.message_id for quote in touched}),
        "shown": shown,
        "texts": _with_texts(old, new, list(shown)),
        "direction": direction(new.language),
    }


def _with_texts(old: Revision, new: Revision, changes: Sequence[PageChange]) -> list[ShownChange]:
    before = _texts(old, (change.old for change in changes))
    after = _texts(new, (change.new for change in changes))
    return [
        ShownChange(c, *pieces(before.get(c.old or 0, ""), after.get(c.new or 0, "")))
        for c in changes
    ]


def _texts(revision: Revision, numbers: Iterable[int | None]) -> dict[int, str]:
    wanted = [number for number in numbers if number is not None]
    pages = Page.objects.filter(revision=revision, number__in=wanted)
    return dict(pages.values_list("number", "text"))


def _chosen(revisions: QuerySet[Revision], given: str) -> Revision | None:
    """The revision of that id; None when nothing was given. Only those of this manual exist."""
    if not given:
        return None
    found = revisions.filter(pk=given).first() if given.isascii() and given.isdigit() else None
    if found is None:
        raise Http404
    return found
