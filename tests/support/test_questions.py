"""What is looked for when a customer asks."""

from __future__ import annotations

import pytest

from support.questions import wanted


def looked_for(question: str, language: str = "en") -> list[str]:
    return [want.word for want in wanted(question, language) if not want.hint]


@pytest.mark.parametrize(
    ("question", "telling"),
    [
        ("What's wrong with my chip's memory?", ["wrong", "chip", "memory"]),
        ("It won’t start, I don't know why, they've gone", ["start", "know", "gone"]),
        ("Isn't there a fuse?", ["fuse"]),
        ("How do I reset the TX-17?", ["reset", "tx-17", "tx-17", "tx-17"]),
    ],
)
def test_only_what_tells_something(question: str, telling: list[str]):
    assert looked_for(question) == telling


def test_french_elisions():
    assert looked_for("L'appareil ne s'allume pas", "fr") == ["appareil", "allume"]


def test_a_question_of_nothing_but_small_words_keeps_them():
    assert looked_for("what is it") == ["what", "is", "it"]
    assert looked_for("don't")


def test_synonyms_weigh_less_than_the_customers_word():
    (fuse,) = wanted("fuse", "en")
    assert fuse.terms[0] == ("fuse", 1.0)
    assert all(weight < 1.0 for _, weight in fuse.terms[1:])
    assert "breaker" in [term for term, _ in fuse.terms]


def test_a_measure_is_a_hint_and_no_word():
    hints = [want.terms for want in wanted("Is 12 volts too much?", "en") if want.hint]
    assert hints == [(("=12v", 1.0),)]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("How long is the warranty?", "en", ["warranty"]),
        ("How far may it stand from the router?", "en", ["stand", "router"]),
        ("Is the long cable in the box?", "en", ["long", "cable", "box"]),
        ("Wie lange hält der Akku?", "de", ["hält", "akku"]),
        ("כמה זמן האחריות?", "he", ["האחריות"]),
        ("How long?", "en", ["how", "long"]),
    ],
)
def test_how_long_asks_for_nothing_long(question: str, language: str, expected: list[str]) -> None:
    assert looked_for(question, language) == expected
