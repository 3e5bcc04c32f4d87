"""The pure parts of reading: characters, right-to-left lines, running lines, language."""

from __future__ import annotations

import pytest

from support.extraction import language, rtl
from support.extraction.cleaning import clean, mend_accents, mend_hyphens, word_counts
from support.extraction.lines import Cell, Line
from support.extraction.running import find_numbering, running_lines


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("ﬁlter eﬃciency", "filter efficiency"),
        ("full\u00a0\u2009width  ＡＢＣ", "full width ABC"),
        ("12\u202f°C, 3 m², ½ cup", "12 °C, 3 m², ½ cup"),
        ("a\x00b\x07\ufeffc\u200b", "abc"),
        ("\u200eMX-8\u200f", "MX-8"),
        ("Gera\u0308t", "Gerät"),
        ("Care. . . . . . . . . 12", "Care ..... 12"),
        ("Care ............ 12", "Care ..... 12"),
        ("Care · · · · · · · 12", "Care ..... 12"),
        ("wait ... and ... see", "wait ... and ... see"),
    ],
)
def test_clean(raw: str, cleaned: str):
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("the for\ufffemats", "the formats"),
        ("the for\x02mats", "the formats"),
        ("PASS\ufffeTHROUGH JACK", "PASS-THROUGH JACK"),
        ("a lilypond-book\ufffeBefehl", "a lilypond-book-Befehl"),
        ("an RS\ufffe232 plug", "an RS-232 plug"),
        ("die HT\x02Sicherung", "die HT-Sicherung"),
        ("eine Fräs\x02oder Bohrmaschine", "eine Fräs- oder Bohrmaschine"),
        ("Emacs\x02or vi-style", "Emacs- or vi-style"),
    ],
)
def test_words_divided_at_the_end_of_a_line(raw: str, mended: str):
    counts = word_counts(["a pass-through jack", "two formats"])
    assert mend_hyphens(raw, counts) == mended


def test_accents_before_their_letters():
    assert mend_accents("f¨ur l'´ecran, `a la fenˆetre, fa¸cade, na¨ıve") == (
        "für l'écran, à la fenêtre, façade, naïve"
    )
    assert mend_accents("`quoted`") == "`quoted`"


@pytest.mark.parametrize(
    "text",
    [
        "מתח פנטום 48V",
        "תגובת תדר 20Hz – 20kHz",
        "כניסות מיקרופון 4 (XLR)",
        "באריזה: מיקסר MX-8, ספק כוח 12V, כבל USB-C באורך 1.5 מטר",
        "במערכת Windows יש להתקין 2 קבצים",
        "לחצו 3 פעמים, מ-10 עד 20",
        "שלום (עולם) 100%",
    ],
)
def test_lines_from_the_right(text: str):
    """The order on paper, made by the bidirectional algorithm by hand, leads back to the text."""
    assert rtl.is_rtl(text)
    assert rtl.logical(on_paper(text)) == text


def on_paper(text: str) -> str:
    """Characters from left to right as a right-to-left line shows them."""
    mirrored = str.maketrans("()", ")(")
    runs: list[str] = []
    for word in _runs(text):
        ltr = any("a" <= c.lower() <= "z" or c.isdigit() for c in word)
        runs.append(word if ltr else word[::-1].translate(mirrored))
    return "".join(reversed(runs))


