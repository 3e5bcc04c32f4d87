"""One PDF page as lines of text with the size, weight and place of their letters (pdfium)."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from support.extraction import rtl
from support.extraction.cleaning import LINE_HYPHENS as HYPHENS

BOLD = 600  # of a font without a name
FORCE_BOLD = 1 << 18  # a PDF font's flag
LINE_END = "\r\n"
CELL_GAP = 1.7  # times the width of a letter
BLANK_GAP = 0.25
BLANK = 0.15  # of the size: a gap that is a blank between words
WIDE = 0.85  # times the size: a gap that parts two cells or two columns
SAME_ROW = 0.2  # of the size: no more apart in height
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|medi(?!um)|cmbx|[-,]bd", re.IGNORECASE)
_BULLET = re.compile(r"[•◦▪●■♦–—*·o-]")
FARTHEST = 60  # lines that an item may have
NEAR_BULLET = 4  # times the size: no farther from its item
_BREAK = re.compile(rf"(?<=\S)(?: +(?=\S)|[{HYPHENS}](?=\S))")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands together on a line, up to the next wide gap; places in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` is raw (not cleaned); ``size`` and places in points from the lower left corner.

    ``y`` is the base line of the first letter, ``last_y`` of the last: pdfium joins lines at a
    hyphen. ``cells`` are its parts in reading order. A row of a table has the number of its
    table, from 1, in ``table``.
    """

    text: str
    size: float
    bold: bool
    left: float
    y: float
    last_y: float
    cells: tuple[Cell, ...] = ()
    table: int = 0


def read_lines(textpage: Any) -> list[Line]:
    """The page's lines that hold more than blanks, in the order in which the file draws them."""
    rows: list[list[_Span]] = []
    for position, text in _split(_text(textpage)):
        if not text.strip():
            continue
        span = _span(textpage, text, position)
        if rows and _same_row(rows[-1][-1], span):
            rows[-1].append(span)
        else:
            rows.append([span])
    return _markers_first([_line(textpage, row) for row in rows])


def _markers_first(lines: list[Line]) -> list[Line]:
    """Bullets that the file draws behind their item's text put before it."""
    result: list[Line] = []
    for line in lines:
        place = len(result)
        if _BULLET.fullmatch(line.text.strip()):
            for i in range(len(result) - 1, max(len(result) - FARTHEST, 0) - 1, -1):
                beside = abs(result[i].y - line.y) < 0.3 * line.size
                if beside and line.left < result[i].left < line.left + NEAR_BULLET * line.size:
                    place = i
        result.insert(place, line)
    return result


@dataclass(frozen=True, slots=True)
class _Span:
    """What pdfium holds for a line; of a page of single letters it makes a line of each."""

    text: str
    position: int  # of the first character, in UTF-16 units as pdfium counts
    size: float
    bold: bool
    left: float
    right: float
    y: float
    last_y: float


def _split(text: str) -> Iterator[tuple[int, str]]:
    position = 0
    for line in text.split(LINE_END):
        yield position, line
        position += _units(line) + len(LINE_END)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _text(textpage: Any) -> str:
    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    return bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")


def _span(textpage: Any, text: str, position: int) -> _Span:
    lead = _units(text) - _units(text.lstrip())
    first = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, position + lead)
    end = position + _units(text.rstrip()) - 1
    last = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, end)
    start_box, end_box = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, first, start_box)
    pdfium.FPDFText_GetLooseCharBox(textpage, last, end_box)
    size = pdfium.FPDFText_GetFontSize(textpage, first)
    height = start_box.top - start_box.bottom
    if not 0.5 * size < height < 2 * size:  # the text's matrix scales the font
        size = height
    return _Span(
        text=text,
        position=position,
        size=size,
        bold=_is_bold(textpage, first) and _is_bold(textpage, last),
        left=start_box.left,
        right=end_box.right,
        y=_base_line(textpage, first),
        last_y=_base_line(textpage, last),
    )


