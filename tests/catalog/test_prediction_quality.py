"""Quality and speed of the predictions on 18,000 real products."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from catalog.building import ProductRow, build
from catalog.evaluation import evaluate, read_queries
from catalog.picture import ProductFacts, Snapshot
from catalog.predictor import predict

PROSE = (
    "how do i bake a chocolate cake", "what is the weather like today",
    "i would like to talk to a human please", "thank you very much for your help",
    "can i return something i bought last month", "what are your opening hours",
    "my order has not arrived yet and i am getting impatient", "how long does delivery take",
    "i want to speak with a manager", "who won the football match yesterday",
    "it does not work", "can you help me", "i have a problem", "it makes a strange noise",
    "how much does it cost", "what does the red light mean", "please tell me a joke",
    "what is the meaning of life", "i forgot my password", "where can i buy spare parts",
    "write a poem about the sea", "how do i cancel my subscription",
)  # fmt: skip


@pytest.fixture(scope="module")
def real(shared_data: Path) -> Snapshot:
    lines = (shared_data / "catalog" / "products_18k.jsonl").read_text("utf-8").splitlines()
    return build([_row(json.loads(line)) for line in lines], version=1)


def _row(data: dict[str, str]) -> ProductRow:
    facts = ProductFacts(data["id"], data["name"], data["brand"], data["category"], "", None, "")
    return ProductRow(facts, model=data["model"])


@pytest.fixture(scope="module")
def figures(real: Snapshot, shared_data: Path) -> dict[str, Any]:
    return evaluate(real, read_queries(shared_data / "prediction" / "queries_dev.jsonl"))


@pytest.mark.timeout(180)
def test_right_product_comes_first(figures: dict[str, Any]) -> None:
    assert figures["n"] == 8310
    assert figures["top1"] >= 0.985
    assert figures["top3"] >= 0.993
    assert figures["top5"] >= figures["top3"]
    assert figures["keys_to_top3"] <= 0.59


@pytest.mark.timeout(180)
def test_every_class_is_good(figures: dict[str, Any]) -> None:
    weak = {
        kind: row["top3"]
        for kind, row in figures["by_class"].items()
        if kind != "keys" and row["top3"] < 0.975
    }
    assert not weak


@pytest.mark.timeout(180)
def test_confidence_is_what_it_says(figures: dict[str, Any]) -> None:
    calibration = figures["calibration"]
    assert calibration["error"] <= 0.02
    by_start = {row["from"]: row for row in calibration["bins"]}
    assert by_start[0]["right"] <= 0.05
    assert by_start[80]["right"] >= 0.75
    assert by_start[90]["right"] >= 0.97


@pytest.mark.timeout(180)
def test_fast(figures: dict[str, Any]) -> None:
    # Generous: other tests run beside this one. `evaluate_predictions` shows the real figure.
    assert figures["latency_ms"]["p50"] < 3


def test_prose_names_no_product(real: Snapshot) -> None:
    wrong = [text for text in PROSE if predict(real, text)]
    assert len(wrong) <= len(PROSE) * 0.05, wrong


def test_picture_is_built_soon(real: Snapshot) -> None:
    rows = [ProductRow(facts) for facts in real.facts[:6000]]
    started = time.perf_counter()
    build(rows)
    assert time.perf_counter() - started < 5
