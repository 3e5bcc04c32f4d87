"""What reading a manual gives: pages of clean text with their headings, and the plain wire form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

PDF = "application/pdf"
HTML = "text/html"
CELL = "\u2003"  # between the cells of a row: a wide blank to the eye, a blank to all who compare
BROKEN_TEXT = "The manual's file is damaged or too unusual to be read."


@dataclass(frozen=True, slots=True)
class Heading:
    """``text`` starts at ``offset`` (code points) of its page; ``level`` 1 is the outermost."""

    offset: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows from ``start`` to ``end`` (code points) of a page, a line each.

    ``head`` is the row that names the columns, maybe that of the page before; "" without one.
    """

    start: int
    end: int
    head: str


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """One page of the file, counted from 1; in HTML one section.

    ``label`` is the number printed on the page (HTML: the heading), ``anchor`` the section's id;
    both may be empty. ``text`` has no running headers and footers, a line feed ends a line and an
    empty line a paragraph. ``unread``: there is more ink on the page than its text accounts for.
    """

    number: int
    label: str
    anchor: str
    text: str
    headings: tuple[Heading, ...] = ()
    unread: bool = False
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """A whole manual. ``language`` is an ISO 639-1 code, or empty when nobody can tell.

    ``producer`` and ``dated`` (ISO 8601, with its offset) are the file's own claims; may be empty.
    """

    media_type: str
    title: str
    language: str
    pages: tuple[ExtractedPage, ...]
    producer: str = ""
    dated: str = ""


def to_plain(extracted: Extracted) -> dict[str, Any]:
    """A form that JSON can carry."""
    return asdict(extracted)


def from_plain(plain: Mapping[str, Any]) -> Extracted:
    """The reverse of ``to_plain``; raises KeyError, TypeError or ValueError on anything else."""
    pages = tuple(
        ExtractedPage(
            number=int(page["number"]),
            label=str(page["label"]),
            anchor=str(page["anchor"]),
            text=str(page["text"]),
            headings=tuple(
                Heading(int(h["offset"]), int(h["level"]), str(h["text"])) for h in page["headings"]
            ),
            unread=bool(page["unread"]),
            tables=tuple(
                Table(int(t["start"]), int(t["end"]), str(t["head"])) for t in page["tables"]
            ),
        )
        for page in plain["pages"]
    )
    return Extracted(
        media_type=str(plain["media_type"]),
        title=str(plain["title"]),
        language=str(plain["language"]),
        pages=pages,
        producer=str(plain["producer"]),
        dated=str(plain["dated"]),
    )
