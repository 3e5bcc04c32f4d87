"""One PDF page as lines of text with the size, weight and place of their letters (pdfium)."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from support.extraction import rtl

BOLD = 600
LINE_END = "\r\n"
CELL_GAP = 1.7  # times the width of a letter
BLANK_GAP = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` is raw (not cleaned); ``size`` and places in points from the lower left corner.

    pdfium joins lines at a hyphen: ``last_top`` is where the last letter stands.
    """

    text: str
    size: float
    bold: bool
    left: float
    top: float
    last_top: float


def read_lines(textpage: Any) -> list[Line]:
    """The page's lines that hold more than blanks, in the order in which the file draws them."""
    text = _text(textpage)
    wide = any(character > "\uffff" for character in text)
    lines = []
    position = 0  # in UTF-16 units, as pdfium counts
    for line in text.split(LINE_END):
        length = len(line.encode("utf-16-le")) // 2 if wide else len(line)
        if line.strip():
            lines.append(_line(textpage, line, position, length))
        position += length + len(LINE_END)
    return lines


def _text(textpage: Any) -> str:
    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    return bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")


def _line(textpage: Any, text: str, position: int, length: int) -> Line:
    lead = len(text) - len(text.lstrip())
    first = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, position + lead)
    last = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, position + len(text.rstrip()) - 1)
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, first, box)
    size = pdfium.FPDFText_GetFontSize(textpage, first)
    height = box.top - box.bottom
    if not 0.5 * size < height < 2 * size:  # the text's matrix scales the font
        size = height
    bold = all(pdfium.FPDFText_GetFontWeight(textpage, index) >= BOLD for index in (first, last))
    if rtl.is_rtl(text):
        text = _from_right(textpage, text, position, length)
    left, top = box.left, box.top
    pdfium.FPDFText_GetLooseCharBox(textpage, last, box)
    return Line(text, size, bold, left, top, box.top)


def _from_right(textpage: Any, text: str, position: int, length: int) -> str:
    """The line read anew from where its glyphs stand: pdfium turns mixed lines wrongly."""
    glyphs = []
    box = pdfium.FS_RECTF()
    for offset in range(length):
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, position + offset)
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if index < 0 or not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
            return text
        glyphs.append((box.left, box.right, chr(code)))
    return " ".join(rtl.logical(cell) for cell in reversed(_cells(glyphs)))


def _cells(glyphs: list[tuple[float, float, str]]) -> list[str]:
    """What stands together, from left to right: a wide gap parts the cells of a table.

    Blanks are read from the gaps: pdfium puts its own anywhere in a line of mixed directions.
    """
    drawn = sorted(glyph for glyph in glyphs if not glyph[2].isspace())
    width = median(right - left for left, right, _ in drawn) if drawn else 0.0
    cells = [""]
    edge = drawn[0][0] if drawn else 0.0
    for left, right, character in drawn:
        gap = left - edge
        if gap > CELL_GAP * width:
            cells.append("")
        elif gap > BLANK_GAP * width:
            cells[-1] += " "
        cells[-1] += character
        edge = max(edge, right)
    return cells
