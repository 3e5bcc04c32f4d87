"""Scores of several methods become one ranking, whatever their scales."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from support.fusion import Method, candidates, first_pages, fused, margin

NAN = float("nan")
numbers = st.integers(-1000, 1000).map(float)
scores = st.lists(numbers, min_size=1, max_size=40)


def method(values: list[float], weight: float = 1.0, name: str = "m") -> Method:
    return Method(name, weight, np.array(values, dtype=np.float32))


def order(values: np.ndarray) -> list[int]:
    return [int(row) for row in np.argsort(-values, kind="stable")]


@given(scores)
def test_one_method_alone_keeps_its_order(values: list[float]):
    rows = np.arange(len(values))
    assert order(fused([method(values)], rows)) == order(np.array(values, dtype=np.float32))


@given(scores, st.integers(1, 50), st.integers(-500, 500))
def test_scale_and_zero_of_a_method_do_not_matter(values: list[float], scale: int, zero: int):
    rows = np.arange(len(values))
    words = method([float(n % 7) for n in range(len(values))], 0.3)
    one = fused([words, method(values, 0.7)], rows)
    other = fused([words, method([v * scale + zero for v in values], 0.7)], rows)
    assert np.allclose(one, other, atol=1e-2)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=30))
def test_what_is_better_for_all_methods_is_not_behind(pairs: list[tuple[float, float]]):
    total = fused(
        [method([a for a, _ in pairs]), method([b for _, b in pairs])], np.arange(len(pairs))
    )
    for i, (a, b) in enumerate(pairs):
        for j, (c, d) in enumerate(pairs):
            if a >= c and b >= d:
                assert total[i] >= total[j] - 1e-4


def test_who_does_not_know_a_passage_has_no_say_in_it():
    words, meaning = method([3.0, 2.0, 1.0]), method([NAN, 0.1, 0.9], 5.0)
    total = fused([words, meaning], np.arange(3))
    assert total[0] == max(total)  # the best by words, and nothing speaks against it
    assert np.isfinite(total).all()


def test_nothing_known_at_all():
    assert list(fused([method([NAN, NAN])], np.arange(2))) == [0.0, 0.0]


@given(scores, st.integers(1, 10))
def test_candidates_hold_the_best_of_each_method(values: list[float], number: int):
    backwards = method(values[::-1])
    rows = set(candidates([method(values), backwards], number).tolist())
    assert order(np.array(values))[0] in rows
    assert order(backwards.scores)[0] in rows
    assert len(rows) <= 2 * number


def test_unknown_rows_are_no_candidates():
    assert candidates([method([NAN, 1.0, NAN])], 5).tolist() == [1]


def test_pages_by_their_best_passage():
    pages = np.array([1, 1, 2, 3])
    values = np.array([0.5, 0.9, 0.7, NAN], dtype=np.float32)
    assert first_pages(values, pages, 5) == (1, 2)
    assert abs(margin(values, pages) - 0.2) < 1e-6
    assert margin(values[:2], pages[:2]) == 0.0
