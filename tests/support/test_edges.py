"""Where a quote begins and ends: no labels of drawings, no half sentences, no half lists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.answering.places import places_of
from support.answering.relevance import asked
from tests.support.briefs import brief
from tests.support.test_places import FILLER, no_vectors, places, quoted


def test_what_a_drawing_is_labelled_with_does_not_begin_a_quote():
    text = quoted(
        places(
            "How do I fix the transistor and set the base voltage?",
            "1 kΩ\n\nA2 GND A1\nPV1\n\n• Fix the transistor on a board.\n"
            "• Set the base voltage to 1 volt.",
        )
    )
    assert text.startswith("• Fix the transistor")


def test_a_short_title_above_text_stays():
    text = quoted(places("Can it write a document format?", "PDF\n\nWrites to a document format."))
    assert text == "PDF\n\nWrites to a document format."


def test_what_an_open_sentence_leads_to_is_quoted_with_it():
    text = quoted(
        places(
            "How do I remove the program?",
            "To remove the program, if all the files are still where they were, simply run\n\n"
            "# make uninstall\n\nas root.\n\nOther words stand here.",
        )
    )
    assert "simply run\n\n# make uninstall\n\nas root." in text


def test_a_sentence_whose_end_is_a_list_is_quoted_with_it():
    text = quoted(
        places("How do I unroll a branch?", "To unroll a branch,\n\n• press [S] or\n\n• click it.")
    )
    assert text == "To unroll a branch,\n\n• press [S] or\n\n• click it."


def test_a_command_is_quoted_with_what_introduces_it():
    text = quoted(
        places("What is dpkg -i for?", "The package is installed with:\n\n$ dpkg -i kit.deb")
    )
    assert text == "The package is installed with:\n\n$ dpkg -i kit.deb"


def test_a_list_of_short_items_does_not_end_halfway():
    ports = [f"• TCP port {number}" for number in range(3478, 3490)]
    text = quoted(places("Which TCP port?", "\n".join(["Open these ports:", *ports])))
    assert text.endswith(ports[-1])


def test_the_name_of_the_next_item_does_not_end_a_quote():
    text = quoted(
        places(
            "What does addLink take, and what is its colour?",
            "• addLink\nTakes the colour of the link.\n• setNote\n" + FILLER,
        )
    )
    assert "Takes the colour of the link." in text
    assert not text.endswith("setNote")


def test_entries_of_a_table_of_contents_and_drawn_lines_are_not_quoted():
    text = quoted(
        places(
            "Is printing to a file possible?",
            "2.1. Printing to a file ..... 7\n\n**********\n\nPrinting to a file is possible.",
        )
    )
    assert text == "Printing to a file is possible."


def test_a_term_is_quoted_with_its_own_meaning_only():
    fields = "\n\n".join(
        f"{name}\nThe {meaning} of the battery, as the unit tells it."
        for name, meaning in [
            ("LINEV", "voltage"),
            ("TIMELEFT", "runtime"),
            ("CHARGE", "charge in percent"),
        ]
    )
    page = f"Fields of the report\n\nThey mean the following:\n\n{fields}"
    assert quoted(places("What is TIMELEFT?", page)[:1]) == (
        "TIMELEFT\nThe runtime of the battery, as the unit tells it."
    )


def test_lines_of_a_web_page_are_paragraphs():
    line = "You may undo more than once while you draw on and on with it!"
    text = f"{line}\nNote: you may also press Z to undo what you have drawn."
    told = brief("May I undo more than once, and is there a note to undo by pressing Z?", text)
    web = replace(told, pages=tuple(replace(page, flows=True) for page in told.pages))
    flows = quoted(list(places_of(web, asked(web, None), no_vectors)))
    assert flows == text
    assert quoted(places(told.question, text)) == text.replace("\n", " ")


def test_what_stands_right_beside_and_holds_nearly_as_much_comes_along():
    long = (
        "The radio obeys when the address of the radio and the rate are set as the radio has them"
    )
    told = f"{long}, " + "and so on, " * 25 + "as ever. "
    beside = "A newer radio may not obey until its rate is set in the menu as well. "
    page = f"{FILLER}\n\n{told}{beside}"
    first = places("Why does the radio not obey when the rate of the radio is set?", page)[0]
    quote = first.quotes[0]
    assert long in quote
    assert beside.strip() in quote


def test_a_title_of_two_lines_does_not_end_the_quote_above_it():
    answer = "When the lamp is off look at the mains switch and at the fuse."
    below = "RED LAMP AFTER\nA FUSE\nWait " + "and wait " * 60 + "until it cools."
    quote = places("Why is the lamp off, is it the fuse?", f"{answer}\n\n{below}")[0].quotes[0]
    assert quote == answer


@pytest.mark.parametrize("line", ["A name like many", "V1 12"])
def test_a_block_of_a_thousand_lines_without_an_end_is_quoted_from(line: str):
    lines = [line] * 1200
    told = brief("Where is the valve?", "\n".join([*lines, "Valve at 5", *lines]))
    web = replace(told, pages=tuple(replace(page, flows=True) for page in told.pages))
    assert "Valve" in quoted(list(places_of(web, asked(web, None), no_vectors)))
