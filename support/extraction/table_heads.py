"""Which row heads a table, and the tables of each page with that row (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from support.extraction.lines import Line
from support.extraction.pages import CELL

LONGEST_HEAD = 160  # characters
MOST_WORDS = 4  # in a heading cell
FEWEST_ROWS = 3  # of a table whose heading is in the same letters as the rest
SAME_EDGE = 6.0  # points
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class TableLines:
    """Lines ``first`` to ``last`` of a page (inclusive); ``head`` may stand on an earlier page."""

    first: int
    last: int
    head: str


def find_tables(pages: Sequence[Sequence[Line]]) -> list[tuple[TableLines, ...]]:
    """For each page its tables; one that goes on over the page's end keeps its head."""
    result = []
    before: tuple[Line, str] | None = None  # the row that ends the page before, its table's head
    for page in pages:
        found = [_with_head(page, rows) for rows in _tables(page)]
        headless = bool(found) and found[0].first == 0 and not found[0].head
        if before and headless and _goes_on(before[0], page[: found[0].last + 1]):
            found[0] = TableLines(found[0].first, found[0].last, before[1])
        ends = found and found[-1].last == len(page) - 1 and found[-1].head
        before = (page[-1], found[-1].head) if ends else None
        result.append(tuple(found))
    return result


def _tables(page: Sequence[Line]) -> list[list[int]]:
    numbered = groupby(range(len(page)), key=lambda i: page[i].table)
    return [list(rows) for number, rows in numbered if number]


def _with_head(page: Sequence[Line], rows: Sequence[int]) -> TableLines:
    head = page[rows[0]]
    text = head.text if _is_head(head, [page[i] for i in rows[1:]]) else ""
    return TableLines(rows[0], rows[-1], text if len(text) <= LONGEST_HEAD else "")


def _is_head(first: Line, others: Sequence[Line]) -> bool:
    """Set in bold above rows that do not begin so; or plain words in all columns above figures."""
    if not others:
        return False
    if first.bold:
        return not any(row.bold for row in others)
    cells = first.text.split(CELL)
    columns = max(len(row.cells) for row in others)
    words = not _DIGIT.search(first.text) and all(len(c.split()) <= MOST_WORDS for c in cells)
    figures = all(_DIGIT.search(row.text) for row in others)
    return words and figures and len(cells) >= columns and len(others) + 1 >= FEWEST_ROWS


def _goes_on(above: Line, rows: Sequence[Line]) -> bool:
    columns = max(len(row.cells) for row in rows)
    return abs(above.left - rows[0].left) < SAME_EDGE and len(above.cells) <= columns
