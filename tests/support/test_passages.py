"""Pages → passages: small, within a page, letter by letter, with the headings above them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.extraction import ExtractedPage, Heading, extract
from support.passages import PassageDraft, split


def page(number: int, text: str, *headings: tuple[int, str]) -> ExtractedPage:
    """``headings`` are (level, text); each must stand in ``text``."""
    found = tuple(Heading(text.index(words), level, words) for level, words in headings)
    return ExtractedPage(number, str(number), "", text, found)


def sentences(count: int, words: int = 10) -> str:
    return " ".join(f"S{n} " + "word " * (words - 2) + "end." for n in range(count))


def letter_by_letter(pages: list[ExtractedPage], drafts: tuple[PassageDraft, ...]) -> bool:
    texts = {page.number: page.text for page in pages}
    return all(
        texts[draft.page_number][draft.start : draft.start + len(draft.text)] == draft.text
        and draft.text.strip() == draft.text != ""
        for draft in drafts
    )


def test_a_long_page_becomes_overlapping_passages_of_whole_sentences():
    pages = [page(1, sentences(40))]
    drafts = split(pages, "en")
    assert letter_by_letter(pages, drafts)
    assert [draft.number for draft in drafts] == list(range(len(drafts)))
    for draft in drafts[:-1]:
        assert 100 <= len(draft.text.split()) <= 140
        assert draft.text.startswith("S")
        assert draft.text.endswith("end.")
    for before, after in pairwise(drafts):
        shared = before.start + len(before.text) - after.start
        assert 0.15 < shared / len(before.text) < 0.35


def test_a_passage_never_crosses_a_page():
    pages = [page(1, "Short."), page(2, ""), page(3, "Another one.")]
    assert [(d.page_number, d.text) for d in split(pages, "en")] == [
        (1, "Short."),
        (3, "Another one."),
    ]


def test_the_path_of_headings_goes_on_over_pages():
    pages = [
        page(1, f"Care\nThe filter\n{sentences(9)}", (1, "Care"), (2, "The filter")),
        page(2, f"{sentences(3)}\nThe fan\n{sentences(9)}", (2, "The fan")),
        page(3, f"Data\n{sentences(2)}", (1, "Data")),
    ]
    paths = [(draft.page_number, draft.heading_path) for draft in split(pages, "en")]
    assert paths[0] == (1, ("Care", "The filter"))
    assert (2, ("Care", "The filter")) in paths or (2, ("Care", "The fan")) in paths
    assert paths[-1] == (3, ("Data",))


def test_a_heading_begins_a_passage_when_there_is_enough_before_it():
    text = f"{sentences(6)}\nThe fan\n{sentences(6)}"
    drafts = split([page(1, text, (1, "The fan"))], "en")
    assert [draft.text.splitlines()[0] for draft in drafts][1:] == ["The fan"]
    assert [draft.heading_path for draft in drafts] == [(), ("The fan",)]


def test_headings_alone_are_no_passage_unless_nothing_else_is_there():
    text = f"{sentences(12)}\nThe fan"
    drafts = split([page(1, text, (1, "The fan"))], "en")
    assert all(draft.text != "The fan" for draft in drafts)
    alone = split([page(1, "Chapter 1", (1, "Chapter 1"))], "en")
    assert [draft.text for draft in alone] == ["Chapter 1"]


def test_rows_and_steps_stay_whole():
    rows = [f"Part {n} | {n}.5 kg | rather heavy for its size" for n in range(60)]
    text = "\n".join(rows)
    for draft in split([page(1, text)], "en"):
        assert all(row in rows for row in draft.text.splitlines())


def test_text_without_any_full_stop_is_divided():
    pages = [page(1, "word " * 2000), page(2, "あ" * 3000)]
    drafts = split(pages, "en")
    assert letter_by_letter(pages, drafts)
    assert max(len(draft.text.split()) for draft in drafts) <= 140
    assert max(len(draft.text) for draft in drafts if draft.page_number == 2) <= 400


@given(st.lists(st.text(alphabet="ab .\n•1-あ", max_size=900), max_size=3))
def test_whatever_the_text_every_word_is_in_a_passage(texts: list[str]):
    pages = [page(number, text) for number, text in enumerate(texts, 1)]
    drafts = split(pages, "")
    assert letter_by_letter(pages, drafts)
    for one in pages:
        covered = [False] * len(one.text)
        for draft in (d for d in drafts if d.page_number == one.number):
            covered[draft.start : draft.start + len(draft.text)] = [True] * len(draft.text)
        assert all(is_in or one.text[i].isspace() for i, is_in in enumerate(covered))


@pytest.mark.parametrize("name", ["chowtape_manual", "fujinet_atari_owners_guide"])
def test_real_manuals(shared_data: Path, name: str):
    pages = list(extract(shared_data / "manuals" / f"{name}.pdf").pages)
    drafts = split(pages, "en")
    assert letter_by_letter(pages, drafts)
    lengths = [len(draft.text.split()) for draft in drafts]
    assert 50 < sum(lengths) / len(lengths) < 130
