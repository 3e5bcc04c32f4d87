"""Draws a PDF's page and marks quotes on it (pdfium, Pillow); only ever in the caged child."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from typing import Any

import PIL.Image
import PIL.ImageChops
import PIL.ImageDraw
import PIL.WebPImagePlugin  # now: Pillow's lazy loading would meet the child's limits
import pypdfium2
import pypdfium2.raw as pdfium

from support.errors import Unreadable
from support.extraction import cropping, turning
from support.extraction.comparing import compared_letters, compared_text
from support.extraction.lines import characters
from support.extraction.pages import CELL
from support.extraction.pdf import open_pdf

TALLEST = 6000  # pixels
YELLOW = (255, 236, 110)
QUALITY = 80
SHORTEST_PART = 8  # letters
UNIT = (10_000, 10_000)  # "pixels" of a page for finding a crop

Box = tuple[float, float, float, float]  # left, bottom, right, top in points


def picture(
    path: str,
    number: int,
    quotes: Sequence[str],
    width: int,
    shares: Sequence[Box] = (),
    crop: bool = False,
) -> bytes:
    """The page ``number`` (from 1) as WebP; ``crop``: only the quotes and what stands around.

    ``shares`` are further places to mark: left, top, right, bottom in shares of the page.
    """
    document = open_pdf(path)
    if not 1 <= number <= len(document):
        raise Unreadable(f"the file has no page {number}")
    try:
        page = document[number - 1]
        textpage = page.get_textpage()
        if crop and not shares:
            with turning.upright(document, number - 1, page, textpage) as (page, textpage):
                image = _drawn(page, textpage, quotes, width, shares, crop)
        else:
            image = _drawn(page, textpage, quotes, width, shares, crop)
    except (pypdfium2.PdfiumError, ZeroDivisionError) as error:
        raise Unreadable(f"page {number} cannot be drawn") from error
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def _drawn(
    page: Any,
    textpage: Any,
    quotes: Sequence[str],
    width: int,
    shares: Sequence[Box],
    crop: bool,
) -> Any:
    boxes = [box for quote in quotes for box in quote_boxes(textpage, quote)]
    across, down = page.get_size()
    turn = cropping.turn_of(shares, (across, down)) if crop else 0
    if turn:
        shares, across, down = cropping.turned(shares, turn), down, across
    around = _spots(page, boxes, shares, UNIT) if crop else []
    part = cropping.around(around, UNIT) if crop else cropping.WHOLE
    scale = min(width / across / part.width, TALLEST / down)
    image = page.render(scale=scale, rotation=turn).to_pil().convert("RGB")
    _mark(image, _spots(page, boxes, shares, image.size), scale)
    return _cut(image, part, width) if crop else image


def shape(path: str, number: int) -> float:
    """Height of the page ``number`` (from 1) for a width of one, as `picture` draws it."""
    document = open_pdf(path)
    if not 1 <= number <= len(document):
        raise Unreadable(f"the file has no page {number}")
    try:
        width, height = document.get_page_size(number - 1)
        return min(float(height / width), TALLEST)
    except (pypdfium2.PdfiumError, ZeroDivisionError) as error:
        raise Unreadable(f"page {number} cannot be drawn") from error


def _cut(image: Any, part: cropping.Part, width: int) -> Any:
    """The crop; white where the page ends before it does."""
    sheet = PIL.Image.new("RGB", (width, cropping.height_for(width)), (255, 255, 255))
    sheet.paste(image.crop(cropping.place(part, image.size, width)))
    return sheet


def _mark(image: Any, spots: Sequence[Box], scale: float) -> None:
    """Multiply with yellow, as a marker pen does: letters stay black. ``spots`` in pixels."""
    if not spots:
        return
    layer = PIL.Image.new("RGB", image.size, (255, 255, 255))
    pen = PIL.ImageDraw.Draw(layer)
    margin = max(1.0, 1.5 * scale)
    for spot in spots:
        grown = (-margin, -margin, margin, margin)
        pen.rectangle([a + b for a, b in zip(spot, grown, strict=True)], fill=YELLOW)
    image.paste(PIL.ImageChops.multiply(image, layer))


def _spots(
    page: Any, boxes: Sequence[Box], shares: Sequence[Box], size: tuple[int, int]
) -> list[Box]:
    """All places to mark in pixels of a picture of ``size``: of the file's text, and others."""
    across, down = size
    others = [(a * across, b * down, c * across, d * down) for a, b, c, d in shares]
    return [*_pixel_boxes(page, boxes, size), *others]


def _pixel_boxes(page: Any, boxes: Sequence[Box], size: tuple[int, int]) -> list[Box]:
    """Left, top, right and bottom in pixels of a picture of ``size``."""
    found = []
    for left, bottom, right, top in boxes:
        x0, y0 = _to_pixels(page, left, top, size)
        x1, y1 = _to_pixels(page, right, bottom, size)
        found.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in found]


def _to_pixels(page: Any, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """Page points to pixels, whatever the page's rotation and crop."""
    column, row = pdfium.c_int(), pdfium.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, size[0], size[1], 0, x, y, column, row)
    return column.value, row.value


def quote_boxes(textpage: Any, quote: str) -> list[Box]:
    """One box for each line that the quote covers; empty when it is not on the page.

    Compared letter by letter without blanks, hyphens and case: the text that is quoted was
    cleaned after it was read.
    """
    letters, owners = _letters(textpage)
    wanted = compared_text(quote)
    if not wanted:
        return []
    start = letters.find(wanted)
    if start >= 0:
        return _lines(textpage, owners[start : start + len(wanted)])
    return [box for part in _parts(quote) for box in _found_part(textpage, letters, owners, part)]


def _found_part(textpage: Any, letters: str, owners: Sequence[int], part: str) -> list[Box]:
    start = letters.find(part)
    return _lines(textpage, owners[start : start + len(part)]) if start >= 0 else []


def _parts(quote: str) -> Iterator[str]:
    """Line by line and cell by cell, where the whole is not found in one piece."""
    for line in quote.replace(CELL, "\n").splitlines():
        part = compared_text(line)
        if len(part) >= SHORTEST_PART:
            yield part


def _letters(textpage: Any) -> tuple[str, list[int]]:
    """All compared letters of the page and, for each, the number of its character."""
    return compared_letters(characters(textpage))


def _lines(textpage: Any, owners: Sequence[int]) -> list[Box]:
    """The characters' ink joined into one box a line."""
    lines: list[tuple[Box, Box]] = []  # where the font's line runs; where its ink is
    for index in sorted(set(owners)):
        row, ink = _row(textpage, index), _ink(textpage, index)
        if row is None or ink is None:
            continue
        if lines and _same_line(lines[-1][0], row):
            lines[-1] = _union(lines[-1][0], row), _union(lines[-1][1], ink)
        else:
            lines.append((row, ink))
    return [ink for _, ink in lines]


def _row(textpage: Any, index: int) -> Box | None:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
        return None
    return box.left, box.bottom, box.right, box.top


def _ink(textpage: Any, index: int) -> Box | None:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
        return None
    return left.value, bottom.value, right.value, top.value


def _same_line(a: Box, b: Box) -> bool:
    middle = (b[1] + b[3]) / 2
    near = 4 * (b[3] - b[1])
    return a[1] <= middle <= a[3] and b[0] - a[2] < near and a[0] - b[2] < near


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
