"""Which words of the manual are quoted: whole steps, rows under their head, nothing twice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from support.answering.citations import is_on_page
from support.answering.excerpts import Stretch, best_stretch
from support.answering.lists import begins_table, ends_table, rows_around
from support.answering.places import ROOM, Place, places_of
from support.answering.relevance import Tokens, asked
from support.answering.units import Kind, Unit, units_of
from support.retrieval import Found, Signals
from tests.support.briefs import brief, page

FILLER = " ".join(f"Sentence {n} speaks of something else entirely." for n in range(30))
RESET = """Factory reset

To bring back the sounds of the maker:

1. Switch the module off.
2. Hold KIT and SYSTEM.
3. Press POWER and wait until RESET? appears.

4. Push the dial.

All your own sounds are lost."""
MODES = "\n".join(
    [
        "Mode\u2003Least signal\u2003Latency",
        *(f"M{n}\u2003{n} dB with a preamble of {n} symbols\u2003high" for n in range(40)),
    ]
)


def no_vectors(rows: Sequence[int]) -> list[Tokens | None]:
    return [None] * len(rows)


def places(question: str, *pages, language: str = "en") -> list[Place]:
    told = brief(question, *pages, language=language)
    return list(places_of(told, asked(told, None), no_vectors))


def quoted(found: Sequence[Place]) -> str:
    return "\n".join(quote for place in found for quote in place.quotes)


def test_a_procedure_is_given_with_all_its_steps_in_order():
    text = quoted(places("How do I reset it, where is RESET?", RESET))
    steps = ["1. Switch", "2. Hold", "3. Press", "4. Push"]
    positions = [text.index(step) for step in steps]
    assert positions == sorted(positions)


def test_the_steps_go_on_where_the_passage_ends():
    steps = "\n".join(f"{n}. Turn screw {n} by a quarter to the left, then {n} to the right."
                      for n in range(1, 16))  # fmt: skip
    first = places("How is the bridge adjusted?", f"The bridge is adjusted so:\n{steps}")[0]
    assert "The bridge is adjusted so:" in first.quotes[0]
    assert first.quotes[0].endswith("then 15 to the right.")


def test_steps_too_many_to_quote_are_cut_between_steps():
    steps = "\n".join(f"{n}. " + f"Turn screw {n} slowly. " * 8 for n in range(1, 20))
    quote = places("What about screw 7?", steps)[0].quotes[0]
    assert "screw 7" in quote
    assert quote.startswith(tuple(f"{n}. Turn" for n in range(1, 20)))
    assert quote.rstrip().endswith("slowly.")


def test_a_lead_that_ends_in_a_colon_goes_on():
    text = quoted(places("What is in the box?", "In the box are:\n• the mixer\n• a cable, 2 m"))
    assert text == "In the box are:\n• the mixer\n• a cable, 2 m"


def test_a_row_stands_under_its_head():
    table = "Mode\u2003Least signal\nA\u20032 dB\nB\u20037 dB"
    (only,) = places("Least signal of mode B?", table)
    assert only.quotes == (table,)


def test_a_row_far_from_its_head_keeps_it():
    table = page(1, MODES, "Mode\u2003Least signal\u2003Latency")
    first = places("How many symbols has M37?", table)[0]
    head, rows = first.quotes
    assert head == "Mode\u2003Least signal\u2003Latency"
    assert "M37\u200337 dB" in rows
    assert rows.startswith("M")


def test_nothing_is_a_title_or_a_tables_head_alone():
    text = f"Cleaning\n\nUse a dry cloth.\n\nSignals\n\n{MODES}"
    for place in places("cleaning signals mode latency", text):
        assert place.quotes[0] not in ("Cleaning", "Signals", "Mode\u2003Least signal\u2003Latency")


def test_the_title_right_above_belongs_to_the_quote():
    text = page(1, f"{FILLER}\n\nCleaning\n\nWipe it with a dry cloth.", "Cleaning")
    assert places("How is it wiped?", text)[0].quotes[0].startswith("Cleaning\n\nWipe it")


def test_different_pages_come_first_and_no_place_twice():
    found = places("Which fuse?", "The fuse is slow.", f"Fuse: T 1 A. {FILLER}", "No fuse inside.")
    assert sorted(place.page for place in found) == [1, 2, 3]
    few = places("Which fuse?", f"The fuse is slow. {FILLER} A fuse costs little.")
    assert {place.page for place in few} == {1}
    quotes = [quote for place in few for quote in place.quotes]
    assert len(quotes) > 1
    assert not any(a in b or b in a for i, a in enumerate(quotes) for b in quotes[i + 1 :])


def test_a_sentence_that_leans_on_the_one_before_takes_it_along():
    text = f"{FILLER}\n\nThe lamp shows the charge. It turns amber below ten percent. {FILLER}"
    assert "The lamp shows the charge. It turns amber" in quoted(places("amber percent?", text))


def test_hebrew():
    text = "אחריות\n\nתקופת האחריות היא 24 חודשים מיום הקנייה. פתיחת המכשיר מבטלת את האחריות."
    found = places("כמה זמן האחריות?", text, language="he")
    assert "24 חודשים" in quoted(found)


BITS = ["Title", "1. Do this now.", "2. Do that", "3. And this", "• item one", "a\u2003b", "c | d",
        "Plain words here. More of them.", "goes on", "Figure 1 back", "It leans back.", "As such:",
        "טקסט בעברית עם מילים.", "", "", "文字がここにあります。", "word " * 70]  # fmt: skip
PAGES = st.lists(st.lists(st.sampled_from(BITS), min_size=1, max_size=14), min_size=1, max_size=5)


@given(PAGES, st.sampled_from(["Do this item", "words more title", "a b c d", "מילים", "文字"]))
def test_every_quote_stands_on_its_page_and_there_are_at_most_three(pages, question):
    texts = ["\n".join(lines) for lines in pages]
    found = places(question, *texts)
    quotes = [(place.page, quote) for place in found for quote in place.quotes]
    assert len(quotes) <= len(ROOM)
    assert all(quote == quote.strip() and is_on_page(quote, texts[n - 1]) for n, quote in quotes)
    assert len(set(quotes)) == len(quotes)


def test_two_places_are_enough_where_all_ways_of_looking_agree():
    pages = ["The fuse is slow.", f"Fuse: T 1 A. {FILLER}", "No fuse inside."]
    agreed = Found((), Signals(methods=3, agreement=1.0))
    told = replace(brief("Which fuse?", *pages), found=agreed)
    assert len(list(places_of(told, asked(told, None), no_vectors))) == 2
    told = replace(told, found=Found((), Signals(methods=3, agreement=0.67)))
    assert len(list(places_of(told, asked(told, None), no_vectors))) == 3


def test_what_is_meant_is_found_where_no_word_is_the_same():
    text = "The lid is grey. Guarantee lasts two years. The feet are round. It has a handle."
    told = brief("How about warranty", f"{text} {FILLER}")
    start = text.index("Guarantee")
    meaning = np.zeros((1, 4), dtype=np.float32)
    meaning[0, 1] = 1.0

    class Late:
        vectors = meaning
        spans = np.array([[start, start + 9]], dtype=np.int32)

    first = next(iter(places_of(told, asked(told, meaning), lambda rows: [Late()] * len(rows))))
    assert "Guarantee lasts two years." in first.quotes[0]


def test_a_new_title_ends_what_the_one_before_stands_over():
    text = page(
        1,
        "Pedals\nThe pedals have felt below. Press them slowly.\n\nMIDI\nThe module sends on"
        " channel 10. The channel is changed under SYSTEM.",
        "Pedals",
        "MIDI",
    )
    assert places("Which MIDI channel does it send on?", text)[0].quotes[0].startswith("MIDI\n")


def test_a_quote_flows_though_its_page_is_narrow():
    text = "The lid is made\nof walnut. On the\nMR-73 a switch named\nFIX takes the pair\nout. Then"
    assert "On the MR-73 a switch named FIX takes the pair out." in quoted(
        places("What does the switch FIX do?", text)
    )


def test_of_a_section_as_long_as_a_book_only_the_surroundings_are_read():
    book = "\n\n".join([*[FILLER] * 300, "The fuse is T 1 A. It is slow.", *[FILLER] * 300])
    told = brief("Which fuse?", "No such part.")
    hit = replace(told.hits[0], text="The fuse is T 1 A. It is slow.", page=1)
    long = replace(told, hits=(hit,), pages=(replace(told.pages[0], text=book),))
    began = time.process_time()
    (first,) = list(places_of(long, asked(long, None), no_vectors))[:1]
    assert time.process_time() - began < 1.0
    assert "The fuse is T 1 A. It is slow." in first.quotes[0]
    assert is_on_page(first.quotes[0], book)


def test_a_table_of_a_thousand_rows_takes_little_time():
    text = "\n".join(["Part\u2003Number", *(f"A{n}\u2003{n}" for n in range(1500))])
    units = units_of(text)
    found = np.full((len(units), 1), 0.1, dtype=np.float32)
    found[8] = 1.0
    began = time.process_time()
    stretch = best_stretch(units, text, found, np.ones(1, np.float32), ROOM[0], sharp=True)
    assert time.process_time() - began < 2.0
    assert stretch is not None and stretch.first <= 8 <= stretch.last


def test_the_row_that_answers_stands_without_those_above_it():
    text = "\n".join(["Code\u2003Meaning", *(f"E{n}\u2003code {n} is shown" for n in range(60))])
    units = units_of(text)
    found = np.full((len(units), 1), 0.3, dtype=np.float32)
    found[40] = 1.0
    stretch = best_stretch(units, text, found, np.ones(1, np.float32), ROOM[0], sharp=True)
    assert stretch == Stretch(40, 40, head=0)


@given(st.lists(st.sampled_from(["row", "head", "text"]), min_size=1, max_size=8))
def test_the_ends_of_a_table_are_told_from_its_neighbours(kinds: list[str]):
    units = [
        Unit(n, n + 1, Kind.TEXT if kind == "text" else Kind.ROW, 1, 0, n, heads=kind == "head")
        for n, kind in enumerate(kinds)
    ]
    for index, unit in enumerate(units):
        if unit.kind is Kind.ROW:
            first, last = rows_around(units, index)
            assert begins_table(units, index) == (first == index)
            assert ends_table(units, index) == (last == index)
