"""Any text gets an answer: no exception, no surprise, soon, and always the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.alignment import MAX_JOINED, units_of
from catalog.building import build
from catalog.candidates import candidates
from catalog.mention import split
from catalog.predictor import CANDIDATES, predict
from catalog.reading import MAX_LETTERS, MAX_PIECES, read
from tests.catalog.shop import SHOP, row, shop

PICTURE, OTHER_PICTURE = shop(), shop()
ANY_TEXT = st.text(max_size=1000)
TYPED = (
    "td17", "TD-", "17", "jc40", "my", "the", "hi-hat", "won't", "?", "orbit", "מיקסר", "ב", "é",
    "™", chr(0xD800), "\x00", "0",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(TYPED), max_size=60).map(" ".join)


@given(text=ANY_TEXT | WORDS, limit=st.integers(1, 20))
@settings(max_examples=300, deadline=2000)
def test_any_text_returns_and_always_the_same(text: str, limit: int) -> None:
    found = predict(PICTURE, text, limit)
    assert found == predict(PICTURE, text, limit)
    assert len(found) <= limit
    for prediction in found:
        assert prediction.match_text in text
        assert 0 <= prediction.confidence <= 100


@given(text=WORDS)
@settings(max_examples=100, deadline=2000)
def test_split_gives_nothing_that_was_not_typed(text: str) -> None:
    query = read(text, PICTURE.known)
    mention, question = split(query, ())
    assert mention == ""
    assert question == text.strip()


@example(name="!", brand="", alias="J")  # "jc40" finds it, and its name has no words
@given(name=st.text(max_size=80), brand=st.text(max_size=30), alias=st.text(max_size=80))
@settings(max_examples=100, deadline=2000)
def test_any_product_can_be_built(name: str, brand: str, alias: str) -> None:
    picture = build((*SHOP, row("x", brand, name, aliases=(alias,), brand_aliases=(alias,))))
    predict(picture, name)
    assert predict(picture, "jc40")


@pytest.mark.parametrize(
    "text",
    ["td17 " * 200, "a" * 1000, "1 " * 500, "12345678 " * 110, "א" * 1000, "jc-" * 333, "é" * 1000],
)
def test_long_texts_take_bounded_time(text: str) -> None:
    predict(PICTURE, text[:1000])
    started = time.perf_counter()
    predict(PICTURE, text[:1000])
    assert time.perf_counter() - started < 0.25


@given(text=ANY_TEXT | WORDS)
@settings(max_examples=200, deadline=2000)
def test_any_text_is_bounded_work(text: str) -> None:
    query = read(text, PICTURE.known)
    units = units_of(query)
    assert len(query.words) <= MAX_PIECES
    assert len(units) <= MAX_PIECES * MAX_JOINED
    assert all(len(unit.text) <= MAX_LETTERS for unit in units)
    rows, _ = candidates(PICTURE, query, CANDIDATES)
    assert len(rows) <= CANDIDATES


@given(text=ANY_TEXT | WORDS)
@settings(max_examples=100, deadline=2000)
def test_equal_pictures_answer_alike(text: str) -> None:
    assert predict(OTHER_PICTURE, text) == predict(PICTURE, text)


# Georgian has no letter that looks like one of the shop's or of what is typed here.
GEORGIAN = st.text("აბგდევზთიკლ ", min_size=1, max_size=40).filter(str.strip)
TYPED_TEXT = st.lists(st.sampled_from(TYPED), min_size=1, max_size=8).map(" ".join)


@given(text=TYPED_TEXT.filter(str.strip), name=GEORGIAN, brand=GEORGIAN, cut=st.integers(0, 9))
@settings(max_examples=200, deadline=2000)
def test_unrelated_product_never_changes_the_first_five(
    text: str, name: str, brand: str, cut: int
) -> None:
    text = text[: len(text) - cut] or text
    more = build((*SHOP, row("unrelated", brand, name)), version=1)
    before, after = predict(PICTURE, text), predict(more, text)
    if text.strip():
        assert [found.product for found in after] == [found.product for found in before]
