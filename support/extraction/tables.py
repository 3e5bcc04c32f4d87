"""Tables of a PDF's page: cells whose text was wrapped joined into one line for each row (pure).

The file draws a table cell by cell or line by line; in both a step to the right leads to another
cell, a step down in place continues the cell, and a step back to the left begins a row:

    No sound in                                  No sound in headphones   PHONES turned down
    headphones      PHONES turned         →      One pad is dead   Cable or harness
                    down
    One pad is dead Cable or harness
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from support.extraction import rtl
from support.extraction.cleaning import LINE_HYPHENS, has_leaders
from support.extraction.lines import Cell, Line
from support.extraction.pages import CELL

FEWEST_ROWS = 2  # with two cells or more
MOST_LINES = 12  # in a cell: more is a column of text
TIGHT = 1.12  # times the usual distance of two lines: no more within a cell
USUAL_PITCH = 1.2  # times the size, where a manual does not tell
MOST_APART = 3.5  # times the size: rows of one table
MOST_UP = 8  # lines: a cell beside one that is centred may begin so much higher
MOST_WORDS = 45  # in a cell: more is text with its subject in the margin
_MARKER = re.compile(r"\(?\w{1,3}[.):]?|\d+(?:\.\d+)+\.?|[•◦▪●■–—*·-]|\W")
_BULLET = re.compile(r"[•◦▪●■♦–—*·-]")


@dataclass(slots=True)
class _Piece:
    """A cell's part on one line, in a frame where one reads from the left."""

    text: str
    left: float
    right: float
    line: Line

    @property
    def top(self) -> float:
        return self.line.y

    @property
    def bottom(self) -> float:
        return self.line.last_y


