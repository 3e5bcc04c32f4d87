"""Pictures of pages with their quotes marked."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from support.errors import Unreadable
from support.extraction import extract
from support.extraction.cropping import height_for
from support.extraction.pictures import WIDEST, render_page
from tests.support.paper import Paper, Text, paragraph

LINES = [
    "Hold the power button for three seconds to switch on.",
    "The battery charges within ninety minutes.",
    "Wash the filter every second week.",
]


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    path = tmp_path / "manual.pdf"
    path.write_bytes(Paper().page(*paragraph(LINES)).page(Text("Second")).bytes())
    return path


def yellow(picture: bytes) -> np.ndarray:
    """Which pixels are marked: red and green, but little blue."""
    image = np.asarray(PIL.Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    return (image[..., 0] > 200) & (image[..., 1] > 180) & (image[..., 2] < 160)


def rows_of(marked: np.ndarray, width: int) -> tuple[float, float]:
    """Top and bottom of what is marked, in points from the page's top."""
    rows = np.flatnonzero(marked.any(axis=1))
    return rows[0] * 595 / width, rows[-1] * 595 / width


def test_the_quote_is_marked_where_it_stands(manual: Path):
    picture = render_page(manual, 1, (LINES[1],), 1190)
    assert PIL.Image.open(io.BytesIO(picture)).format == "WEBP"
    assert PIL.Image.open(io.BytesIO(picture)).width == 1190
    top, bottom = rows_of(yellow(picture), 1190)
    base_line = 842 - (700 - 14)
    assert base_line - 14 < top < base_line
    assert base_line - 2 < bottom < base_line + 6


def test_a_quote_over_lines_and_as_it_was_cleaned(manual: Path):
    quote = f"{LINES[0].upper()}\n{LINES[1]} {LINES[2]}"
    top, bottom = rows_of(yellow(render_page(manual, 1, (quote,), 595)), 595)
    assert top < 842 - 700
    assert bottom > 842 - 672 - 3


def test_part_of_a_line_only(manual: Path):
    marked = yellow(render_page(manual, 1, ("the filter",), 595))
    columns = np.flatnonzero(marked.any(axis=0))
    assert columns[0] > 90
    assert columns[-1] < 160


def test_what_is_not_on_the_page_is_not_marked(manual: Path):
    assert not yellow(render_page(manual, 1, ("The filter costs 5 euros.", "", "…"), 595)).any()
    assert not yellow(render_page(manual, 2, (LINES[1],), 595)).any()


def test_a_rotated_page(tmp_path: Path):
    path = tmp_path / "manual.pdf"
    data = Paper().page(*paragraph(LINES)).bytes()
    path.write_bytes(data.replace(b"/MediaBox", b"/Rotate 90 /MediaBox"))
    picture = render_page(path, 1, (LINES[1],), 842)
    marked = yellow(picture)
    assert marked.shape == (595, 842)
    columns = np.flatnonzero(marked.any(axis=0))
    assert 680 - 10 < columns[0] < columns[-1] < 700 + 10  # the line stands upright there


@pytest.mark.parametrize("width", [360, 1080])
def test_a_crop_shows_the_quote_and_what_stands_around(manual: Path, width: int):
    picture = render_page(manual, 1, (LINES[1],), width, crop=True)
    image = PIL.Image.open(io.BytesIO(picture))
    assert image.size == (width, height_for(width))
    marked = yellow(picture)
    rows = np.flatnonzero(marked.any(axis=1))
    assert abs(rows.mean() - image.height / 2) < 0.1 * image.height
    assert np.ptp(np.flatnonzero(marked.any(axis=0))) > 0.4 * width
    ink = np.asarray(image.convert("L")) < 100
    assert ink[: rows[0]].any()  # the line above
    assert ink[rows[-1] + 1 :].any()  # the line below


def test_a_crop_at_the_end_of_a_page_and_of_a_long_quote(tmp_path: Path):
    path = tmp_path / "manual.pdf"
    long = [f"Sentence number {n} of a very long story about coffee." for n in range(50)]
    path.write_bytes(Paper().page(*paragraph(long, y=800)).bytes())
    last = yellow(render_page(path, 1, (long[-1],), 720, crop=True))
    assert last.any()
    all_of_it = yellow(render_page(path, 1, ("\n".join(long),), 720, crop=True))
    assert not all_of_it[:10].any()  # it begins at the first line
    assert all_of_it[100:].any()


def test_a_crop_without_a_quote_is_the_head_of_the_page(manual: Path):
    picture = render_page(manual, 1, ("nowhere",), 360, crop=True)
    assert PIL.Image.open(io.BytesIO(picture)).size == (360, height_for(360))
    assert not yellow(picture).any()


def test_a_landscape_page_is_cropped_to_the_same_shape(tmp_path: Path):
    path = tmp_path / "manual.pdf"
    data = Paper().page(Text("Only this line", y=40)).bytes()
    path.write_bytes(data.replace(b"[0 0 595 842]", b"[0 0 842 100]"))
    picture = render_page(path, 1, ("Only this line",), 720, crop=True)
    assert PIL.Image.open(io.BytesIO(picture)).size == (720, height_for(720))
    assert yellow(picture).any()


def test_a_quote_of_cells_that_are_drawn_line_by_line(tmp_path: Path):
    """The row is read cell by cell; on paper its lines alternate."""
    path = tmp_path / "manual.pdf"
    drawn = [
        Text("Silence in the headphones", 72, 700),
        Text("Push the plug in until you hear", 300, 700),
        Text("the second loud click of the socket", 300, 686),
    ]
    path.write_bytes(Paper().page(*drawn).bytes())
    row = "Silence in the headphones\u2003Push the plug in until you hear the second loud click"
    assert rows_of(yellow(render_page(path, 1, (row,), 595)), 595)[1] > 842 - 686 - 3


def test_limits(manual: Path):
    huge = PIL.Image.open(io.BytesIO(render_page(manual, 1, (), 10**6)))
    assert huge.width == WIDEST
    assert len(render_page(manual, 1, ("x" * 10**5,) * 100, 300)) > 0
    for number in (0, 3, -1):
        with pytest.raises(Unreadable, match="no page"):
            render_page(manual, number)


def test_every_passage_of_a_hebrew_page_can_be_marked(shared_data: Path):
    path = shared_data / "manuals" / "stress" / "he_synthetic_mixer_mx8.pdf"
    for line in extract(path).pages[1].text.splitlines():
        if line:
            assert yellow(render_page(path, 2, (line,), 400)).any(), line


@pytest.mark.parametrize("name", ["chowtape_manual", "fujinet_atari_owners_guide"])
def test_lines_of_real_pages_are_found(shared_data: Path, name: str):
    path = shared_data / "manuals" / f"{name}.pdf"
    page = extract(path).pages[5]
    lines = [line for line in page.text.splitlines() if len(line) > 30]
    for line in lines[:: max(1, len(lines) // 5)]:
        assert yellow(render_page(path, page.number, (line,), 500)).any(), line
