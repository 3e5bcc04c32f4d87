"""Tables and columns of PDFs: rows with their wrapped cells, heads repeated, order on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.extraction import extract
from support.extraction.pages import CELL, ExtractedPage
from support.passages import split
from tests.support.paper import Paper, Text, paragraph

MANUALS = Path(__file__).parents[2] / "catalog" / "demo" / "manuals"
FILLER = ("Read these pages before you switch the machine on for the first", "time in your life.")


def read(tmp_path: Path, paper: Paper) -> tuple[ExtractedPage, ...]:
    path = tmp_path / "manual.pdf"
    path.write_bytes(paper.bytes())
    return extract(path).pages


def row(y: float, *cells: list[str]) -> list[Text]:
    """A row drawn cell by cell, each of its cells a list of lines."""
    return [
        Text(line, 72 + 150 * column, y - 13 * n)
        for column, lines in enumerate(cells)
        for n, line in enumerate(lines)
    ]


def across(y: float, *cells: list[str]) -> list[Text]:
    """The same row drawn line by line across the page."""
    return sorted(row(y, *cells), key=lambda text: -text.y)


HEAD = [Text("Trouble", 72, 660, bold=True), Text("Remedy", 222, 660, bold=True)]
ROWS = (
    (640.0, ["No sound in", "the headphones"], ["Push the plug", "to the second click"]),
    (606.0, ["One pad is dead"], ["Swap its cable. If the", "fault moves, call us"]),
    (572.0, ["All is dark"], ["Try another socket"]),
)


@pytest.mark.parametrize("drawn", [row, across])
def test_wrapped_cells_are_joined_into_their_row(tmp_path: Path, drawn):
    texts = [text for y, *cells in ROWS for text in drawn(y, *cells)]
    if drawn is across:  # the first column of such tables is not wrapped
        texts = [text for text in texts if text.text != "the headphones"]
    (page,) = read(tmp_path, Paper().page(*paragraph(FILLER, y=740), *HEAD, *texts))
    first = "No sound in the headphones" if drawn is row else "No sound in"
    assert page.text.splitlines()[-4:] == [
        f"Trouble{CELL}Remedy",
        f"{first}{CELL}Push the plug to the second click",
        f"One pad is dead{CELL}Swap its cable. If the fault moves, call us",
        f"All is dark{CELL}Try another socket",
    ]
    (table,) = page.tables
    assert table.head == f"Trouble{CELL}Remedy"
    assert page.text[table.start : table.end].splitlines() == page.text.splitlines()[-4:]
    assert not page.headings


def test_each_passage_of_a_table_knows_its_head_also_on_the_next_page(tmp_path: Path):
    def rows(begin: int) -> list[Text]:
        return [
            text
            for n in range(28)
            for text in row(
                740 - 24 * n, [f"Fault {begin + n}"], ["Replace the part", "and try again"]
            )
        ]

    bold = [Text("Trouble", 72, 765, bold=True), Text("Remedy", 222, 765, bold=True)]
    pages = read(tmp_path, Paper().page(*bold, *rows(0)).page(*rows(28)))
    passages = split(pages, "en")
    assert {passage.page_number for passage in passages} == {1, 2}
    assert len(passages) > 4
    for passage in passages:
        head = f"Trouble{CELL}Remedy"
        assert passage.text.startswith(head) or passage.heading_path[-1] == head
        assert passage.text in pages[passage.page_number - 1].text
        for line in passage.text.splitlines():
            assert line == head or line.endswith(f"{CELL}Replace the part and try again")


LEFT = (
    "The machine heats water within a",
    "few minutes. Wait until the lamp",
    "is green before you put any cup",
    "below the spout of the machine.",
    "Steam may come out of the pipe",
    "at the left side while it heats.",
    "Keep your hands away from it and",
    "do not let children play near it.",
    "Empty the tray once every day.",
)
RIGHT = (
    "Clean the filter under running",
    "water. Do not use soap or brush,",
    "because they damage the fine net",
    "that holds the coffee back. Dry",
    "it with a cloth and put it back",
    "into the machine with the arrow",
    "pointing up. Turn it clockwise",
    "until you hear a click, then try",
    "to pull it out with some force.",
)


@pytest.mark.parametrize("shift", [0, 5])
def test_columns_drawn_across_the_page_are_read_one_after_the_other(tmp_path: Path, shift: float):
    texts = [Text("Daily care", 72, 740, 18)]
    for n, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        texts += [Text(left, 72, 700 - 14 * n), Text(right, 320, 700 - shift - 14 * n)]
    texts.append(
        Text("This line goes over both columns and stands below them on the page.", 72, 540)
    )
    (page,) = read(tmp_path, Paper().page(*texts))
    lines = [line for line in page.text.splitlines() if line]
    assert lines[1:-1] == [*LEFT, *RIGHT]
    assert lines[0] == "Daily care"
    assert lines[-1].startswith("This line goes over")


def test_columns_drawn_one_after_the_other_stay(tmp_path: Path):
    texts = [*paragraph(LEFT), *paragraph(RIGHT, x=320)]
    (page,) = read(tmp_path, Paper().page(*texts))
    assert [line for line in page.text.splitlines() if line] == [*LEFT, *RIGHT]
    assert page.tables == ()


def test_steps_are_no_table(tmp_path: Path):
    steps = [
        text
        for n in range(4)
        for text in (
            Text(f"{n + 1}.", 72, 700 - 30 * n),
            Text("Push the button and wait until the", 100, 700 - 30 * n),
            Text("lamp is green.", 100, 686 - 30 * n),
        )
    ]
    (page,) = read(tmp_path, Paper().page(*paragraph(FILLER, y=760), *steps))
    assert page.tables == ()
    assert "1. Push the button and wait until the\nlamp is green." in page.text


def test_terms_in_the_margin_of_long_text_are_no_table(tmp_path: Path):
    texts = []
    for n, term in enumerate(("Steam", "Filter", "Water")):
        texts.append(Text(term, 72, 700 - 160 * n))
        texts += paragraph([f"{line} indeed" for line in LEFT], 200, 700 - 160 * n)
    (page,) = read(tmp_path, Paper().page(*texts))
    assert page.tables == ()


def test_a_page_whose_every_line_repeats_keeps_its_text(tmp_path: Path):
    """The same short warning on three pages is all that they have."""
    warning = [
        Text("Unplug the machine before you clean it or open any part", 72, 700),
        Text("and keep the plug where you can see it.", 72, 686),
    ]
    pages = read(tmp_path, Paper().page(*warning).page(*warning).page(*warning))
    assert all("Unplug the machine" in page.text for page in pages)


def text_of(name: str) -> str:
    return "\n".join(page.text for page in extract(MANUALS / name).pages)


@pytest.mark.parametrize(
    ("manual", "cells"),
    [
        (
            "rimtaro_tx17_owners_manual.pdf",
            "Hi-hat always closed|HC-40 pinched, or cable shorted"
            "|Unplug HHC: if it opens now, replace the cable",
        ),
        (
            "rimtaro_tx17_owners_manual.pdf",
            "No sound in headphones, loudspeakers fine|PHONES turned down; plug not fully in"
            "|The socket clicks twice: push to the second click",
        ),
        (
            "velmaris_marea_owners_manual.pdf",
            "Line outputs|2 × 6.3 mm, unbalanced|none|2 × XLR and 2 × 6.3 mm, balanced",
        ),
        ("velmaris_tessera_reference.pdf", "LPF slope|12, 24 dB/octave|24"),
        (
            "brummhold_kessel30_bedienungsanleitung.pdf",
            "Lampe leuchtet, kein Ton|BEREIT unten, Kabel, HT-Sicherung"
            "|Schalter nach oben; Gitarre direkt anschließen; HT-Sicherung prüfen",
        ),
        ("kolvara_km10_user_guide_he.pdf", "10–12|הד (דיליי)|גיטרה, שירה"),
        (
            "kolvara_km10_user_guide_he.pdf",
            "זמזום קבוע|לולאת הארקה|חברו את המיקסר והרמקולים לאותו מפצל חשמל",
        ),
        (
            "hedgelamp_pb8_leaflet.pdf",
            "8|9 V or 18 V, switch C|400 mA at 9 V, 200 mA at 18 V|Digital pedals, preamps",
        ),
    ],
)
def test_rows_of_the_demo_manuals(manual: str, cells: str):
    assert cells.replace("|", CELL) in text_of(manual).splitlines()


def test_tables_of_a_real_manual(shared_data: Path):
    pages = extract(shared_data / "manuals" / "fujinet_atari_owners_guide.pdf").pages
    lines = "\n".join(page.text for page in pages).splitlines()
    custom = "you pick the number of sectors, and 128, 256 or 512 bytes each"
    assert CELL.join(("7", "Custom", custom)) in lines
    assert "3 Enter name of new disk image file — type a name," in lines
