"""The cross-encoder: how many it reads, and what its opinion moves."""

from __future__ import annotations

import time

import numpy as np

from support import reranking
from support.reranking import Candidate, Clock

TEXTS = [Candidate(f"passage {n}", ()) for n in range(8)]


class Slow:
    """Takes ``seconds`` a call and prefers what stands last."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.read: list[str] = []

    def scores(self, question: str, texts: list[str]) -> np.ndarray:
        time.sleep(self.seconds)
        self.read += texts
        return np.arange(len(self.read) - len(texts), len(self.read), dtype=np.float32)


def test_all_are_read_while_there_is_time():
    assert len(reranking.read(Slow(), "q", TEXTS, Clock(10_000))) == len(TEXTS)


def test_it_stops_when_the_time_is_up():
    slow = Slow(0.05)
    began = time.monotonic()
    scores = reranking.read(slow, "q", TEXTS, Clock(120))
    assert time.monotonic() - began < 0.3
    assert 0 < len(scores) == len(slow.read) < len(TEXTS)


def test_without_time_nothing_is_read():
    slow = Slow()
    assert len(reranking.read(slow, "q", TEXTS, Clock(0))) == 0
    assert slow.read == []


def test_the_opinion_moves_close_ones():
    before = np.array([1.5, 1.49, 0.6, 0.5, 0.4, 0.3], np.float32)
    opinion = np.array([-8.0, 3.0, -9.0, -9.0, -10.0, -10.0], np.float32)
    assert reranking.reordered(before, opinion) == [1, 0, 2, 3, 4, 5]


def test_what_nobody_read_stays_behind_in_its_order():
    before = np.array([1.0, 0.9, 0.8, 0.7, 0.6], np.float32)
    order = reranking.reordered(before, np.array([0.0, 9.0], np.float32))
    assert sorted(order[:2]) == [0, 1]
    assert order[2:] == [2, 3, 4]


def test_one_opinion_alone_changes_nothing():
    assert reranking.reordered(np.array([1.0, 0.5], np.float32), np.array([3.0], np.float32)) == [
        0,
        1,
    ]


def test_headings_are_read_with_the_text():
    assert Candidate("Press it.", ("Care", "Filter")).whole == "Care > Filter\nPress it."
    assert Candidate("Filter\nPress it.", ("Filter",)).whole == "Filter\nPress it."
