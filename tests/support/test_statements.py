"""A model's stream is read into the same statements however it is cut."""

from __future__ import annotations

import pytest

from support.answering.statements import (
    MOST_STATEMENTS,
    MOST_TEXT,
    NotCovered,
    Reader,
    Reference,
    Statement,
    Suggestion,
    Tip,
)


def read(text: str, step: int = 10_000) -> list:
    reader, items = Reader(), []
    for i in range(0, len(text), step):
        items += reader.feed(text[i : i + step])
    return items + list(reader.close())


CASES = {
    'Hold it [2]. It shows RESET [2: "shows RESET"]. Done': [
        Statement("Hold it.", (Reference(2),), "", True),
        Statement("It shows RESET.", (Reference(2, "shows RESET"),)),
        Statement("Done", ()),
    ],
    "1. Press A. Then B [1][2]\n2) Wait approx. 5 s. [3, 4]\n- x y": [
        Statement("Press A.", (Reference(1), Reference(2)), "1. ", True),
        Statement("Then B", (Reference(1), Reference(2))),
        Statement("Wait approx. 5 s.", (Reference(3), Reference(4)), "2. ", True),
        Statement("x y", (), "• ", True),
    ],
    "Yes [1]\nTIP: keep it dry\nSUGGEST: 2\n": [
        Statement("Yes", (Reference(1),), "", True), Tip("keep it dry"), Suggestion(2),
    ],
    "NOT COVERED": [NotCovered()],
    "**NOT COVERED**\n": [NotCovered()],
    "Satz eins. Satz zwei【1】": [
        Statement("Satz eins.", (Reference(1),), "", True),
        Statement("Satz zwei", (Reference(1),)),
    ],
    "Broken [1 and [ more": [Statement("Broken [1 and [ more", (), "", True)],
    "<think>Hm [1]. TIP: x\nNOT COVERED</think>\nHold it [2].": [
        Statement("Hold it.", (Reference(2),), "", True)
    ],
    "<think>never ends [1].": [],
    "below < 5 V [1]. <thi": [
        Statement("below < 5 V.", (Reference(1),), "", True), Statement("<thi", ()),
    ],
    "": [],
    "\n\n [3] \n": [],
}  # fmt: skip


@pytest.mark.parametrize("step", [1, 2, 3, 7, 10_000])
@pytest.mark.parametrize("text", CASES)
def test_read(text, step):
    assert read(text, step) == CASES[text]


def test_a_statement_is_given_out_before_its_line_ends():
    reader = Reader()
    assert list(reader.feed("Hold it [2]. The dis")) == [
        Statement("Hold it.", (Reference(2),), "", True)
    ]


def test_no_more_is_read_than_an_answer_may_have():
    items = read("Hold it [1]. " * 5000)
    assert len(items) == MOST_STATEMENTS
    assert sum(len(item.text) for item in read("x" * 10 * MOST_TEXT)) == MOST_TEXT
