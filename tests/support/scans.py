"""Small scans made on the spot: pictures of text in a PDF without any text."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont

from tests.support.documents import SENTENCES

SIZE = (1240, 1754)  # A4 at 150 dots an inch
CARE = "Replace the worn belt with an original part from your dealer."


def picture(lines: Sequence[str]) -> PIL.Image.Image:
    """A white page with one line of print for each string."""
    image = PIL.Image.new("L", SIZE, 255)
    pen = PIL.ImageDraw.Draw(image)
    font = PIL.ImageFont.load_default(size=30)
    for row, line in enumerate(lines):
        pen.text((120, 150 + 60 * row), line, fill=0, font=font)
    return image


def scan(pages: Sequence[Sequence[str]]) -> bytes:
    first, *others = [picture(lines) for lines in pages]
    out = io.BytesIO()
    first.save(out, "PDF", resolution=150, save_all=True, append_images=others)
    return out.getvalue()


def zephyr_scan() -> bytes:
    """Three pages, the second one blank."""
    return scan([["Getting to know the Zephyr", *SENTENCES], [], ["Care and repair", CARE]])


def noise() -> bytes:
    """A page of ink without a letter."""
    out = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (300, 200), dtype=np.uint8)
    PIL.Image.fromarray(pixels).save(out, "PDF", resolution=30)
    return out.getvalue()
