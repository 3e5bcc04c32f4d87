"""A list of steps that goes on over the page is quoted whole, each part from its own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from support.answering.citations import is_on_page
from support.answering.overleaf import Part, leaf_of, whole_list
from support.answering.page_texts import PageText
from support.answering.places import ROOM, Place, places_of
from support.answering.relevance import Tokens, asked
from support.retrieval import Found, Signals
from tests.support.briefs import brief, page

INTRO = "The lake is deep. " * 20
FIRST = f"""{INTRO}

To pair the receiver:

1. Switch the receiver off.

2. Hold PAIR for five seconds.

3. Wait until the lamp blinks"""
SECOND = """green and red.

4. Bring the pedal near it.

5. Press PAIR once more.

The pair is kept for good. It survives a change of the battery.

Cleaning

Use a dry cloth."""
QUESTION = "How do I pair the receiver?"


def no_vectors(rows: Sequence[int]) -> list[Tokens | None]:
    return [None] * len(rows)


def places(question: str, *pages) -> list[Place]:
    told = brief(question, *pages)
    return list(places_of(told, asked(told, None), no_vectors))


def parts(first: str, second: str, *titles: str) -> tuple[Part, ...]:
    """Of the list on the first page; ``titles`` are known to stand on the second."""
    leaf = leaf_of(PageText(1, "1", first))
    pages = {1: leaf.page, 2: PageText(2, "2", second, frozenset(titles))}
    steps = [index for index, unit in enumerate(leaf.units) if unit.step]
    return whole_list(Part(leaf, steps[0], steps[-1]), pages.get, len(ROOM))


def quotes(found: Sequence[Place]) -> list[tuple[int, str]]:
    return [(place.page, quote) for place in found for quote in place.quotes]


def test_what_the_next_page_has_of_the_list_is_quoted_from_there():
    first, second, *_ = quotes(places(QUESTION, FIRST, SECOND))
    assert first[0] == 1
    assert "To pair the receiver:\n\n1. Switch" in first[1]
    assert first[1].endswith("3. Wait until the lamp blinks")
    assert second == (
        2, "green and red.\n\n4. Bring the pedal near it.\n\n5. Press PAIR once more."
    )  # fmt: skip
    assert is_on_page(first[1], FIRST)
    assert is_on_page(second[1], SECOND)


def test_headers_and_footers_between_the_halves_are_not_quoted():
    first, second, *_ = quotes(
        places(
            QUESTION,
            page(1, f"{FIRST}.\n\nHollowtide HT-2\u200311"),
            page(2, f"Chapter 2 Pairing\n\n12\n\n{SECOND.partition('4.')[1]}"
                 f"{SECOND.partition('4.')[2]}"),
        )
    )  # fmt: skip
    assert first[1].endswith("the lamp blinks.")
    assert second[1].startswith("4. Bring the pedal")


def test_a_header_in_small_letters_is_told_from_the_rest_of_a_sentence():
    header = "hollowtide Pairing\n\n4. Bring the pedal near it."
    assert parts(f"{FIRST}.", header)[1].quote == "4. Bring the pedal near it."
    rest = "green and red\n\n4. Bring the pedal near it."
    assert parts(FIRST, rest)[1].quote == rest


def test_found_on_its_second_page_the_list_is_given_from_its_first_step_on():
    found = quotes(places("What of the pedal near it, once more?", FIRST, SECOND))
    assert [number for number, _ in found[:2]] == [1, 2]
    assert found[0][1].startswith("To pair the receiver:\n\n1. Switch")
    assert found[1][1].startswith("green and red.\n\n4. Bring")


def test_over_three_pages():
    third = "6. Let the lamp go out.\n\n7. Tune the channel."
    second = "4. Bring the pedal near it.\n\n5. Press PAIR once more."
    found = quotes(places(QUESTION, f"{FIRST}.", second, third))
    assert [number for number, _ in found] == [1, 2, 3]
    assert found[2][1] == third
    found = quotes(places("How do I tune the channel", f"{FIRST}.", second, third))
    assert [number for number, _ in found] == [1, 2, 3]


@pytest.mark.parametrize(
    "second",
    [
        "1. Open the lid.\n2. Take the battery out.",  # another list
        "5. Press PAIR once more.\n6. Wait.",  # a step is missing: nobody knows which
        "4. Cleaning\n\nUse a dry cloth.",  # the title of a chapter, no step
        "4) Bring the pedal near it.",  # numbered otherwise
        "It is red.\n\nThe lamp\n\nIt blinks.\n\n4. Bring it near.",  # under a title
        f"{INTRO * 2}\n\n4. Bring the pedal near it.",  # too far away
    ],
)
def test_another_list_does_not_go_on(second):
    assert len(parts(f"{FIRST}.", second)) == 1


def test_a_title_between_the_halves_ends_the_list():
    second = "Resetting\n\n4. Bring the pedal near it."
    assert len(parts(f"{FIRST}.", second)) == 2
    assert len(parts(f"{FIRST}.", second, "Resetting")) == 1


def test_a_title_of_the_page_before_may_run_over_the_page():
    first = page(1, f"Pairing\n\n{FIRST}.", "Pairing")
    second = page(2, "Pairing\n\n4. Bring the pedal near it.\n5. Press PAIR once more.", "Pairing")
    found = quotes(places(QUESTION, first, second))
    assert (2, "4. Bring the pedal near it.\n5. Press PAIR once more.") in found


def test_a_lead_at_the_foot_of_a_page_goes_on_with_the_list_overleaf():
    lead = f"{INTRO}\n\nThe receiver is paired so:"
    steps = "1. Switch it off.\n2. Hold PAIR."
    assert quotes(places("How is the receiver paired?", lead, steps))[1] == (2, steps)


def test_of_a_list_too_long_to_quote_whole_steps_are_left_out():
    first = "\n".join(f"{n}. " + f"Turn the pair screw {n} slowly. " * 4 for n in range(1, 9))
    second = "\n".join(f"{n}. " + f"Turn screw {n} again. " * 6 for n in range(9, 30))
    found = quotes(places("How is the pair screw turned slowly?", first, second))
    assert found[0][1].startswith("1. Turn")
    assert found[1][1].startswith("9. Turn screw 9")
    assert found[1][1].endswith("again.")
    assert 200 < sum(len(quote.split()) for _, quote in found[:2]) <= 320
    assert "29." not in found[1][1]


def test_nothing_is_quoted_twice_and_there_are_three_quotes_at_most():
    more = [f"The receiver is pair number {n}." for n in range(3)]
    found = quotes(places(QUESTION, FIRST, SECOND, *more))
    assert len(found) == len(ROOM)
    assert len(set(found)) == len(found)


def test_where_two_places_are_enough_a_list_may_still_go_on():
    agreed = Found((), Signals(methods=3, agreement=1.0))
    told = replace(brief(QUESTION, FIRST, SECOND, "Another receiver to pair."), found=agreed)
    found = quotes(list(places_of(told, asked(told, None), no_vectors)))
    assert [number for number, _ in found] == [1, 2, 2]
    assert found[2][1].startswith("The pair is kept")
