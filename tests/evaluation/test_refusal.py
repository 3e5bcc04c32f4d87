"""The judge's weights are what the stored signals give, and the record tells how good they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.evaluation import train
from tests.evaluation.figures import rates, summary
from tests.evaluation.logistic import bound

RECORD = Path(__file__).resolve().parents[2] / "docs" / "decisions" / "0014-refusal.md"


@pytest.fixture(scope="module")
def rows() -> tuple[dict[str, Any], ...]:
    return train.read(train.SIGNALS)


def test_every_question_of_the_repository_has_its_signals(rows: tuple[dict[str, Any], ...]) -> None:
    questions = [Path("catalog/demo/questions.jsonl"), *train.HERE.glob("questions/*.jsonl")]
    root = train.HERE.parent.parent
    asked = {row["id"] for file in questions for row in train.read(root / file)}

    assert {row["id"] for row in rows} == asked


def test_the_weights_are_those_that_training_gives(rows: tuple[dict[str, Any], ...]) -> None:
    kept = json.loads(train.WEIGHTS.read_text())
    again = train.weights(rows)

    assert kept["models"].keys() == again["models"].keys()
    for name, model in again["models"].items():
        assert kept["models"][name]["terms"].keys() == model["terms"].keys()
        for key in ("bias", "answered_from", "refused_below"):
            assert kept["models"][name][key] == pytest.approx(model[key], abs=1e-3)
        for term, values in model["terms"].items():
            assert kept["models"][name]["terms"][term] == pytest.approx(values, abs=1e-3)


def test_the_record_holds_the_cross_validated_figures(rows: tuple[dict[str, Any], ...]) -> None:
    record = " ".join(RECORD.read_text(encoding="utf-8").split())

    for mode, judged in train.as_used(rows).items():
        assert f"{mode}: {summary(judged)}" in record


def test_no_manual_is_judged_by_what_was_learned_from_it(rows: tuple[dict[str, Any], ...]) -> None:
    """Turning one manual's answers upside down must not move that manual's own scores."""
    name = "stella/stella.html"
    turned = [
        {**row, "answerable": not row["answerable"]} if row["manual"] == name else row
        for row in rows
    ]

    before = [j.score for j in train.cross_validated(rows, "vectors") if j.manual == name]
    after = [j.score for j in train.cross_validated(turned, "vectors") if j.manual == name]
    assert before == after


def test_refusals_are_as_good_as_promised(rows: tuple[dict[str, Any], ...]) -> None:
    """A guard under the measured figures, see the record."""
    judged = train.as_used(rows)["with encoders"]
    right, wrong = rates(judged)
    assert right >= 0.50
    assert wrong <= 0.11
    scores = np.array([row.score for row in judged])
    answerable = np.array([row.answerable for row in judged])
    assert (scores[~answerable] < bound(scores, answerable, 0.15)).mean() >= 0.70
