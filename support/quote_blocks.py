"""A quote as it is read on a page of ours: titles, paragraphs, tables; no letter more or less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from support.answering.flowing import joined
from support.answering.units import Kind, Unit, units_of
from support.extraction.pages import CELL

TITLE_WORDS = 8
_HTML_CELL = " | "


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a paragraph (lines kept as they are meant) or, with ``rows``, a table.

    ``headed``: the first row names the columns.
    """

    text: str = ""
    is_title: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    headed: bool = False

    @property
    def head(self) -> tuple[str, ...]:
        return self.rows[0] if self.headed else ()

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        return self.rows[1:] if self.headed else self.rows


def blocks_of(quote: str, head: str = "", *, flows: bool = False) -> tuple[Block, ...]:
    """``head``: the row quoted from above a table that the quote begins in. ``flows``: as it is
    told by who quoted, no line ends because of the page's width."""
    return tuple(_blocks(quote, units_of(quote, flows=flows), head))


def _blocks(quote: str, units: Sequence[Unit], head: str) -> Iterator[Block]:
    shown = [_with_title(units, index, quote) for index in range(len(units))]
    for (kind, _), group in groupby(shown, lambda unit: (_shown_as(unit), _paragraph(unit))):
        same = list(group)
        if kind is Kind.ROW:
            yield _table([quote[unit.start : unit.end] for unit in same], head, same[0].heads)
        else:
            yield Block(joined(quote, same), is_title=kind is Kind.TITLE)
        head = ""


def _with_title(units: Sequence[Unit], index: int, quote: str) -> Unit:
    """A short line without an end, right above what it names, is a title too."""
    unit = units[index]
    if index + 1 == len(units):
        return replace(unit, kind=Kind.TEXT) if unit.kind is Kind.TITLE else unit
    if unit.kind is Kind.STEP and _is_numbered_title(quote, units, index):
        return replace(unit, kind=Kind.TITLE)
    if unit.kind is not Kind.TEXT or unit.words > TITLE_WORDS:
        return unit
    names = not _is_short_line(quote, units, index + 1)
    if names and _is_short_line(quote, units, index):
        return replace(unit, kind=Kind.TITLE)
    return unit


def _is_numbered_title(quote: str, units: Sequence[Unit], index: int) -> bool:
    """``7. Troubleshooting`` on its own is no step of anything."""
    unit = units[index]
    steps = sum(other.kind is Kind.STEP for other in units)
    return steps == 1 and unit.words <= TITLE_WORDS and quote[unit.end - 1].isalnum()


def _is_short_line(quote: str, units: Sequence[Unit], index: int) -> bool:
    unit = units[index]
    alone = all(other.line != unit.line for other in units if other is not unit)
    text = quote[unit.start : unit.end]
    return (
        unit.kind is Kind.TEXT
        and alone
        and "\n" not in text
        and unit.words <= TITLE_WORDS
        and text[-1].isalnum()
        and not text[0].islower()
    )


def _shown_as(unit: Unit) -> Kind:
    return unit.kind if unit.kind in (Kind.ROW, Kind.TITLE) else Kind.TEXT


def _paragraph(unit: Unit) -> int:
    """Rows stay one table over empty lines; paragraphs are parted by them."""
    return -1 if unit.kind is Kind.ROW else unit.block


def _table(lines: Sequence[str], head: str, heads: bool) -> Block:
    rows = [_cells(line) for line in ([head, *lines] if head else lines)]
    width = max(len(row) for row in rows)
    same = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Block(rows=same, headed=bool(head) or heads)


def _cells(line: str) -> tuple[str, ...]:
    mark = CELL if CELL in line else _HTML_CELL
    return tuple(cell.strip() for cell in line.split(mark))
