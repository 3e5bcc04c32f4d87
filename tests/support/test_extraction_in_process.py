"""The child's work done here: what the cage hands back is exactly what reading finds.

The child may write no file, so that also no lines are counted there; these tests reach them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import extraction
from support.extraction import pictures, reading
from support.extraction.pages import to_plain

ROOT = Path(__file__).resolve().parents[2]
MANUALS = sorted(
    file for file in (ROOT / "catalog" / "demo").rglob("*") if file.suffix in {".pdf", ".html"}
)


def work(task: str, path: Path, **order: Any) -> bytes:
    with path.open("rb") as file:
        return reading.TASKS[task]()({"file": file.fileno(), **order})


def test_there_are_manuals() -> None:
    assert len(MANUALS) >= 7


@pytest.mark.parametrize("path", MANUALS, ids=lambda path: path.name)
def test_reading_is_the_same_inside_and_outside_the_cage(path: Path) -> None:
    inside = to_plain(extraction.extract(path, expected=""))
    outside = json.loads(work("extract", path, expected=""))
    assert outside == json.loads(json.dumps(inside))


def test_pictures_are_the_same_too() -> None:
    path = next(file for file in MANUALS if file.suffix == ".pdf")
    page = extraction.extract(path, expected="pdf").pages[1]
    quote = " ".join(page.text.split()[:8])
    inside = pictures.render_page(path, page.number, (quote,), 600)
    assert work("picture", path, page=page.number, quotes=(quote,), width=600, boxes=()) == inside
