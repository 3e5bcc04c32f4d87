"""The questions in the repo are well formed, and what they promise stands in the manuals."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from support.answering.citations import normalised
from support.extraction import html, pdf
from support.extraction.pages import Extracted
from tests.evaluation.fetch import wanted

QUESTIONS = Path(__file__).with_name("questions")
KINDS = {"fact", "spec", "table", "procedure", "troubleshooting", "unanswerable"}
FOLDER = os.environ.get("EVALUATION_MANUALS", "")  # what tests.evaluation.fetch has filled


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


PAGES = {f"{manual.package}/{manual.file}": manual.pages for manual in wanted()}
FILES = sorted(QUESTIONS.glob("*.jsonl"))
ROWS = [row for file in FILES for row in rows_of(file)]


def test_there_are_enough_and_half_of_the_refusable_ones_are_close_to_the_topic() -> None:
    refusable = [row for row in ROWS if not row["answerable"]]
    near = sum(row["near"] for row in refusable)

    assert len(ROWS) >= 150
    assert len({row["manual_file"] for row in ROWS}) >= 8
    assert 0.3 <= len(refusable) / len(ROWS) <= 0.5
    assert near >= len(refusable) / 2


def test_each_question_has_an_id_of_its_own() -> None:
    again = [name for name, count in Counter(row["id"] for row in ROWS).items() if count > 1]

    assert again == []


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_row_is_whole(row: dict[str, Any]) -> None:
    places = row.get("pages") or row.get("sections") or []

    assert row["kind"] in KINDS
    assert row["question"].strip() == row["question"] != ""
    assert row["answerable"] == (row["kind"] != "unanswerable") == bool(places)
    assert row["answerable"] == bool(row["must_contain"]) == bool(row["answer"])
    assert row["answerable"] or isinstance(row["near"], bool)
    assert row["manual_file"] in PAGES


def read(path: Path) -> Extracted:
    return pdf.read(str(path)) if path.suffix == ".pdf" else html.read(path.read_bytes())


def texts_at(extracted: Extracted, row: dict[str, Any]) -> list[str]:
    """The text of every place that the row names, ready to compare."""
    sections = set(row.get("sections", ()))
    return [
        normalised(page.text)
        for page in extracted.pages
        if page.number in row.get("pages", ())
        or sections & {page.label, *(heading.text for heading in page.headings)}
    ]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_answers_stand_on_the_pages_they_name(file: Path) -> None:
    rows = rows_of(file)
    path = Path(FOLDER, rows[0]["manual_file"])
    if not FOLDER or not path.is_file():
        pytest.skip("python -m tests.evaluation.fetch FOLDER; EVALUATION_MANUALS=FOLDER")
    extracted = read(path)

    if path.suffix == ".pdf":  # how many sections HTML falls into is ours to change
        assert len(extracted.pages) == PAGES[rows[0]["manual_file"]]
    wrong = [
        row["id"]
        for row in rows
        if row["answerable"]
        and not any(
            all(normalised(text) in page for text in row["must_contain"])
            for page in texts_at(extracted, row)
        )
    ]
    assert wrong == []
