"""Is there more on a page than its text says? Told by a small grey picture; only in the child."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pypdfium2

ENOUGH_CHARACTERS = 200  # a page with so many is read, whatever else it shows
SCALE = 0.5  # 36 dots an inch: 5 ms a page
LARGEST_SIDE = 1000  # pixels
CONTRAST = 48  # of 255, from the paper's grey
LEAST_INK = 0.004  # of the page; less is a rule above an empty page, or dust
INK_A_CHARACTER = 40  # pixels at SCALE; print has 2 to 16, headlines up to 25
PATIENCE = 10.0  # seconds for a whole file; large scans take 0.2 s a page to unpack


class InkGauge:
    """Measures the pages of one file, for PATIENCE seconds in all."""

    def __init__(self) -> None:
        self._left = PATIENCE

    def shows_more(self, page: Any, text: str) -> bool:
        """Whether much of the page's ink cannot be ``text``; without time left, any drawing."""
        characters = len("".join(text.split()))
        if characters >= ENOUGH_CHARACTERS:
            return False
        if self._left <= 0:
            return any(True for _ in page.get_objects(max_depth=3))
        began = time.monotonic()
        try:
            share, pixels = _ink(page)
        except (pypdfium2.PdfiumError, ZeroDivisionError, ValueError):
            return False
        finally:
            self._left -= time.monotonic() - began
        return share >= LEAST_INK and pixels > INK_A_CHARACTER * characters


def _ink(page: Any) -> tuple[float, float]:
    """The share of the page that differs from its paper, and how many pixels at SCALE that is."""
    width, height = page.get_size()
    scale = min(SCALE, LARGEST_SIDE / max(width, height))
    picture = page.render(scale=scale, grayscale=True).to_numpy().astype(np.int16)
    inked = np.abs(picture - np.median(picture)) > CONTRAST
    return float(inked.mean()), float(inked.mean()) * width * height * SCALE**2