def _runs(text: str) -> list[str]:
    import re  # noqa: PLC0415 - only this helper needs it

    return re.findall(
        r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*(?:[-– ]+[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|-\d+)*"
        r"|\d+(?:\.\d+)?%?|.",
        text,
    )


@pytest.mark.parametrize("drawn", ["רושיכמ 4–1", "רושיכמ 1–4"])
def test_a_range_in_a_line_from_the_right_rises(drawn: str):
    """The algorithm shows "1–4" as "4–1"; programs that do not know it show "1–4"."""
    assert rtl.logical(drawn) == "1–4 מכישור"


def test_latin_lines_stay():
    assert not rtl.is_rtl("Press MUTE (M)")
    assert not rtl.is_rtl("Israel: ישראל, phone and address of the importer")


def line(text: str, y: float) -> Line:
    return Line(text, 10, False, 72, y, y)


def pages_with(foot: str, count: int = 6) -> list[list[Line]]:
    return [
        [line(f"About {letter}", 700), line(f"and {letter}", 680), line(foot.format(n=n), 30)]
        for n, letter in enumerate("abcdefghijkl"[:count], 1)
    ]


@pytest.mark.parametrize(
    ("foot", "label"),
    [
        ("{n}", "4"),
        ("Page {n} of 6", "4"),
        ("- {n} -", "4"),
        ("Manual 2.1 | {n}", "4"),
    ],
)
def test_printed_numbers(foot: str, label: str):
    pages = pages_with(foot)
    numbering = find_numbering(pages)
    assert numbering is not None
    assert numbering.label(3) == label
    assert running_lines(pages, numbering) == [frozenset({2})] * 6


def test_two_printed_pages_on_each_page():
    pages = [[line("Text", 700), line(f"Manual ~ {2 * n + 1}/{2 * n + 2}", 30)] for n in range(4)]
    numbering = find_numbering(pages)
    assert numbering is not None
    assert [numbering.label(n) for n in range(4)] == ["1/2", "3/4", "5/6", "7/8"]


def test_roman_numbers_in_front():
    pages = [[line("Words", 700), line("Manual ii", 30)], [line("Words", 700)]]
    pages += pages_with("Manual {n}")
    numbering = find_numbering(pages)
    assert numbering is not None
    assert [numbering.label(n) for n in range(4)] == ["", "", "1", "2"]  # ii cannot be the first
    pages = [[line("Title", 700)], *pages]
    numbering = find_numbering(pages)
    assert numbering is not None
    assert [numbering.label(n) for n in range(5)] == ["", "ii", "", "1", "2"]


def test_no_numbers_no_numbering():
    assert find_numbering(pages_with("The Zephyr company")) is None
    assert find_numbering([]) is None


def test_a_header_that_changes_with_the_chapter():
    chapters = ["Setup", "Setup", "Setup", "Care", "Care", "Care"]
    pages = [
        [line(chapter, 800)] + [line(f"row {n} {m}", 700 - 14 * m) for m in range(4)]
        for n, chapter in enumerate(chapters)
    ]
    assert running_lines(pages, None) == [frozenset({0})] * 6


def test_a_header_whose_chapter_stands_on_the_right():
    def header(chapter: str) -> Line:
        cells = (Cell("Zephyr Reference", 72, 150), Cell(chapter, 400, 450))
        return Line(f"Zephyr Reference {chapter}", 10, False, 72, 800, 800, cells)

    pages = [
        [header(f"Chapter {n}"), *(line(f"row {n} {m}", 700 - 14 * m) for m in range(8))]
        for n in range(6)
    ]
    assert running_lines(pages, None) == [frozenset({0})] * 6


def test_pages_that_say_the_same_keep_their_text():
    pages = [[line(f"The same sentence {n}", 700 - 14 * n) for n in range(4)]] * 5
    assert not any(running_lines(pages, None))


def test_a_repeated_heading_in_the_text_stays():
    pages = [
        [line(f"Text {n}", 700), *(line(f"row {n} {m}", 650 - 14 * m) for m in range(8))]
        for n in range(12)
    ]
    pages[3].insert(4, line("Warning", 611))
    pages[7].insert(4, line("Warning", 611))
    assert not any(running_lines(pages, None))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Press the button and hold it until the light is on.", "en"),
        ("Drücken Sie die Taste und halten Sie sie, bis das Licht an ist.", "de"),
        ("Appuyez sur le bouton et maintenez-le jusqu'à ce que la lampe soit allumée.", "fr"),
        ("Pulse el botón y manténgalo hasta que se encienda la luz de la parte.", "es"),
        ("Premere il pulsante e tenerlo premuto fino a quando la luce non è accesa.", "it"),
        ("Druk op de knop en houd hem ingedrukt tot het lampje van het apparaat brandt.", "nl"),
        ("לחצו על הכפתור של Windows עד שהנורית נדלקת", "he"),
        ("ボタンを押し続けると、Power が点灯します。", "ja"),
        ("按住按钮直到灯亮 USB", "zh"),
        ("Нажмите на кнопку и держите, пока не загорится лампа.", "ru"),
        ("12 34 kHz 5.6", ""),
        ("", ""),
    ],
)
def test_language(text: str, code: str):
    assert language.guess([text]) == code
