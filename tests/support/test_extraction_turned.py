"""Pages that lie on their side: their text reads as on any other, their crops stand upright."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from support.extraction import cropping, extract
from support.extraction.pages import CELL
from support.extraction.pictures import render_page
from tests.support import scans
from tests.support.paper import Paper, Text, paragraph

LINES = [f"Step {n} of the cleaning needs warm water and some patience" for n in range(12)]
ROWS = (("Weight", "2 kg"), ("Power", "9 W"), ("Noise", "40 dB"))
DRAWN = {0: "", 90: "0 1 -1 0 595 0 cm", 180: "-1 0 0 -1 595 842 cm", 270: "0 -1 1 0 0 842 cm"}


def page(drawn: int, shown: int) -> bytes:
    """Text drawn turned counter-clockwise on a page that is shown turned clockwise."""
    texts = [
        Text("Cleaning the filter", 72, 500, 18, bold=True),
        *paragraph(LINES, 72, 460),
        *(
            Text(text, x, 200 - 14 * row)
            for row, cells in enumerate(ROWS)
            for x, text in zip((72, 250), cells, strict=True)
        ),
    ]
    paper = Paper()
    paper.pages.append(f"{DRAWN[drawn]}\n".encode() + b"".join(text.drawn() for text in texts))
    return paper.bytes().replace(b"/MediaBox", b"/Rotate %d /MediaBox" % shown)


@pytest.mark.parametrize("drawn", DRAWN)
@pytest.mark.parametrize("is_shown_so", [True, False])
def test_turned_text_reads_as_any_other(tmp_path: Path, drawn: int, is_shown_so: bool):
    path = tmp_path / "manual.pdf"
    path.write_bytes(page(drawn, drawn if is_shown_so else 0))
    (read,) = extract(path).pages
    assert [heading.text for heading in read.headings] == ["Cleaning the filter"]
    assert read.text.startswith(f"Cleaning the filter\n\n{LINES[0]}\n{LINES[1]}\n")
    assert read.text.endswith(f"Weight{CELL}2 kg\nPower{CELL}9 W\nNoise{CELL}40 dB")


@pytest.mark.parametrize("shown", [90, 180, 270])
def test_a_page_that_is_shown_turned_although_its_text_is_not(tmp_path: Path, shown: int):
    path = tmp_path / "manual.pdf"
    path.write_bytes(page(0, shown))
    assert extract(path).pages[0].text.startswith(f"Cleaning the filter\n\n{LINES[0]}\n")


def marked(picture: bytes) -> tuple[int, int]:
    """Width and height of what is yellow."""
    pixels = np.asarray(PIL.Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    rows, columns = np.nonzero((pixels[:, :, 0] > 200) & (pixels[:, :, 2] < 170))
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


@pytest.mark.parametrize("drawn", DRAWN)
def test_the_crop_of_a_turned_page_stands_upright(tmp_path: Path, drawn: int):
    path = tmp_path / "manual.pdf"
    path.write_bytes(page(drawn, 0))
    across, down = marked(render_page(path, 1, (LINES[3],), 656, crop=True))
    assert across > 10 * down > 0


def words(count: int, *, rising: bool) -> Sequence[tuple[float, float, float, float]]:
    """Boxes of words on a page that lies: one above the other, the first below or above all."""
    boxes = [(0.3, 0.1 + 0.08 * n, 0.32, 0.16 + 0.08 * n) for n in range(count)]
    return boxes[::-1] if rising else boxes


@pytest.mark.parametrize("rising", [True, False])
def test_the_crop_of_a_scan_that_lies_on_its_side_stands_upright(tmp_path: Path, rising: bool):
    path = tmp_path / "scan.pdf"
    path.write_bytes(scans.scan([["A picture"]]))
    picture = render_page(path, 1, (), 656, boxes=tuple(words(6, rising=rising)), crop=True)
    across, down = marked(picture)
    assert across > 5 * down > 0
    assert cropping.turn_of(words(6, rising=rising), (595, 842)) == (90 if rising else 270)


def test_words_that_lie_are_not_turned():
    assert cropping.turn_of(((0.1, 0.1, 0.5, 0.12), (0.1, 0.2, 0.2, 0.22)), (595, 842)) == 0
    assert cropping.turn_of((), (595, 842)) == 0
