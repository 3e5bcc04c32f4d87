"""Reading a PDF: its text, its headings, its printed page numbers, and what is no manual."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from support.errors import Unreadable
from support.extraction import Extracted, extract
from tests.support.paper import Paper, Text, paragraph

BODY = [
    "Hold the power button for three seconds to switch the Zephyr on.",
    "The battery charges fully within ninety minutes when it is new.",
    "Clean the filter under warm water every second week of use.",
]


def read(tmp_path: Path, paper: Paper | bytes, **options) -> Extracted:
    path = tmp_path / "manual"
    path.write_bytes(paper if isinstance(paper, bytes) else paper.bytes())
    return extract(path, **options)


def numbered(pages: int, offset: int) -> Paper:
    """A running header, a chapter, text that differs, and a printed number at the foot."""
    paper = Paper()
    for page in range(pages):
        paper.page(
            Text("Zephyr 300 owner's manual", 72, 800, 9),
            Text(f"Chapter {chr(65 + page)}", 72, 740, 18, bold=True),
            *paragraph([f"{line} ({chr(97 + page)})" for line in BODY]),
            Text(f"{page + 1 - offset}" if page >= offset else "", 290, 40, 9),
        )
    return paper


def test_text_headings_and_title(tmp_path: Path):
    extracted = read(tmp_path, numbered(4, 0))
    assert extracted.media_type == "application/pdf"
    assert extracted.language == "en"
    assert [page.number for page in extracted.pages] == [1, 2, 3, 4]
    first = extracted.pages[0]
    assert [heading.text for heading in first.headings] == ["Chapter A"]
    assert first.text[first.headings[0].offset :].startswith("Chapter A\n")
    assert f"{BODY[0]} (a)\n{BODY[1]} (a)" in first.text


def test_running_lines_are_gone_and_printed_numbers_are_labels(tmp_path: Path):
    extracted = read(tmp_path, numbered(8, 2))
    assert [page.label for page in extracted.pages] == ["", "", "1", "2", "3", "4", "5", "6"]
    for page in extracted.pages:
        assert "owner's manual" not in page.text
        assert not page.text.endswith(page.label or "never")


def test_the_labels_of_the_file_come_first(tmp_path: Path):
    paper = numbered(4, 0)
    paper.labels = "0 << /S /r >> 2 << /S /D >>"
    assert [page.label for page in read(tmp_path, paper).pages] == ["i", "ii", "1", "2"]


def test_numbers_in_the_text_are_no_page_numbers(tmp_path: Path):
    paper = Paper()
    for page in range(3):
        paper.page(Text(f"{2 * page + 1}. Do this", y=700 - 60 * page), *paragraph(BODY, y=400))
    assert [page.label for page in read(tmp_path, paper).pages] == ["", "", ""]


def test_the_outline_gives_levels(tmp_path: Path):
    paper = Paper(title="Zephyr 300 manual", outline=[("Care", 1)])
    paper.page(Text("Care", y=740), *paragraph(BODY))
    extracted = read(tmp_path, paper)
    assert extracted.title == "Zephyr 300 manual"
    assert [(h.text, h.level) for h in extracted.pages[0].headings] == [("Care", 1)]


def test_the_number_of_a_step_stands_beside_its_text(tmp_path: Path):
    paper = Paper().page(*paragraph(BODY), Text("1", 72, 600, 16), Text("Unplug it.", 100, 602))
    assert "\n1 Unplug it." in read(tmp_path, paper).pages[0].text


def test_columns_are_read_one_after_the_other(tmp_path: Path):
    left, right = paragraph(BODY, 40, 700), paragraph(["Right one.", "Right two."], 330, 697)
    text = read(tmp_path, Paper().page(*left, *right)).pages[0].text
    assert text.index(BODY[2]) < text.index("Right one.") < text.index("Right two.")


def test_a_row_of_a_table_is_one_line(tmp_path: Path):
    row = [Text("Weight", 72, 500), Text("1.4 kg", 220, 500), Text("1.6 kg", 330, 500)]
    text = read(tmp_path, Paper().page(*paragraph(BODY), *row)).pages[0].text
    assert "Weight 1.4 kg 1.6 kg" in text.splitlines()


def test_letters_drawn_one_by_one_are_words(tmp_path: Path):
    places = zip("FILTER", (72, 78.7, 81.8, 87.9, 94.6, 101.9), strict=True)
    letters = [Text(letter, x, 500) for letter, x in places]
    assert "FILTER" in read(tmp_path, Paper().page(*paragraph(BODY), *letters)).pages[0].text


def test_accents_that_are_drawn_apart(tmp_path: Path):
    lines = ["f¨ur die K¨uche und zum S¨auern, geh¨ort in den K¨uhlschrank"] * 3
    text = read(tmp_path, Paper().page(*paragraph(lines))).pages[0].text
    assert text.startswith("für die Küche und zum Säuern, gehört in den Kühlschrank")


@pytest.mark.parametrize(
    ("data", "reason", "told"),
    [
        (b"", "zero bytes", "empty"),
        (Paper().page().page().bytes(), "blank", "blank"),
        (b"GIF89a" + bytes(500), "neither PDF nor HTML", "not a manual"),
        (b"%PDF-1.4\n%%EOF", "damaged", "damaged"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, reason: str, told: str):
    with pytest.raises(Unreadable, match=reason) as caught:
        read(tmp_path, data)
    assert caught.value.permanent
    assert told in caught.value.customer_text


def test_a_pdf_behind_other_bytes_is_still_one(tmp_path: Path):
    data = b"HTTP/1.1 200 OK\r\n\r\n" + Paper().page(*paragraph(BODY * 2)).bytes()
    assert "Zephyr" in read(tmp_path, data, expected="html").pages[0].text


STRESS = {
    "broken_badxref_chowtape.pdf": "",
    "encrypted_owneronly_chowtape.pdf": "",
    "glyphless_live_manual_en.pdf": "",
    "he_synthetic_mixer_mx8.pdf": "",
    "scan_synthetic_chowtape.pdf": "",
    "encrypted_userpw_chowtape.pdf": "password needed",
    "broken_zero_bytes.pdf": "zero bytes",
    "broken_html_named.pdf": "HTML although a PDF was expected",
    "blank_one_page.pdf": "blank",
}


@pytest.mark.parametrize(("name", "reason"), STRESS.items())
def test_real_troublemakers(shared_data: Path, name: str, reason: str):
    path = shared_data / "manuals" / "stress" / name
    if not reason:
        assert any(page.text or page.unread for page in extract(path, expected="pdf").pages)
        return
    with pytest.raises(Unreadable, match=reason):
        extract(path, expected="pdf")


def test_a_mended_file_reads_like_the_good_one(shared_data: Path):
    good = extract(shared_data / "manuals" / "chowtape_manual.pdf")
    broken = extract(shared_data / "manuals" / "stress" / "broken_badxref_chowtape.pdf")
    assert broken.pages == good.pages
    assert good.pages[1].label == "3/4"
    assert "in the following formats:" in good.pages[0].text
    assert all("Plugin User Manual ~" not in page.text for page in good.pages)


def test_a_real_manual_of_107_pages(shared_data: Path):
    started = time.monotonic()
    extracted = extract(shared_data / "manuals" / "expeyes17_manual_en.pdf")
    assert time.monotonic() - started < 5  # 0.3 s alone on the machine
    assert len(extracted.pages) == 107
    page = extracted.pages[7]
    assert page.label == "2"
    assert "Release 4.7" not in page.text
    assert "Inputs A1 and A2 must\nbe within ±16 volts range" in page.text
    assert "1.1.1 External connections" in [heading.text for heading in page.headings]


def test_hebrew_with_latin_in_between(shared_data: Path):
    pages = extract(shared_data / "manuals" / "stress" / "he_synthetic_mixer_mx8.pdf").pages
    lines = pages[1].text.splitlines()
    assert "מתח פנטום\u200348V" in lines
    assert "תגובת תדר\u200320Hz – 20kHz" in lines
    assert "כניסות מיקרופון\u20034 (XLR)" in lines
    assert 'משקל\u20032.3 ק"ג' in lines
