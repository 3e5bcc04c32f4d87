"""Tables of contents and indexes: they name every subject and answer nothing (pure)."""

from __future__ import annotations

import re
from itertools import pairwise

_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
_ENDS_IN_PAGE = re.compile(r"\S.*?[\s.…,]\s*(\d{1,4})(?:[,–-]\s*\d{1,4})*$")
FEWEST_ENTRIES = 5


def is_listing(text: str) -> bool:
    """Is ``text`` mostly entries that end in page numbers: with dot leaders, or ever rising?

    A table of measurements ends its rows in numbers too, but these do not rise from row to row.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    with_leaders = sum(1 for line in lines if _LEADERS.search(line))
    if with_leaders >= 2 and 2 * with_leaders >= len(lines):
        return True
    pages = [int(match[1]) for line in lines if (match := _ENDS_IN_PAGE.match(line))]
    if len(pages) < FEWEST_ENTRIES or len(pages) < 0.75 * len(lines):
        return False
    falls = sum(1 for a, b in pairwise(pages) if b < a)
    return falls == 0 and pages[-1] > pages[0]
