"""Which lines of a PDF become headings, and what manuals print above, beside and among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from support.extraction import Extracted, extract, titles
from support.extraction.headings import find_headings
from support.extraction.lines import Cell, Line
from tests.support.paper import Paper, Text, paragraph

BODY = [
    "The pump runs as soon as the switch is on, and stops by itself",
    "when the vessel is full. Empty the vessel before it runs over.",
]


def read(tmp_path: Path, paper: Paper) -> Extracted:
    path = tmp_path / "manual.pdf"
    path.write_bytes(paper.bytes())
    return extract(path)


def line(text: str, y: float, size: float = 10, *, bold: bool = False, left: float = 72) -> Line:
    return Line(text, size, bold, left, y, y, (Cell(text, left, left + 5 * len(text)),))


def body(y: float) -> list[Line]:
    return [line(text, y - 12 * i) for i, text in enumerate(BODY)]


def found(
    pages: Sequence[Sequence[Line]], outline: Mapping[int, Sequence[tuple[int, str]]]
) -> list[list[tuple[int, str]]]:
    return [[(h.level, h.text) for h in page] for page in find_headings(pages, outline)]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("2.3.2 Apps menu", "Apps menu"),
        ("Apps menu", "2.3.2 Apps menu"),
        ("Chapter 4. Apps menu", "Apps menu"),
        ("Kapitel 4: Apps menu", "4 Apps menu"),
        ("A.1 Apps menu", "Apps menu"),
        ("A simple menu", "4.1 A simple menu"),
    ],
)
def test_the_outline_knows_a_heading_with_or_without_its_number(printed: str, title: str):
    pages = [[line(printed, 700), *body(650)]]
    assert found(pages, {0: [(3, title)]}) == [[(3, printed)]]


def test_an_entry_of_the_outline_is_one_heading_the_most_outstanding():
    pages = [[line("Cleaning", 700), *body(650), line("Cleaning", 600, 14, bold=True), *body(570)]]
    (page,) = find_headings(pages, {0: [(2, "Cleaning")]})
    assert [(h.first, h.level) for h in page] == [(3, 2)]


def test_a_heading_with_its_text_on_the_same_line():
    text = "2.1 Two sound cards For this you need two of them and a cable."
    pages = [[line(text, 700), *body(650)]]
    assert found(pages, {0: [(2, "Two sound cards")]}) == [[(2, "2.1 Two sound cards")]]


def test_headings_that_the_outline_does_not_have_stand_below_those_it_has():
    pages = [
        [line("Getting started", 700, 16, bold=True), line("Tools", 660, 12, bold=True), *body(640)]
    ]
    assert found(pages, {0: [(1, "Getting started")]}) == [[(1, "Getting started"), (2, "Tools")]]


@pytest.mark.parametrize("remark", ["Note", "WARNING:", "Hinweis", "Achtung!", "Remarque", "注記"])
def test_the_word_above_a_remark_is_no_heading(remark: str):
    pages = [[line("Care", 720, 14, bold=True), line(remark, 700, 12, bold=True), *body(680)]]
    assert found(pages, {}) == [[(1, "Care")]]


def test_the_number_of_a_chapter_above_its_title_is_no_heading():
    head = [line("CHAPTER", 740, 11, bold=True), line("TWO", 715, 14, bold=True)]
    pages = [[*head, line("FIRST EXPERIMENTS", 660, 14, bold=True), *body(600)]]
    assert found(pages, {0: [(1, "First experiments")]}) == [[(1, "FIRST EXPERIMENTS")]]


def test_labels_in_figures_are_no_headings_where_the_outline_tells_the_others():
    pages = [
        [line(f"Part {n}x", 700, 14, bold=True), *body(650), line("GND A1", 500, 20, left=131)]
        for n in "abcdefghijkl"
    ]
    outline = {i: [(1, f"Part {n}x")] for i, n in enumerate("abcdefghijkl")}
    assert found(pages, outline) == [[(1, f"Part {n}x")] for n in "abcdefghijkl"]


def test_a_page_of_contents_has_no_headings_but_its_own(tmp_path: Path):
    entries = [f"{n}.{n} Subject {n} " + ". " * 30 + str(10 * n) for n in range(1, 9)]
    paper = Paper().page(Text("Contents", y=760, size=18), *paragraph(entries))
    paper.pages[0] += Text("4 Cleaning 31", y=500, bold=True).drawn()
    paper.page(Text("1 Subject 1", size=18), *paragraph(BODY, y=650))
    extracted = read(tmp_path, paper)
    assert [h.text for h in extracted.pages[0].headings] == ["Contents"]
    assert extracted.pages[0].tables == ()
    assert "1.1 Subject 1 ..... 10\n2.2 Subject 2 ..... 20" in extracted.pages[0].text


def test_a_bullet_drawn_behind_its_item_stands_before_it(tmp_path: Path):
    paper = Paper().page(
        *paragraph(BODY, y=740),
        Text("Main menus", x=108, y=700),
        Text("- File menu", x=133, y=686),
        Text("- Edit menu", x=133, y=672),
        Text("\u2022", x=98, y=700),
        Text("Objects", x=108, y=658),
        Text("\u2022", x=98, y=658),
    )
    text = read(tmp_path, paper).pages[0].text
    assert "• Main menus\n- File menu\n- Edit menu\n• Objects" in text


def test_what_follows_a_raised_figure_stays_on_the_line(tmp_path: Path):
    paper = Paper().page(
        Text("An area of 12 m", x=72, y=700),
        Text("2", x=152, y=704.5, size=7),
        Text(". It is enough for two people.", x=156, y=700),
        *paragraph(BODY, y=680),
    )
    first = read(tmp_path, paper).pages[0].text.splitlines()[0]
    assert first.replace("m 2", "m2") == "An area of 12 m2. It is enough for two people."


def test_the_lonely_number_below_the_first_page_of_a_chapter_is_no_text(tmp_path: Path):
    paper = Paper()
    for n in range(1, 61):
        mark = chr(97 + n // 26) + chr(97 + n % 26)
        texts = [Text(f"{mark} {line} {mark}", y=650 - 14 * i) for i, line in enumerate(BODY)]
        at = Text(str(n), x=300, y=40) if n % 12 == 1 else Text(str(n), x=500, y=800)
        paper.page(*texts, at)
    pages = read(tmp_path, paper).pages
    assert {page.text.splitlines()[-1][3:13] for page in pages} == {"when the v"}
    assert [page.label for page in pages] == [str(n) for n in range(1, 61)]


@pytest.mark.parametrize(
    ("claimed", "title"),
    [
        ("The Zephyr", "The Zephyr"),
        ("Contents", "Zephyr 200"),
        ("Inhaltsverzeichnis", "Zephyr 200"),
        ("word " * 60, "Zephyr 200"),
        ("manual_final.doc", "Zephyr 200"),
    ],
)
def test_the_title(claimed: str, title: str):
    pages = [
        [line("Table of contents", 760, 24), line("Zephyr 200", 700, 18), *body(600)],
        [line("Larger than the title", 700, 30)],
    ]
    assert titles.title(claimed.strip(), pages) == title


def test_a_header_of_two_lines_is_no_text(tmp_path: Path):
    paper = Paper()
    for n in range(1, 13):
        mark = chr(96 + n)
        head = [Text("Setting up and", y=800), Text("working with accounts", y=788)]
        lines = [f"{mark} {line} {mark}" for line in BODY] * 4
        paper.page(*head, *paragraph(lines, y=700), Text(str(n), x=300, y=40))
    assert all("accounts" not in page.text for page in read(tmp_path, paper).pages)


def test_a_page_of_contents_names_no_title():
    contents = [line(f"{n} Subject ..... {n}", 700 - 14 * n) for n in range(1, 9)]
    assert titles.title("", [[], [line("Inhalt", 740, 24), *contents]]) == ""
