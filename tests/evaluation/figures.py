"""Refusals as figures: rates with their intervals, by manual and language, and the curve (pure)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tests.evaluation.logistic import area

DRAWS = 2000  # of manuals, with replacement
SEED = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what became of it. Neither ``answered`` nor ``refused``: unsure."""

    id: str
    manual: str
    lang: str
    answerable: bool
    near: bool | None
    score: float
    answered: bool
    refused: bool


def rates(judged: Iterable[Judged]) -> tuple[float, float]:
    """(correct refusal, false refusal): unsure counts as refused, as in the contract."""
    rows = list(judged)
    wrong = [not row.answered for row in rows if row.answerable]
    right = [not row.answered for row in rows if not row.answerable]
    return _mean(right), _mean(wrong)


def _mean(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else float("nan")


def intervals(judged: Sequence[Judged]) -> tuple[tuple[float, float], tuple[float, float]]:
    """95 % intervals of both rates, by drawing whole manuals: questions of one are no strangers."""
    manuals = sorted({row.manual for row in judged})
    counts = np.zeros((len(manuals), 2, 2))  # manual; answerable or not; all, not answered
    for row in judged:
        counts[manuals.index(row.manual), int(not row.answerable)] += (1, not row.answered)
    random = np.random.default_rng(SEED)
    drawn = counts[random.integers(len(manuals), size=(DRAWS, len(manuals)))].sum(axis=1)
    rate = drawn[:, :, 1] / np.maximum(drawn[:, :, 0], 1)
    low, high = np.quantile(rate, [0.025, 0.975], axis=0)
    return (float(low[1]), float(high[1])), (float(low[0]), float(high[0]))


def summary(judged: Sequence[Judged]) -> str:
    """One line: how many, the area under the curve, both rates with their intervals."""
    right, wrong = rates(judged)
    (low, high), (wrong_low, wrong_high) = intervals(judged)
    flatly = _mean([row.refused for row in judged if row.answerable])
    answerable = sum(row.answerable for row in judged)
    return (
        f"{answerable} answerable, {len(judged) - answerable} not,"
        f" {len({row.manual for row in judged})} manuals;"
        f" AUC {_area(judged)}; correct refusal {_two(right)} ({_two(low)}–{_two(high)}),"
        f" false refusal {_two(wrong)} ({_two(wrong_low)}–{_two(wrong_high)}),"
        f" of these flat refusals {_two(flatly)}"
    )


def curve(judged: Sequence[Judged]) -> str:
    """How much is refused rightly for each share refused wrongly, with one bound for all."""
    scores = np.array([row.score for row in judged])
    answerable = np.array([row.answerable for row in judged])
    line = [
        f"{_two(lost)} → "
        + _two(float((scores[~answerable] < np.quantile(scores[answerable], lost)).mean()))
        for lost in (0.02, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30)
    ]
    return "false → correct: " + ", ".join(line)


def table(judged: Sequence[Judged]) -> str:
    """Markdown, a row for each manual, then for each language and kind of refusal."""
    lines = [
        "| | answerable | not | AUC | refuses rightly | refuses wrongly |",
        "|---|---|---|---|---|---|",
    ]
    lines += _rows(judged, lambda row: row.manual.split("/")[0])
    lines += _rows(judged, lambda row: f"language {row.lang}")
    near = [row for row in judged if row.answerable or row.near]
    far = [row for row in judged if row.answerable or row.near is False]
    lines += [_row("close to the topic", near), _row("far from it", far)]
    return "\n".join(lines)


def _rows(judged: Sequence[Judged], key: Callable[[Judged], str]) -> list[str]:
    names = sorted({key(row) for row in judged})
    return [_row(name, [row for row in judged if key(row) == name]) for name in names]


def _row(name: str, judged: Sequence[Judged]) -> str:
    right, wrong = rates(judged)
    answerable = sum(row.answerable for row in judged)
    return (
        f"| {name} | {answerable} | {len(judged) - answerable} | {_area(judged)}"
        f" | {_two(right)} | {_two(wrong)} |"
    )


def _area(judged: Sequence[Judged]) -> str:
    scores = np.array([row.score for row in judged])
    answerable = np.array([row.answerable for row in judged])
    return _two(area(scores, answerable)) if 0 < answerable.sum() < len(judged) else "–"


def _two(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}".removeprefix("0") or "0"
