"""The demo catalogue holds together: brands, manuals, and the questions about them."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import html

DEMO = Path(__file__).resolve().parents[2] / "catalog" / "demo"
MANUALS = DEMO / "manuals"
BRANDS = [json.loads(path.read_text("utf-8")) for path in sorted(DEMO.glob("brands/*.json"))]
PRODUCTS: list[dict[str, Any]] = [product for brand in BRANDS for product in brand["products"]]
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (DEMO / "questions.jsonl").read_text("utf-8").splitlines()
]
PDFS = sorted(MANUALS.glob("*.pdf"))
IGNORED = re.compile("[\\s\u00ad\ufffe\u0002]")
HEBREW = re.compile("[\u05d0-\u05ea]")


def normalise(text: str) -> str:
    return IGNORED.sub("", text).casefold()


@cache
def pdf_pages(name: str) -> list[str]:
    document = pypdfium2.PdfDocument(MANUALS / name)
    try:
        return [normalise(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


@cache
def html_sections(name: str) -> dict[str, str]:
    """The text under each heading, that of its subheadings included."""
    main = html.fromstring((MANUALS / name).read_text("utf-8")).find(".//main")
    assert main is not None
    open_headings: dict[int, str] = {}
    texts: dict[str, str] = {}
    for node in main.iterchildren("*"):
        if node.tag in {"h1", "h2", "h3"}:
            level = int(node.tag[1])
            open_headings = {k: v for k, v in open_headings.items() if k < level}
            open_headings[level] = normalise(node.text_content())
        for heading in open_headings.values():
            texts[heading] = texts.get(heading, "") + normalise(node.text_content())
    return texts


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def addresses() -> set[str]:
    return {p["documentation"]["url"] for p in PRODUCTS if "documentation" in p}


def test_is_large_enough_to_play_with() -> None:
    assert len(BRANDS) >= 6
    assert len(PRODUCTS) >= 40
    assert len(QUESTIONS) >= 90


def test_ids_are_unique_slugs() -> None:
    every = [brand["brand_identity"]["id"] for brand in BRANDS] + ids(PRODUCTS)
    assert [i for i, n in Counter(every).items() if n > 1] == []
    assert [i for i in every if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []


def test_relationships_lead_somewhere_else() -> None:
    known = set(ids(PRODUCTS))
    for product in PRODUCTS:
        for link in product["relationships"]:
            assert link["type"] in {"accessory", "related", "spare_part"}, product["id"]
            assert link["target_id"] in known - {product["id"]}, product["id"]


def test_every_brand_has_hebrew_names() -> None:
    for brand in BRANDS:
        assert any(map(HEBREW.search, brand["brand_identity"]["aliases"])), brand["brand_identity"]
    assert sum(any(map(HEBREW.search, p["aliases"])) for p in PRODUCTS) >= 20


def test_every_address_is_a_file_and_every_file_has_an_address() -> None:
    assert addresses() == {f"file:{path.name}" for path in MANUALS.iterdir()}


def test_some_products_have_no_manual_and_some_are_discontinued() -> None:
    assert any("documentation" not in product for product in PRODUCTS)
    assert any(product.get("discontinued") for product in PRODUCTS)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_pdf_is_small_titled_and_has_an_outline(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    try:
        assert 4 <= len(document) <= 30
        assert document.get_metadata_value("Title")
        assert len(list(document.get_toc())) >= 4
    finally:
        document.close()
    assert path.stat().st_size < 400_000


def test_the_whole_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in MANUALS.iterdir()) < 2_500_000


def test_question_rows_have_the_agreed_form() -> None:
    assert len(set(ids(QUESTIONS))) == len(QUESTIONS)
    for row in QUESTIONS:
        places = row.get("pages", row.get("sections"))
        assert bool(places) == bool(row["must_contain"]) == row["answerable"], row["id"]
        assert (row["kind"] == "unanswerable") != row["answerable"], row["id"]
        assert (MANUALS / row["manual_file"]).is_file(), row["id"]
    assert {row["lang"] for row in QUESTIONS} == {"en", "he", "de"}
    assert sum(not row["answerable"] for row in QUESTIONS) >= len(QUESTIONS) * 0.28


@pytest.mark.parametrize(
    "row", [row for row in QUESTIONS if row["answerable"]], ids=lambda row: row["id"]
)
def test_answer_stands_where_the_question_says(row: dict[str, Any]) -> None:
    if "sections" in row:
        sections = html_sections(row["manual_file"])
        places = [sections[normalise(heading)] for heading in row["sections"]]
    else:
        pages = pdf_pages(row["manual_file"])
        places = [pages[number - 1] for number in row["pages"]]
    wanted = [normalise(text) for text in row["must_contain"]]
    assert any(all(text in place for text in wanted) for place in places)
