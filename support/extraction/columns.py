"""Columns of running text that a file draws line by line across the page, put in order (pure).

Most files draw one column after the other; only where a page plainly jumps to and fro between
two columns of prose is its order changed: down the first, then down the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from support.extraction import rtl
from support.extraction.lines import Cell, Line

FEWEST_LINES = 8  # of a column
FEWEST_JUMPS = 6  # from the left to the right column
MOST_ACROSS = 0.3  # of the lines may lie across both
FEWEST_WORDS = 4  # in the usual line: cells of a table have fewer
FULL = 0.7  # of a column's width
MOSTLY = 0.6  # of the lines are full: so is prose, a table's column is ragged
GUTTER = 0.8  # times the size of the letters
SAME_EDGE = 2.0  # points

LEFT, RIGHT, ACROSS = "left", "right", "across"


def in_order(page: Sequence[Line]) -> list[Line]:
    """The page's lines, column by column where it is clear that there are two."""
    pieces = [piece for line in page for piece in _pieces(line)]
    edge = _second_edge(pieces)
    if edge is None:
        return list(page)
    sides = [_side(piece, edge) for piece in pieces]
    if not _are_columns(pieces, sides):
        return list(page)
    return _by_column(pieces, sides)


def _pieces(line: Line) -> list[Line]:
    """The line's cells as lines of their own, from left to right."""
    if len(line.cells) < 2:
        return [line]
    cells = sorted(line.cells, key=lambda cell: cell.left)
    return [replace(line, text=c.text, left=c.left, cells=(c,)) for c in cells]


def _span(piece: Line) -> Cell:
    return piece.cells[0] if piece.cells else Cell(piece.text, piece.left, piece.left)


def _second_edge(pieces: Sequence[Line]) -> float | None:
    """Where most lines begin that do not begin at the left margin."""
    edges = Counter(round(piece.left / SAME_EDGE) for piece in pieces)
    often = sorted(edge for edge, count in edges.items() if count >= FEWEST_LINES // 2)
    if len(often) < 2:
        return None
    middle = (min(p.left for p in pieces) + max(_span(p).right for p in pieces)) / 2
    second = max(often[1:], key=lambda edge: (edge * SAME_EDGE > middle - 40, edges[edge]))
    return second * SAME_EDGE - SAME_EDGE


def _side(piece: Line, edge: float) -> str:
    if piece.left >= edge:
        return RIGHT
    return LEFT if _span(piece).right <= edge - GUTTER * piece.size else ACROSS


def _are_columns(pieces: Sequence[Line], sides: Sequence[str]) -> bool:
    if sides.count(ACROSS) > MOST_ACROSS * len(sides):
        return False
    if sum(1 for a, b in pairwise(sides) if (a, b) == (LEFT, RIGHT)) < FEWEST_JUMPS:
        return False
    return all(
        _is_prose([piece for piece, at in zip(pieces, sides, strict=True) if at == side])
        for side in (LEFT, RIGHT)
    )


def _is_prose(column: Sequence[Line]) -> bool:
    if len(column) < FEWEST_LINES:
        return False
    widths = [_span(piece).right - piece.left for piece in column]
    full = sum(1 for width in widths if width >= FULL * max(widths))
    words = median(len(piece.text.split()) for piece in column)
    return words >= FEWEST_WORDS and full >= MOSTLY * len(column)


def _by_column(pieces: Sequence[Line], sides: Sequence[str]) -> list[Line]:
    from_right = sum(rtl.is_rtl(piece.text) for piece in pieces) > len(pieces) // 2
    first, second = (RIGHT, LEFT) if from_right else (LEFT, RIGHT)
    result: list[Line] = []
    columns: dict[str, list[Line]] = {LEFT: [], RIGHT: []}
    for piece, side in zip(pieces, sides, strict=True):
        if side != ACROSS:
            columns[side].append(piece)
            continue
        result += [*_emptied(columns[first]), *_emptied(columns[second]), piece]
    return [*result, *columns[first], *columns[second]]


def _emptied(lines: list[Line]) -> Iterable[Line]:
    taken = list(lines)
    lines.clear()
    return taken
