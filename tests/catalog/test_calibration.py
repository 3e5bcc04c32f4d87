"""Confidence means something: reckoned rightly, and near the truth on unknown products."""

from __future__ import annotations

import pytest

from catalog.building import build
from catalog.calibration import Calibration
from catalog.evaluation import evaluate
from tests.bench.queries import queries
from tests.bench.synthesis import products


def test_bins_and_error() -> None:
    calibration = Calibration()
    for confidence, right in [(80, True), (84, True), (85, False), (100, True), (3, False)]:
        calibration.add(confidence, right)
    figures = calibration.figures()
    assert figures["bins"] == [
        {"from": 0, "to": 10, "n": 1, "confidence": 0.03, "right": 0.0},
        {"from": 80, "to": 90, "n": 3, "confidence": 0.83, "right": 0.6667},
        {"from": 90, "to": 100, "n": 1, "confidence": 1.0, "right": 1.0},
    ]
    # (1 · 0.03 + 3 · 0.1633 + 1 · 0) / 5
    assert figures["error"] == pytest.approx(0.104, abs=0.001)


def test_nothing_predicted_has_no_error() -> None:
    assert Calibration().figures() == {"n": 0, "error": None, "bins": []}


def test_made_up_products_are_predicted_with_honest_confidence() -> None:
    rows = products(2000, seed=7)
    figures = evaluate(build(rows), queries(rows, 250, seed=8))["calibration"]
    assert figures["n"] > 3000
    assert figures["error"] <= 0.04
    by_start = {row["from"]: row for row in figures["bins"]}
    assert by_start[0]["right"] <= 0.02
    assert by_start[90]["right"] >= 0.95
    shares = [by_start[start]["right"] for start in (0, 50, 70, 80, 90) if start in by_start]
    assert shares == sorted(shares)
