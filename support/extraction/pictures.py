"""A page of a PDF as a picture with quotes marked; drawn in the caged child."""

from __future__ import annotations

from pathlib import Path

from support.extraction import cage
from support.extraction.word_boxes import Box

WIDEST = 2400  # pixels
NARROWEST = 100
MOST_QUOTES = 20
LONGEST_QUOTE = 4000  # characters
MOST_BOXES = 500
TIMEOUT = 20.0


def render_page(  # noqa: PLR0913 what is shown of which page, and how
    path: Path,
    page: int,
    quotes: tuple[str, ...] = (),
    width: int = 1000,
    *,
    boxes: tuple[Box, ...] = (),
    crop: bool = False,
    timeout: float = TIMEOUT,
) -> bytes:
    """A WebP picture of ``page`` (from 1), ``width`` pixels wide, each quote found on it marked.

    With ``crop`` only the quotes with their surroundings, see `support.extraction.cropping`. A
    quote that is not found is simply not marked. ``boxes`` are marked besides: places of quotes
    on a recognised page, where the file itself has no text. Raises Unreadable when the file
    cannot be drawn or has no such page.
    """
    task = {
        "task": "picture",
        "page": page,
        "quotes": [quote[:LONGEST_QUOTE] for quote in quotes[:MOST_QUOTES]],
        "boxes": boxes[:MOST_BOXES],
        "crop": crop,
        "width": max(NARROWEST, min(width, WIDEST)),
    }
    return cage.run(task, path, timeout=timeout).body


def page_shape(path: Path, page: int, *, timeout: float = TIMEOUT) -> float:
    """Height of the picture of ``page`` (from 1) for a width of one; raises Unreadable."""
    return float(cage.run({"task": "shape", "page": page}, path, timeout=timeout).body)
