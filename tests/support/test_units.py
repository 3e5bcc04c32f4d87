"""A page → sentences, steps, rows and titles, as they may be quoted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.answering.units import Kind, units_of

ROW = "700D\u2003-2\u20034/10"


def parts(text: str, *titles: str) -> list[tuple[str, str]]:
    return [(unit.kind.value, text[unit.start : unit.end]) for unit in units_of(text, titles)]


def test_sentences_end_at_full_stops_and_not_at_line_ends():
    text = "Hold FUNCTION for five\nseconds. The display shows RESET.\n\nAll sounds are lost."
    assert parts(text) == [
        ("text", "Hold FUNCTION for five\nseconds."),
        ("text", "The display shows RESET."),
        ("text", "All sounds are lost."),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a soft cloth, e.g. Microfibre, for the lid.",
        "Charge it for approx. 3 hours.",
        "Nehmen Sie z. B. Alkohol dafür.",
        "It weighs 2.3 kg without the stand.",
        "Version 1.0 is described here.",
    ],
)
def test_a_full_stop_that_ends_nothing(sentence):
    assert parts(sentence) == [("text", sentence)]


def test_steps_and_items_are_whole_whatever_sentences_they_hold():
    text = (
        "To pair:\n1. Press P. The lamp blinks.\n2. Choose the\nphone.\n• With a case: remove it."
    )
    assert parts(text) == [
        ("text", "To pair:"),
        ("step", "1. Press P. The lamp blinks."),
        ("step", "2. Choose the\nphone."),
        ("item", "• With a case: remove it."),
    ]
    assert [unit.step for unit in units_of(text)] == [0, 1, 2, 0]


@pytest.mark.parametrize(("mark", "number"), [("3)", 3), ("(b)", 2), ("c.", 3), ("iv)", 4)])
def test_how_steps_are_numbered(mark, number):
    assert units_of(f"{mark} Press the key.")[0].step == number


def test_rows_of_pdf_and_of_html():
    assert parts(f"{ROW}\n{ROW}") == [("row", ROW), ("row", ROW)]
    assert parts("Shortcut | Purpose\nF9 | Save") == [
        ("row", "Shortcut | Purpose"),
        ("row", "F9 | Save"),
    ]


def test_known_titles_and_heads_of_tables():
    text = f"1. Power\nUse the adaptor.\nMode\u2003SNR\n{ROW}"
    units = units_of(text, ["1. Power", "Mode SNR"])
    assert [unit.kind for unit in units] == [Kind.TITLE, Kind.TEXT, Kind.ROW, Kind.ROW]
    assert [unit.heads for unit in units] == [False, False, True, False]
    assert units[0].step == 0


def test_titles_are_told_by_their_look_too():
    text = "Battery care\n\nNever charge below 0 °C.\n\n2.6 USB or LSB?\n\nBelow 10 MHz use LSB."
    assert [kind for kind, _ in parts(text)] == ["title", "text", "title", "text"]


def test_captions():
    assert parts("Figure 3: The back panel.")[0][0] == "caption"
    assert parts("Abb. 4 Rückseite")[0][0] == "caption"


def test_a_narrow_column_is_read_on():
    text = (
        "The value can be\nchanged by clicking\non the arrows;\nhowever, not while\nit is locked."
    )
    assert parts(text) == [("text", text)]


LINES = st.lists(
    st.sampled_from(
        ["", "Title", "1. Do this.", "2. Do that", "• item", ROW, "a | b", "Text. More text",
         "goes on here, e.g. so.", "Figure 1", "טקסט בעברית.", "。", "x" * 90, "  ", "(a) c"]
    ),
    max_size=25,
)  # fmt: skip


@given(lines=LINES, junk=st.text(max_size=60))
def test_units_stand_in_order_do_not_overlap_and_lose_nothing(lines, junk):
    text = "\n".join([*lines, junk])
    units = units_of(text)
    assert all(0 <= unit.start < unit.end <= len(text) for unit in units)
    assert all(one.end <= other.start for one, other in pairwise(units))
    kept = "".join(text[unit.start : unit.end] for unit in units)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_head_is_told_by_its_look_too():
    units = units_of("Model\u2003Level\nMR-88\u2003−10 dBV\nMR-73\u2003+4 dBu\n\nAll of them.")
    assert [unit.heads for unit in units] == [True, False, False, False]
    assert not any(unit.heads for unit in units_of("Kick\u2003bow\nSnare\u2003rim"))


def test_what_is_typed_keeps_its_lines():
    text = (
        "Connect WG and run the code below, which captures what comes in from\n"
        "from pylab import *\np.set_sine(1000)\nx, y = p.capture('A1', 300, 10)\nplot(x, y) # A1"
    )
    assert [kind for kind, _ in parts(text)] == ["text", "code", "code", "code", "code"]


@pytest.mark.parametrize(
    "line",
    ["$ sudo apt update", "# make install", "user@box:~$ ls", "C:\\tools> setup", "gpsim> quit",
     'PRINTER="TO_FILE:/tmp/a"', "sudo reboot", "show()", "if (open) {"],
)  # fmt: skip
def test_commands_and_code_are_told_by_their_look(line):
    assert parts(line) == [("code", line)]


@pytest.mark.parametrize(
    "line",
    ["Press Start (green).", "Use # 2 cables.", "Volume = level of the phones.", "It is $ 20.",
     "from the menu choose Save."],
)  # fmt: skip
def test_prose_is_no_code(line):
    assert [kind for kind, _ in parts(line)] == ["text"]


def test_drawn_lines_and_entries_of_contents_are_noise():
    assert parts("**********")[0][0] == "noise"
    assert parts("2.1 Printing ..... 7")[0][0] == "noise"
    assert parts("Printing takes long. Wait.")[0][0] == "text"


def test_a_short_line_over_a_sentence_in_its_block_names_it():
    assert parts("TIMELEFT\nThe runtime left, as the unit tells it.") == [
        ("title", "TIMELEFT"),
        ("text", "The runtime left, as the unit tells it."),
    ]
    assert [kind for kind, _ in parts("red\ngreen\nblue")] == ["text"]


@pytest.mark.timeout(5)
def test_a_line_of_nothing_but_dots_takes_no_time():
    text = f"Valve {'. ' * 9000}1234567"
    assert "noise" not in {kind for kind, _ in parts(text)}
    assert parts(f"Valve {'. ' * 9000}12")[0][0] == "noise"
    call = f"call(){' ' * 18000}x"
    assert [kind for kind, _ in parts(call)] == ["text"]


def test_entries_below_the_title_of_a_table_of_contents_are_noise():
    entries = "\n".join(f"• Chapter {name}" for name in "ABCDE")
    told = parts(f"Table of Contents\n\n{entries}\n\nThis tells how it is played.")
    assert [kind for kind, _ in told] == ["noise"] * 6 + ["text"]
    box = parts(f"Contents\n\n{entries}\n\nThis tells how it is played.")
    assert [kind for kind, _ in box] == ["title"] + ["item"] * 5 + ["text"]


@pytest.mark.parametrize("first", ["Model\u2003SF-4\u2003SF-8L", "Key | Deck 1 | Deck 2"])
def test_models_name_columns(first: str):
    cell = " | " if "|" in first else "\u2003"
    units = units_of(f"{first}\nWeight{cell}6.1 kg{cell}11.2 kg")
    assert [unit.heads for unit in units] == [True, False]
    assert not units_of(f"SF-8{cell}T 2 A\nSF-4{cell}T 1 A")[0].heads


def test_a_name_with_a_colon_is_no_head():
    assert not units_of("Selection:\u2003Any\nParameter:\u20030")[0].heads


def test_figures_alone_are_no_title():
    assert [kind for kind, _ in parts("1.92\n\n2\n\nWeight")] == ["text", "text", "title"]
