"""A word counts as held where the passage has it in other words."""

from __future__ import annotations

import numpy as np
import pytest

from support.likeness import held_alike, token_columns

ASKED = ("long", "guarantee")
QUESTION = "How long is the guarantee?"
SPANS = np.array([(0, 0), (0, 3), (4, 8), (9, 11), (12, 15), (16, 22), (22, 25), (25, 26), (0, 0)])
WEIGHTS = np.array([1.0, 3.0], dtype=np.float32)


def test_a_word_has_the_tokens_between_its_ends() -> None:
    assert token_columns(QUESTION, ASKED, SPANS) == ((2,), (5, 6))


def test_a_word_that_cannot_be_placed_has_none() -> None:
    assert token_columns("How ﬁne is it?", ("fine",), SPANS) == ((),)


def test_said_or_meant_counts_and_the_rest_does_not() -> None:
    held = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], dtype=np.float32)
    best = np.full((3, len(SPANS)), 0.3, dtype=np.float32)
    best[0, [5, 6]] = 0.95  # the first passage speaks of the warranty

    shares = held_alike(WEIGHTS, held, ((2,), (5, 6)), best)

    assert shares == pytest.approx([1.0, 0.0, 0.75])


def test_half_alike_counts_in_part() -> None:
    held = np.zeros((2, 1), dtype=np.float32)
    best = np.full((1, len(SPANS)), 0.725, dtype=np.float32)

    assert held_alike(WEIGHTS, held, ((2,), (5, 6)), best) == pytest.approx([0.5])


def test_no_words_and_no_passages_hold_nothing() -> None:
    none = np.zeros(0, dtype=np.float32)
    assert held_alike(none, np.zeros((0, 2), np.float32), (), np.zeros((2, 3))).tolist() == [0, 0]
    assert held_alike(WEIGHTS, np.zeros((2, 0), np.float32), ((), ()), np.zeros((0, 3))).size == 0
