"""A page as a grey picture for text recognition (pdfium); only ever in the caged child."""

from __future__ import annotations

import pypdfium2

from support.errors import Unreadable
from support.extraction.pdf import open_pdf

DOTS_AN_INCH = 300
LARGEST_SIDE = 6000  # pixels
MOST_PIXELS = 16_000_000  # an A4 page at 300 dots an inch has 8.7 million


def grey(path: str, number: int) -> bytes:
    """The page ``number`` (from 1) as a PGM file; a poster is drawn coarser than asked."""
    document = open_pdf(path)
    if not 1 <= number <= len(document):
        raise Unreadable(f"the file has no page {number}")
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(
            DOTS_AN_INCH / 72,
            LARGEST_SIDE / max(width, height),
            (MOST_PIXELS / (width * height)) ** 0.5,
        )
        picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    except (pypdfium2.PdfiumError, ZeroDivisionError, ValueError) as error:
        raise Unreadable(f"page {number} cannot be drawn") from error
    head = f"P5\n{picture.width} {picture.height}\n255\n".encode()
    return head + bytes(picture.tobytes())