def _is_bold(textpage: Any, index: int) -> bool:
    """By the font's name: the weight that pdfium guesses is 700 for many a regular font."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    if pdfium.FPDFText_GetFontInfo(textpage, index, name, len(name), flags) > 1:
        return bool(flags.value & FORCE_BOLD or _BOLD_NAME.search(name.value))
    return bool(pdfium.FPDFText_GetFontWeight(textpage, index) >= BOLD)


def _base_line(textpage: Any, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    return y.value


def _same_row(span: _Span, following: _Span) -> bool:
    near = SAME_ROW * min(span.size, following.size)
    if abs(span.last_y - following.y) < near:
        return True
    # Behind a raised figure: "12 m" "2" "."
    behind = following.left >= span.right - near
    return behind and abs(span.y - following.y) < near


def _line(textpage: Any, row: Sequence[_Span]) -> Line:
    first, last = row[0], row[-1]
    cells: list[Cell] = []
    for span in row:
        parts = _parted(textpage, span)
        gap = parts[0].left - cells[-1].right if cells else 0.0
        if cells and -span.size < gap < WIDE * span.size:
            blank = "" if gap < BLANK * span.size else " "
            cells[-1] = Cell(cells[-1].text + blank + parts[0].text, cells[-1].left, parts[0].right)
            del parts[0]
        cells += parts
    text = " ".join(cell.text for cell in cells)
    if rtl.is_rtl(text):
        cells = _from_right(textpage, row) or cells
        text = " ".join(cell.text for cell in cells)
    bold = all(span.bold for span in row)
    left = min(cell.left for cell in cells)
    return Line(text, first.size, bold, left, first.y, last.last_y, tuple(cells))


def _parted(textpage: Any, span: _Span) -> list[Cell]:
    """The span in parts at its wide gaps, which only a blank can be."""
    parts: list[Cell] = []
    begin, left, right = 0, span.left, span.right
    plain = span.text.isascii()
    for match in _BREAK.finditer(span.text):
        units = match.start() if plain else _units(span.text[: match.start()])
        end = _edges(textpage, span.position + units - 1)[1]
        start = _edges(textpage, span.position + units + len(match[0]))[0]
        if match[0] in HYPHENS:
            left, right = min(left, start), max(right, end)
        elif start - end > WIDE * span.size:
            parts.append(Cell(span.text[begin : match.start()], left, end))
            begin, left = match.end(), start
    parts.append(Cell(span.text[begin:], left, right))
    return parts


def _edges(textpage: Any, position: int) -> tuple[float, float]:
    """Left and right end of the character at ``position`` of the text."""
    box = pdfium.FS_RECTF()
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, position)
    pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
    return box.left, box.right


def _from_right(textpage: Any, row: Sequence[_Span]) -> list[Cell]:
    """The line read anew from where its glyphs stand: pdfium turns mixed lines wrongly.

    Empty when pdfium does not know their places.
    """
    glyphs: list[_Glyph] = []
    for span in row:
        found = _glyphs(textpage, span.position, _units(span.text))
        if found is None:
            return []
        glyphs += found
    glyphs.sort(key=_place)
    return [
        Cell(rtl.logical("".join(g.text for g in cell)), cell[0].left, cell[-1].right)
        for cell in _cells(glyphs)
    ]


def _place(glyph: _Glyph) -> tuple[float, float]:
    return glyph.left, glyph.right


@dataclass(frozen=True, slots=True)
class _Glyph:
    left: float
    right: float
    text: str
    index: int  # pdfium's number of the character; -1 for a blank of ours


def _glyphs(textpage: Any, position: int, length: int) -> list[_Glyph] | None:
    """The drawn characters from left to right; None when pdfium does not know their places."""
    glyphs = []
    box = pdfium.FS_RECTF()
    for offset in range(length):
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, position + offset)
        if index < 0 or not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
            return None
        character = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if not character.isspace():
            glyphs.append(_Glyph(box.left, box.right, character, index))
    return sorted(glyphs, key=_place)


def _cells(glyphs: Sequence[_Glyph]) -> list[list[_Glyph]]:
    """What stands together, the rightmost first: a wide gap parts the cells of a table.

    Blanks are read from the gaps: pdfium puts its own anywhere in a line of mixed directions.
    """
    if not glyphs:
        return []
    width = median(glyph.right - glyph.left for glyph in glyphs)
    cells: list[list[_Glyph]] = [[]]
    edge = glyphs[0].left
    for glyph in glyphs:
        gap = glyph.left - edge
        if gap > CELL_GAP * width:
            cells.append([])
        elif gap > BLANK_GAP * width:
            cells[-1].append(_Glyph(edge, glyph.left, " ", -1))
        cells[-1].append(glyph)
        edge = max(edge, glyph.right)
    return cells[::-1]


def characters(textpage: Any) -> Iterator[tuple[str, int]]:
    """All characters of the page in the order of ``read_lines``, each with pdfium's number."""
    for position, line in _split(_text(textpage)):
        length = _units(line)
        glyphs = _glyphs(textpage, position, length) if rtl.is_rtl(line) else None
        if glyphs is None:
            for offset in range(length):
                index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, position + offset)
                yield chr(pdfium.FPDFText_GetUnicode(textpage, index)), index
        else:
            for cell in _cells(glyphs):
                for place in rtl.reading_order("".join(glyph.text for glyph in cell)):
                    yield cell[place].text, cell[place].index
