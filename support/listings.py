"""Tables of contents and indexes: they name every subject and answer nothing (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
_ENDS_IN_PAGE = re.compile(r"\S.*?[\s.…_,]\s*(?:(\d{1,4})(?:[,–-]\s*\d{1,4})*|[ivxl]{1,6})$")
# "Battery, charging, 12, 45–47": in the order of the alphabet, so that pages need not rise.
_INDEX_ENTRY = re.compile(r"[^\W\d][^|\u2003]*[^\d\s|\u2003],\s*\d{1,4}(?:\s*[,–-]\s*\d{1,4})*$")
_TITLE = re.compile(
    r"(?:table of )?contents|index|inhalt(?:sverzeichnis)?|stichwortverzeichnis"
    r"|sommaire|table des matières|índice|indice|inhoud(?:sopgave)?|תוכן(?: ה?עניינים)?",
    re.IGNORECASE,
)
# What else than a table of contents may be called "Contents" or "Index" is not told by these.
_CONTENTS = re.compile(
    r"table of contents|inhaltsverzeichnis|sommaire|table des matières|תוכן ה?עניינים",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?:;]$")
_MARK = re.compile(r"(?:[•◦▪●■◆‣∗○–—*·-]\s+|(?:[A-Z]|\d{1,3})(?:\.\d{1,3})*[.)]?\s+)+")
FEWEST_ENTRIES = 5


def is_listing(text: str, named: Collection[str] = ()) -> bool:
    """Is ``text`` mostly entries that name a place: with rising page numbers, as in an index,
    under the title of a table of contents, or one heading of the manual after the other?

    ``named``: the manual's headings, as `names` gives them. Technical data have dot leaders and
    end in numbers too, but these do not rise from row to row.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if _is_contents(lines) or _is_index(lines) or _is_titled_list(lines):
        return True
    entries = sum(1 for line in lines if _name(line) in named)
    return entries >= FEWEST_ENTRIES and entries >= 0.75 * len(lines)


def is_contents_title(line: str) -> bool:
    """Can nothing but a table of contents stand below this title?"""
    return _CONTENTS.fullmatch(line) is not None


def names(headings: Iterable[str]) -> frozenset[str]:
    """Headings as a table of contents may repeat them: without their numbers."""
    return frozenset(map(_name, headings)) - {""}


def _name(line: str) -> str:
    return " ".join(_MARK.sub("", line, count=1).split()).casefold()


def _is_contents(lines: Sequence[str]) -> bool:
    entries = [match for line in lines if (match := _ENDS_IN_PAGE.match(line))]
    leaders = sum(1 for line in lines if _LEADERS.search(line))
    pages = [int(match[1]) for match in entries if match[1]]
    if leaders >= FEWEST_ENTRIES and len(pages) >= 0.9 * len(lines):
        return True  # an index in the order of the alphabet; data would name their units
    if any(b < a for a, b in pairwise(pages)):
        return False
    if leaders >= 2 or (leaders and leaders == len(lines)):
        return 2 * max(len(entries), leaders) >= len(lines) and len(entries) * 2 >= leaders
    many = len(entries) >= FEWEST_ENTRIES and len(entries) >= 0.75 * len(lines)
    return many and pages[-1:] > pages[:1]


def _is_index(lines: Sequence[str]) -> bool:
    entries = sum(1 for line in lines if _INDEX_ENTRY.match(line))
    return entries >= FEWEST_ENTRIES and entries >= 0.6 * len(lines)


def _is_titled_list(lines: Sequence[str]) -> bool:
    """Without pages, as in HTML: the title, then lines of which hardly one is a sentence."""
    if len(lines) <= FEWEST_ENTRIES or not any(map(_TITLE.fullmatch, lines[:3])):
        return False
    return sum(1 for line in lines if _SENTENCE_END.search(line)) <= 0.1 * len(lines)
