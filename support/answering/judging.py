"""Does the manual answer the question? Answered, unsure or refused, from several signals (pure).

A logistic regression over a few signals, one for each way of searching: with words alone (in
English, in other languages) and with vectors. Each signal keeps its sign: more of the question
found never speaks against an answer. The weights are in judging.json, which
``python -m tests.evaluation.train`` writes; how good they are: docs/decisions/0014.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from support.answering.engine import Brief
from support.answering.premises import unmentioned
from support.models import Message
from support.signals import Signals

WEIGHTS = Path(__file__).with_name("judging.json")

LEXICAL, FOREIGN, VECTORS = "lexical", "foreign", "vectors"

_For = Callable[[Signals, int], float]
# Of each model: the signals, turned so that more of each speaks for an answer. The second argument
# is how many things the question takes for granted that the manual never mentions.
_WORDS: dict[str, _For] = {
    "coverage": lambda s, _: s.coverage,
    "together": lambda s, _: s.coverage_together,
    "known": lambda s, _: 1.0 - s.unknown,
    "lexical": lambda s, _: s.lexical,
    "words": lambda s, _: math.log1p(s.words),
    "held": lambda s, _: s.coverage * s.content,
    "not missing": lambda s, _: -s.unknown * s.content,
    "nothing assumed": lambda _, assumed: -float(min(assumed, 2)),
}
_MEANING: dict[str, _For] = {
    "held alike": lambda s, _: s.alike or 0.0,
    "not rare": lambda s, _: -(s.rare_missing or 0.0),
    "words": lambda s, _: math.log1p(s.words),
    "lead": lambda s, _: s.lead,
    "dense lead": lambda s, _: s.dense_margin or 0.0,
    "ahead": lambda s, _: s.dense_ahead or 0.0,
}
SIGNALS: dict[str, dict[str, _For]] = {
    LEXICAL: _WORDS,
    FOREIGN: _WORDS,  # the same weights, with bounds of their own
    VECTORS: _MEANING,
}


@dataclass(frozen=True, slots=True)
class Term:
    """A signal's share in the score: ``weight`` (never negative) per ``scale`` above ``mean``."""

    mean: float
    scale: float
    weight: float


@dataclass(frozen=True, slots=True)
class Model:
    """``answered_from`` and ``refused_below`` are probabilities; between them it is unsure."""

    bias: float
    terms: Mapping[str, Term]
    answered_from: float
    refused_below: float

    def probability(self, values: Mapping[str, float]) -> float:
        """That the manual answers, 0–1, if it did for one question in two."""
        score = self.bias + sum(
            term.weight * (values[name] - term.mean) / term.scale
            for name, term in self.terms.items()
        )
        return 1 / (1 + math.exp(-max(min(score, 50.0), -50.0)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """``reason`` is empty unless refused. ``unmentioned``: what the question takes for granted and
    the manual nowhere has, in the customer's words; to be said when it is not answered."""

    outcome: Message.Outcome
    probability: float
    reason: str = ""
    unmentioned: tuple[str, ...] = ()


def judge(brief: Brief) -> Judgement:
    """Weighs what was found for the question; without anything found, refuses."""
    signals = brief.found.signals if brief.found else Signals()
    assumed = unmentioned(brief.search or brief.question, brief.manual_language, signals.missing)
    if not brief.hits:
        return Judgement(Message.Outcome.REFUSED, 0.0, Message.Reason.NOT_COVERED, assumed)
    name = which(signals, brief.manual_language)
    model = models()[name]
    probability = model.probability(values_of(signals, len(assumed), name))
    if probability >= model.answered_from:
        return Judgement(Message.Outcome.ANSWERED, probability)
    if probability >= model.refused_below:
        return Judgement(Message.Outcome.UNSURE, probability, "", assumed)
    return Judgement(Message.Outcome.REFUSED, probability, Message.Reason.NOT_COVERED, assumed)


def which(signals: Signals, language: str) -> str:
    """The name of the model for what was measured in a manual of this language."""
    if signals.dense is None or signals.late is None:
        return LEXICAL if language.startswith("en") else FOREIGN
    return VECTORS


def values_of(signals: Signals, assumed: int, model: str) -> dict[str, float]:
    """What ``model`` looks at."""
    return {name: value(signals, assumed) for name, value in SIGNALS[model].items()}


@cache
def models() -> dict[str, Model]:
    """By name."""
    return {name: _model(model) for name, model in _plain()["models"].items()}


@cache
def _plain() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


def _model(plain: dict[str, Any]) -> Model:
    terms = {name: Term(**values) for name, values in plain["terms"].items()}
    return Model(plain["bias"], terms, plain["answered_from"], plain["refused_below"])
