"""`python -m tests.evaluation.train`: signals.jsonl → the judge's weights, and how good they are.

The weights go to support/answering/judging.json. The figures are cross-validated over manuals: each
manual's questions are judged by weights and bounds that were made without that manual.
``--also FILE`` (written by tests.evaluation.signals) adds manuals that are only tested on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.evaluation.figures import Judged, curve, summary, table
from tests.evaluation.logistic import Fitted, Flags, Floats, bound, fit

HERE = Path(__file__).resolve().parent
SIGNALS = HERE / "signals.jsonl"
WEIGHTS = HERE.parent.parent / "support" / "answering" / "judging.json"

Row = dict[str, Any]

MODELS = ("lexical", "foreign", "vectors")
BY_WORDS = ("lexical", "foreign")  # the same weights; bounds by whether the manual is in English
# Shares of the answerable questions that may be put as unsure or refused, and as refused. Words
# alone tell less: with as few wrong refusals they would hardly give a right one.
NOT_ANSWERED = {"lexical": 0.11, "foreign": 0.11, "vectors": 0.08}
REFUSED = 0.03


@dataclass(frozen=True, slots=True)
class Sample:
    """What one model learns from. ``values`` (n, d) by ``names`` (d,). Those that are its ``own``
    (n,) it also judges, and has its bounds from."""

    names: tuple[str, ...]
    values: Floats
    answerable: Flags
    manuals: NDArray[np.str_]
    own: Flags
    rows: tuple[Row, ...]

    def fitted(self, chosen: Flags | None = None) -> Fitted:
        where = np.ones(len(self.rows), dtype=bool) if chosen is None else chosen
        return fit(self.values[where], self.answerable[where])


def read(file: Path) -> tuple[Row, ...]:
    return tuple(json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())


def sample(rows: Sequence[Row], model: str) -> Sample:
    """Of the questions that have the signals of ``model``."""
    key = "lexical" if model in BY_WORDS else "full"
    there = tuple(row for row in rows if row[key])
    names = tuple(there[0][key]) if there else ()
    return Sample(
        names,
        np.array([[row[key][name] for name in names] for row in there], dtype=float),
        np.array([row["answerable"] for row in there], dtype=bool),
        np.array([row["manual"] for row in there]),
        np.array([_judges(model, row) for row in there], dtype=bool),
        there,
    )


def _judges(model: str, row: Row) -> bool:
    return model not in BY_WORDS or (row["lang"] == "en") == (model == "lexical")


def cross_validated(rows: Sequence[Row], model: str) -> list[Judged]:
    """The model's own questions, each judged by what was learned from the other manuals."""
    taken = sample(rows, model)
    scores = _unseen(taken)
    return [
        _judged(taken.rows[i], scores[i], _bounds(model, scores[by], taken.answerable[by]))
        for i in np.flatnonzero(taken.own)
        for by in [taken.own & (taken.manuals != taken.manuals[i])]
    ]


def _unseen(taken: Sample) -> Floats:
    """(n,) log odds by a fit that never saw the question's manual."""
    scores = np.zeros(len(taken.rows))
    for manual in sorted(set(taken.manuals)):
        here = taken.manuals == manual
        scores[here] = taken.fitted(~here).scores(taken.values[here])
    return scores


def held_out(rows: Sequence[Row], others: Sequence[Row], model: str) -> list[Judged]:
    """The model's own of ``others``, judged by what was learned from ``rows``."""
    asked = sample(others, model)
    if not asked.rows:
        return []
    learned = sample(rows, model)
    scores = learned.fitted().scores(asked.values)
    bounds = _bounds(model, _unseen(learned)[learned.own], learned.answerable[learned.own])
    return [_judged(asked.rows[i], scores[i], bounds) for i in np.flatnonzero(asked.own)]


def _bounds(model: str, scores: Floats, answerable: Flags) -> tuple[float, float]:
    """From these scores: answered from, refused below."""
    return bound(scores, answerable, NOT_ANSWERED[model]), bound(scores, answerable, REFUSED)


def _judged(row: Row, score: float, bounds: tuple[float, float]) -> Judged:
    return Judged(
        row["id"], row["manual"], row["lang"], row["answerable"], row["near"], float(score),
        bool(score >= bounds[0]), bool(score < bounds[1]),
    )  # fmt: skip


def as_used(rows: Sequence[Row], others: Sequence[Row] = ()) -> dict[str, list[Judged]]:
    """By mode. In full mode a manual that the encoders cannot read is judged by its words."""
    by = {m: cross_validated(rows, m) + held_out(rows, others, m) for m in MODELS}
    by_words = by["lexical"] + by["foreign"]
    read_by_encoders = {judged.id for judged in by["vectors"]}
    rest = [judged for judged in by_words if judged.id not in read_by_encoders]
    return {
        "without encoders": by_words,
        "with encoders": by["vectors"] + rest,
        "with encoders, English manuals": by["vectors"],
    }


def weights(rows: Sequence[Row]) -> dict[str, Any]:
    """What judging.json holds: learned from all questions, bounds from the cross-validation."""
    models = {name: _plain(name, sample(rows, name)) for name in MODELS}
    return {"questions": len(rows), "models": models}


def _plain(model: str, taken: Sample) -> dict[str, Any]:
    fitted = taken.fitted()
    scores, answerable = _unseen(taken)[taken.own], taken.answerable[taken.own]
    answered_from, refused_below = _bounds(model, scores, answerable)
    terms = zip(taken.names, fitted.mean, fitted.scale, fitted.weights, strict=True)
    return {
        "bias": round(fitted.bias, 4),
        "terms": {
            name: {"mean": round(mean, 4), "scale": round(scale, 4), "weight": round(weight, 4)}
            for name, mean, scale, weight in terms
            if weight > 0
        },
        "answered_from": probability(answered_from),
        "refused_below": probability(refused_below),
    }


def probability(score: float) -> float:
    return round(float(1 / (1 + np.exp(-score))), 4)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--also", type=Path, nargs="*", default=[])
    parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    options = parser.parse_args()
    rows = read(SIGNALS)
    others = [row for file in options.also for row in read(file)]
    for mode, judged in as_used(rows, others).items():
        print(f"\n{mode}: {summary(judged)}\n{curve(judged)}")
        print(table(judged))
    if not options.dry_run:
        WEIGHTS.write_text(json.dumps(weights(rows), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
