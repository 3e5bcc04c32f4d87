"""Rows of a ranking → passages with their text and the place where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hscjit.lru import Kept
from support.models import Page, Passage, Revision

KEPT_BYTES = 8 * 1024**2  # of passages, in each process that searches: some ten manuals
OVERHEAD = 500  # bytes of a passage beside its text


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``score`` (0–1) compares hits of one question only.

    ``coverage`` (0–1) is the share of the question's content that the passage holds, rare words
    counting most; it compares across questions. ``foreign``: it speaks of another model than the
    customer's. ``listing``: it only names where things are.
    """

    passage_number: int
    page: int
    page_label: str
    anchor: str
    text: str
    heading_path: tuple[str, ...]
    score: float
    coverage: float
    foreign: bool = False
    listing: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage as it is stored, with its page."""

    number: int
    page: int
    page_label: str
    anchor: str
    text: str
    heading_path: tuple[str, ...]


_passages: Kept[Stored] = Kept(KEPT_BYTES)


def stored(revision: Revision, rows: Sequence[int]) -> dict[int, Stored]:
    """The passages with these numbers; those that are gone are left out.

    Two queries for those that were not wanted lately: while somebody types the same come up again
    and again. Every writing of passages moves ``indexed_at``.
    """
    keys = {row: (revision.pk, revision.indexed_at, row) for row in rows}
    found = {row: passage for row in rows if (passage := _passages.get(keys[row]))}
    absent = [row for row in rows if row not in found]
    for row, passage in (_read(revision, absent) if absent else {}).items():
        found[row] = passage
        _passages.put(keys[row], passage, len(passage.text.encode()) + OVERHEAD)
    return found


def forget() -> None:
    """For tests that reuse row ids."""
    _passages.clear()


def _read(revision: Revision, rows: Sequence[int]) -> dict[int, Stored]:
    passages = Passage.objects.filter(revision=revision, number__in=rows).values_list(
        "number", "page_number", "text", "heading_path"
    )
    found = list(passages)
    pages = Page.objects.filter(revision=revision, number__in={page for _, page, _, _ in found})
    places = {
        number: (label, anchor)
        for number, label, anchor in pages.values_list("number", "label", "anchor")
    }
    return {
        number: Stored(number, page, *places[page], text, tuple(path))
        for number, page, text, path in found
        if page in places
    }
