"""Two editions of a manual, page by page: what is noise, and what is a change."""

from __future__ import annotations

import random
import time

import pytest

from support.differences import Kind, PageChange, compare, essence, pieces

RESET = "Factory reset\nHold FUNCTION and TAP together for five seconds. All sounds are lost."
POWER = "Power\nUse only the supplied adaptor, 9 V DC, 500 mA, centre negative."
CARE = "Care and cleaning\nWipe the housing with a dry cloth. Never use solvent or alcohol."
PEDALS = "Pedals\nConnect a sustain pedal to the socket marked SUSTAIN before switching on."


def edition(*texts: str) -> dict[int, str]:
    return dict(enumerate(texts, start=1))


def told(old: dict[int, str], new: dict[int, str]) -> list[tuple[str, int | None, int | None]]:
    return [(str(c.kind), c.old, c.new) for c in compare(old, new)]


def test_the_same_pages_are_unchanged() -> None:
    pages = edition(RESET, POWER, "", CARE)
    assert {change.kind for change in compare(pages, pages)} == {Kind.UNCHANGED}
    assert compare({}, {}) == ()


def test_a_page_in_between_moves_the_others() -> None:
    assert told(edition(RESET, POWER), edition(RESET, PEDALS, POWER)) == [
        ("unchanged", 1, 1), ("added", None, 2), ("moved", 2, 3),
    ]  # fmt: skip


def test_pages_that_changed_places_are_moved() -> None:
    changes = set(compare(edition(RESET, POWER, CARE), edition(POWER, CARE, RESET)))
    assert changes == {
        PageChange(Kind.MOVED, 2, 1), PageChange(Kind.MOVED, 3, 2), PageChange(Kind.MOVED, 1, 3)
    }  # fmt: skip


def test_a_removed_page_stands_where_it_was() -> None:
    assert told(edition(RESET, POWER, CARE), edition(RESET, CARE)) == [
        ("unchanged", 1, 1), ("removed", 2, None), ("moved", 3, 2),
    ]  # fmt: skip
    assert told(edition(RESET), {}) == [("removed", 1, None)]


def test_one_other_digit_is_a_change() -> None:
    new = edition(RESET.replace("five", "ten"), POWER.replace("500", "800"), CARE)
    assert told(edition(RESET, POWER, CARE), new) == [
        ("changed", 1, 1), ("changed", 2, 2), ("unchanged", 3, 3),
    ]  # fmt: skip


def test_a_page_that_changed_and_moved_is_still_found() -> None:
    new = edition(PEDALS, POWER.replace("500", "800"))
    assert told(edition(POWER), new) == [("added", None, 1), ("changed", 1, 2)]


def test_another_page_in_its_place_is_no_change_of_it() -> None:
    assert told(edition(RESET), edition(PEDALS)) == [("added", None, 1), ("removed", 1, None)]


@pytest.mark.parametrize(
    ("text", "noisy"),
    (
        ("Wipe the housing.", "Wipe  the\nhousing. "),
        ("Do not re-move it", "Do not remove it"),
        ("user-replaceable fuse", "user-\nreplaceable fuse"),
        ("“don’t”", '"don\'t"'),
        ("• First\n• Second", "First\nSecond"),
        ("ﬁlter", "filter"),
        ("soft\u00adware", "software"),
        ("5–10 mm", "5-10 mm"),
    ),
)
def test_typesetting_is_noise(text: str, noisy: str) -> None:
    assert essence(text) == essence(noisy)


@pytest.mark.parametrize(
    ("text", "other"),
    (("1.5 V", "15 V"), ("1 5", "15"), ("-5 °C", "5 °C"), ("12 V", "12 A"), ("on", "off")),
)
def test_what_means_something_else_is_not(text: str, other: str) -> None:
    assert essence(text) != essence(other)


def test_the_words_that_differ_are_marked_and_nothing_is_lost() -> None:
    new_text = "Power\nUse only the  new adaptor, 9 V DC,\n800 mA, centre negative. Or a battery."
    old, new = pieces(POWER, new_text)
    assert "".join(piece.text for piece in old) == POWER
    assert "".join(piece.text for piece in new) == new_text
    assert [p.text.strip() for p in old if p.differs] == ["supplied", "500"]
    assert [p.text.strip() for p in new if p.differs] == ["new", "800", "Or a battery."]
    assert pieces("", "")[0] == ()
    assert [p.differs for p in pieces("", "all new")[1]] == [True]


def test_a_thousand_pages_are_compared_in_a_few_seconds() -> None:
    words = [f"word{n}" for n in range(3000)]
    chance = random.Random(7)
    old = edition(*(" ".join(chance.choices(words, k=300)) for _ in range(1000)))
    new = {n + 1: text.replace("word1", "other") for n, text in old.items() if n != 500}
    new |= {1: "A new cover page"}
    started = time.process_time()
    changes = compare(old, new)
    assert time.process_time() - started < 10
    kinds = {change.old: (change.kind, change.new) for change in changes}
    assert kinds[500] == (Kind.REMOVED, None)
    assert sum(kind == Kind.CHANGED for kind, _ in kinds.values()) > 990
    assert all(new == old + 1 for old, (_, new) in kinds.items() if old and new)
