"""Which part of a page shows a quote and what stands around it, always in one shape (pure).

All crops have the same shape, so that a page can keep their place before they are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

SHAPE = 0.42  # height of a crop for a width of one
NARROWEST = 0.62  # of the page's width: less would be too large to be recognised
MARGIN = 0.03  # of the page, around the quote
STANDING = 1.3  # times as tall as wide
HEAD_ROOM = 0.025  # of the page, above a quote that is taller than the crop

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Part:
    """Places from 0 to 1 of the page's width and height; ``top`` and ``bottom`` are the quote's."""

    left: float
    width: float
    top: float
    bottom: float


WHOLE = Part(0.0, 1.0, 0.0, 1.0)


def turn_of(shares: Sequence[Box], size: tuple[float, float]) -> int:
    """Degrees (0, 90, 270), clockwise, by which a page must be turned for its words to lie.

    ``shares`` are boxes of words in their order, in shares of a page of ``size``. Words that run up
    or down are taller than wide.
    """
    if not shares:
        return 0
    slender = median(
        (bottom - top) * size[1] / max((right - left) * size[0], 1e-6)
        for left, top, right, bottom in shares
    )
    if slender < STANDING:
        return 0
    return 270 if len(shares) > 1 and shares[0][1] < shares[-1][1] else 90


def turned(shares: Sequence[Box], degrees: int) -> tuple[Box, ...]:
    """The boxes on the page that was turned clockwise by 90 or 270 degrees."""
    if degrees == 90:
        return tuple((1 - bottom, left, 1 - top, right) for left, top, right, bottom in shares)
    return tuple((top, 1 - right, bottom, 1 - left) for left, top, right, bottom in shares)


def height_for(width: int) -> int:
    return round(width * SHAPE)


def around(boxes: Sequence[Box], size: tuple[int, int]) -> Part:
    """The part around ``boxes``, in pixels of a picture of ``size``; the page's head for none."""
    if not boxes:
        return Part(0.0, 1.0, 0.0, 0.0)
    left = max(min(box[0] for box in boxes) / size[0] - MARGIN, 0.0)
    right = min(max(box[2] for box in boxes) / size[0] + MARGIN, 1.0)
    width = max(right - left, NARROWEST)
    left = min(max((left + right - width) / 2, 0.0), 1.0 - width)
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return Part(left, width, top / size[1], bottom / size[1])


def place(part: Part, page: tuple[int, int], width: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the crop ``width`` pixels wide in a picture of the page.

    What is taller than the crop is shown from its beginning.
    """
    height = height_for(width)
    left = min(round(part.left * page[0]), max(page[0] - width, 0))
    top, bottom = part.top * page[1], part.bottom * page[1]
    taller = bottom - top > height
    begin = top - HEAD_ROOM * page[1] if taller else (top + bottom - height) / 2
    begin = round(min(max(begin, 0), max(page[1] - height, 0)))
    return left, begin, min(left + width, page[0]), min(begin + height, page[1])