@dataclass(slots=True)
class _Row:
    cells: list[list[_Piece]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # of its lines on the page

    @property
    def bottom(self) -> float:
        return min(piece.bottom for cell in self.cells for piece in cell)

    @property
    def top(self) -> float:
        return max(piece.top for cell in self.cells for piece in cell)


def pitch_ratio(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance of two lines, in sizes of their letters."""
    ratios = [
        (a.last_y - b.y) / a.size
        for page in pages
        for a, b in pairwise(page)
        if a.size and abs(a.left - b.left) < 1 and 0.9 * a.size < a.last_y - b.y < 1.6 * a.size
    ]
    return median(ratios) if ratios else USUAL_PITCH


def with_rows(page: Sequence[Line], pitch: float) -> list[Line]:
    """The page with each row of a table as one line; ``pitch`` as `pitch_ratio` has it.

    What is not surely a table stays line by line as it was.
    """
    rows = list(_rows(page, pitch))
    result: list[Line] = []
    position = number = 0
    while position < len(rows):
        end = _table_end(rows, position)
        if end is None:
            result += [page[i] for i in rows[position].places]
            position += 1
            continue
        number += 1
        result += [_joined(row, number) for row in rows[position:end]]
        position = end
    return result


def _rows(page: Sequence[Line], pitch: float) -> Iterator[_Row]:
    """The page's lines grouped to what would be rows if it were a table; prose as single cells."""
    row = _Row()
    for place, line in enumerate(page):
        pieces = list(_pieces(line))
        if row.cells and not _takes(row, pieces, pitch):
            yield row
            row = _Row()
        for piece in pieces:
            _put(row, piece, pitch)
        row.places.append(place)
    if row.cells:
        yield row


def _pieces(line: Line) -> Iterator[_Piece]:
    cells = line.cells or (Cell(line.text, line.left, line.left + line.size),)
    if has_leaders(line.text):  # an entry of a contents page
        cells = (Cell(line.text, line.left, max(cell.right for cell in cells)),)
    from_right = len(cells) > 1 and cells[0].left > cells[-1].left
    for cell in cells:
        if from_right or rtl.is_rtl(line.text):
            yield _Piece(cell.text, -cell.right, -cell.left, line)
        else:
            yield _Piece(cell.text, cell.left, cell.right, line)


def _takes(row: _Row, pieces: Sequence[_Piece], pitch: float) -> bool:
    """Does the line belong to the row: beside its last cell, or below one with no gap?"""
    first, last = pieces[0], row.cells[-1][-1]
    if _beside(row, first):
        return len(row.cells[-1]) <= MOST_LINES
    if not _tight(row.bottom, first, pitch) and not _tight(last.bottom, first, pitch):
        return False
    if len(pieces) == 1 and len(row.cells) == 1:
        return abs(first.left - last.left) < first.line.size and _alike(first.line, last.line)
    if len(row.cells) == 1:
        return False
    return all(_column(row, p) and _column(row, p) is not row.cells[0] for p in pieces)


def _alike(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) < 0.3


def _beside(row: _Row, piece: _Piece) -> bool:
    """Right of the last cell and not below it, nor far above: one step on in the row."""
    cell = row.cells[-1]
    if piece.left < max(part.right for part in cell):
        return False
    size = piece.line.size
    return cell[-1].bottom - 0.3 * size <= piece.top <= row.top + MOST_UP * size


def _tight(bottom: float, piece: _Piece, pitch: float) -> bool:
    return 0 < bottom - piece.top <= TIGHT * pitch * piece.line.size


def _column(row: _Row, piece: _Piece) -> list[_Piece] | None:
    """The only cell of the row that the piece stands under."""
    under = [cell for cell in row.cells if _overlaps(cell, piece)]
    return under[0] if len(under) == 1 else None


def _overlaps(cell: Sequence[_Piece], piece: _Piece) -> bool:
    left, right = min(p.left for p in cell), max(p.right for p in cell)
    return piece.left < right and left < piece.right


def _put(row: _Row, piece: _Piece, pitch: float) -> None:
    if not row.cells or _beside(row, piece):
        row.cells.append([piece])
        return
    (_column(row, piece) or row.cells[-1]).append(piece)


def _table_end(rows: Sequence[_Row], start: int) -> int | None:
    """Where the table that begins with row ``start`` ends; None when none begins there."""
    if len(rows[start].cells) < 2 or _is_wordy(rows[start]):
        return None
    columns = _spans(rows[start])
    end = last = start + 1
    many = 1
    while end < len(rows) and _follows(rows[end - 1], rows[end]) and not _is_wordy(rows[end]):
        merged = _merged(columns, _spans(rows[end]))
        if merged is None:
            break
        columns = merged
        end += 1
        if len(rows[end - 1].cells) > 1:
            many, last = many + 1, end
    if many < FEWEST_ROWS or _is_list(rows[start:last]):
        return None
    return last


def _is_wordy(row: _Row) -> bool:
    return any(sum(len(p.text.split()) for p in cell) > MOST_WORDS for cell in row.cells)


def _follows(above: _Row, row: _Row) -> bool:
    """Not far below, in letters of the same size: a heading ends the table."""
    line = row.cells[0][0].line
    near = -MOST_UP * line.size < above.bottom - row.top < MOST_APART * line.size
    return near and row.top < above.top and abs(line.size - above.cells[0][0].line.size) < 1


def _spans(row: _Row) -> list[tuple[float, float]]:
    return [(min(p.left for p in cell), max(p.right for p in cell)) for cell in row.cells]


def _merged(
    columns: Sequence[tuple[float, float]], cells: Sequence[tuple[float, float]]
) -> list[tuple[float, float]] | None:
    """The columns widened by a row's cells; None when a cell and a column do not pair off."""
    result = list(columns)
    taken: set[int] = set()
    for left, right in cells:
        under = [i for i, c in enumerate(columns) if c[0] < right and left < c[1]]
        if len(under) > 1 or taken & set(under):
            return None
        taken.update(under)
        if under:
            old = columns[under[0]]
            result[under[0]] = min(left, old[0]), max(right, old[1])
        else:
            result.append((left, right))
    return sorted(result)


def _is_list(rows: Sequence[_Row]) -> bool:
    """Numbers or bullets with text beside them: steps, not a table.

    A bullet's text may be parted by wide blanks, a table may count its rows in its first column.
    """
    full = [row for row in rows if len(row.cells) > 1]
    firsts = [row.cells[0][0].text.strip() for row in full]
    if 2 * sum(1 for text in firsts if _BULLET.fullmatch(text)) > len(full):
        return True
    marked = sum(1 for text in firsts if _MARKER.fullmatch(text))
    return all(len(row.cells) <= 2 for row in full) and 2 * marked > len(full)


def _joined(row: _Row, number: int) -> Line:
    first = row.cells[0][0].line
    pieces = [piece for cell in row.cells for piece in cell]
    cells = tuple(
        Cell(_text(cell), min(p.left for p in cell), max(p.right for p in cell))
        for cell in row.cells
    )
    return Line(
        text=CELL.join(cell.text for cell in cells),
        size=first.size,
        bold=all(piece.line.bold for piece in pieces),
        left=min(piece.line.left for piece in pieces),
        y=row.top,
        last_y=row.bottom,
        cells=cells,
        table=number,
    )


def _text(cell: Sequence[_Piece]) -> str:
    text = ""
    for piece in cell:
        joint = "" if not text or text.endswith(tuple(LINE_HYPHENS)) else " "
        text += joint + piece.text.strip()
    return text
