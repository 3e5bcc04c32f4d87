"""Pages whose text runs up, down or upside down, laid out anew so that it runs from left to right.

Landscape tables are often drawn so, and pdfium tells lines apart well only where they lie. The
letters say which way one reads; whether the file also says that the page is to be shown turned
does not matter.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

SAMPLES = 24  # letters of a page that are looked at
MOSTLY = 0.75  # of them lie the same way


@contextmanager
def upright(document: Any, index: int, page: Any, textpage: Any) -> Iterator[tuple[Any, Any]]:
    """The page and its text as one reads them: ``page`` and ``textpage``, or a page turned."""
    shown = page.get_rotation() // 90  # quarters clockwise
    drawn = _quarters(textpage)
    if not shown and not drawn:
        yield page, textpage
        return
    sheet = _sheet(document, index, (drawn - shown) % 4)
    try:
        yield sheet[0], sheet[0].get_textpage()
    finally:
        sheet.close()


def _quarters(textpage: Any) -> int:
    """How many quarters the page's letters are drawn counter-clockwise, from 0 to 3."""
    count = pdfium.FPDFText_CountChars(textpage)
    turns: Counter[int] = Counter()
    for index in range(0, count, max(count // SAMPLES, 1)):
        if chr(pdfium.FPDFText_GetUnicode(textpage, index)).isalnum():
            angle = pdfium.FPDFText_GetCharAngle(textpage, index)  # clockwise
            turns[-round(angle / (math.pi / 2)) % 4] += 1
    if not turns:
        return 0
    usual, often = turns.most_common(1)[0]
    return usual if often >= MOSTLY * turns.total() else 0


def _sheet(document: Any, index: int, turns: int) -> Any:
    """A new document with the page as it is shown, turned back by ``turns`` quarters."""
    width, height = document.get_page_size(index)
    sheet = pypdfium2.PdfDocument.new()
    across, down = (height, width) if turns % 2 else (width, height)
    new = sheet.new_page(across, down)
    drawing = pdfium.FPDF_NewXObjectFromPage(sheet, document, index)
    shape = pdfium.FPDF_NewFormObjectFromXObject(drawing)
    matrix = (
        (1, 0, 0, 1, 0, 0),
        (0, -1, 1, 0, 0, width),
        (-1, 0, 0, -1, width, height),
        (0, 1, -1, 0, height, 0),
    )[turns]
    pdfium.FPDFPageObj_Transform(shape, *matrix)
    pdfium.FPDFPage_InsertObject(new, shape)
    pdfium.FPDFPage_GenerateContent(new)
    pdfium.FPDF_CloseXObject(drawing)
    return sheet
