"""Numbers with their units, however they are written."""

from __future__ import annotations

import pytest

from support import index, measures
from support.passages import PassageDraft
from support.questions import wanted
from support.words import normal


def found(text: str) -> list[str]:
    return [measure for measure, _ in measures.measures(normal(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.3V", "3.3 V"),
        ("3,3 Volt", "3.3 volts"),
        ("12 VDC", "12V"),
        ("1/4 inch", '1/4"'),
        ("0.5 mm", "0,5mm"),
        ("48 kHz", "48 kilohertz"),
        ("20 °C", "20℃"),
        ("2 hours", "2 h"),
        ("5 שניות", "5 seconds"),
    ],
)
def test_one_form_of_each(one: str, other: str):
    assert found(one) == found(other) != []


@pytest.mark.parametrize(
    "text", ["MX8", "step 3", "page 12 of 40", "v2.1", "1.2.3", "A4", "10 apples"]
)
def test_other_numbers_are_no_measures(text: str):
    assert found(text) == []


def test_units_are_told_apart():
    assert found("100 ms or 100 m, 5 mA") == ["100ms", "100m", "5ma"]


def test_a_word_may_ask_for_a_kind_of_number():
    assert measures.kind_of("weigh") == measures.kind_of("kilograms") == "=gram"
    assert measures.kind_of("m") is None  # a letter may be anything
    assert measures.kind_of("filter") is None


def first(question: str, *texts: str) -> str:
    drafts = [PassageDraft(n, n + 1, 0, text, ()) for n, text in enumerate(texts)]
    reader = index.open(index.build(drafts, "en"))
    ranked = reader.search(wanted(question, "en"), 1)
    return texts[ranked[0].row] if ranked else ""


def test_the_number_asked_for_comes_first():
    texts = "Set it to 5 or 12 and press V.", "It runs at 12V from the socket.", "It has 12 keys."
    assert first("does it run at 12 volts", *texts) == texts[1]


def test_a_question_for_a_weight_prefers_what_is_weighed():
    texts = "The mixer has a warm sound.", "Mixer: 480 x 300 mm, 2.3 kg.", "The mixer is black."
    assert first("What does the mixer weigh?", *texts) == texts[1]


def test_what_is_measured_is_no_word_that_can_be_missing():
    drafts = [PassageDraft(0, 1, 0, "Press the button.", ())]
    reader = index.open(index.build(drafts, "en"))
    matches = reader.matches(wanted("how heavy is the button at 5 V", "en"))
    assert matches.missing == ("heavy", "5", "v")
