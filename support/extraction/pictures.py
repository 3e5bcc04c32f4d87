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


def render_page(
    path: Path,
    page: int,
    quotes: tuple[str, ...] = (),
    width: int = 1000,
    *,
    boxes: tuple[Box, ...] = (),
    timeout: float = TIMEOUT,
) -> bytes:
    """A WebP picture of ``page`` (from 1), ``width`` pixels wide, each quote found on it marked.

    A quote that is not found is simply not marked. ``boxes`` are marked besides: places of quotes
    on a recognised page, where the file itself has no text. Raises Unreadable when the file
    cannot be drawn or has no such page.
    """
    task = {
        "task": "picture",
        "page": page,
        "quotes": [quote[:LONGEST_QUOTE] for quote in quotes[:MOST_QUOTES]],
        "boxes": boxes[:MOST_BOXES],
        "width": max(NARROWEST, min(width, WIDEST)),
    }
    return cage.run(task, path, timeout=timeout).body
