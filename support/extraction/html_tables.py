"""Tables of web pages: which of them hold data, and which row heads them.

A table that only arranges a page (an icon beside a remark, two columns of text) is read as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

MOST_COPIES = 2_000  # cells that stand in several rows
MOST_ROWS = 100  # that one of them spans
LONG_CELL = 100  # words: with more than one block in it, it is text
_TEXT_BLOCKS = ("p", "ul", "ol", "dl", "pre", "div", "blockquote")


def data_tables(main: Any) -> dict[Any, bool]:
    """Each table that holds data, and whether its first row names the columns."""
    found: dict[Any, bool] = {}
    copies = 0
    for table in main.iter("table"):
        rows = list(_rows(table))
        if _is_layout(table, rows):
            continue
        if copies < MOST_COPIES:
            copies += _fill_spans(rows)
        found[table] = _is_head(rows[0])
    return found


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _is_layout(table: Any, rows: list[Any]) -> bool:
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return True
    if max((len(_cells(row)) for row in rows), default=0) < 2:
        return True
    if any(table.find(f".//h{level}") is not None for level in range(1, 7)):
        return True
    return any(_is_text(cell) for row in rows for cell in _cells(row))


def _is_text(cell: Any) -> bool:
    blocks = sum(1 for child in cell.iter(*_TEXT_BLOCKS))
    return blocks > 1 and len("".join(cell.itertext()).split()) > LONG_CELL


def _is_head(row: Any) -> bool:
    """In a ``thead``, or cells that are all headings of columns."""
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return True
    cells = _cells(row)
    return len(cells) > 1 and all(cell.tag == "th" for cell in cells)


def _fill_spans(rows: list[Any]) -> int:
    """Put a cell that spans several rows into each of them; how many copies that took."""
    copies = 0
    for place, row in enumerate(rows):
        for column, cell in enumerate(_cells(row)):
            span = _span(cell)
            for below in rows[place + 1 : place + span]:
                if copies >= MOST_COPIES:
                    return copies
                copy = deepcopy(cell)
                copy.attrib.pop("rowspan", None)
                copy.attrib.pop("id", None)
                below.insert(column, copy)
                copies += 1
            cell.attrib.pop("rowspan", None)
    return copies


def _span(cell: Any) -> int:
    text = cell.get("rowspan", "1").strip()
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else 1
