"""Answered, unsure or refused: how signals become a judgement."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from support import retrieval
from support.answering import judging
from support.answering.judging import Model, Term, judge
from support.retrieval import Found, Signals
from tests.support.briefs import brief

GOOD = Signals(
    mode="full", coverage=0.95, coverage_together=1.0, unknown=0.0, words=6, content=14.0,
    alike=0.95, rare_missing=0.0, lexical=0.7, dense=0.7, dense_margin=0.2, dense_ahead=1.0,
    late=0.85, margin=1.0, lead=2.0, agreement=1.0,
)  # fmt: skip
POOR = Signals(
    mode="full", coverage=0.1, coverage_together=0.1, unknown=0.9, words=2, content=20.0,
    alike=0.1, rare_missing=1.0, lexical=0.05, dense=0.15, dense_margin=0.0, dense_ahead=0.1,
    late=0.5, agreement=0.33,
)  # fmt: skip
WORDS_ONLY = {"dense": None, "late": None, "alike": None, "rare_missing": None}


def told(signals: Signals, question: str = "How do I reset it?"):
    known = brief(question, "Hold FUNCTION to reset it.")
    return replace(known, found=Found(known.hits, signals))


@pytest.mark.parametrize("left_out", [{}, WORDS_ONLY])
def test_much_found_is_answered_and_little_is_refused(left_out):
    assert judge(told(replace(GOOD, **left_out))).outcome == "answered"
    refused = judge(told(replace(POOR, **left_out)))
    assert (refused.outcome, refused.reason) == ("refused", "not_covered")


@pytest.mark.parametrize("name", judging.SIGNALS)
def test_more_found_never_speaks_against_an_answer(name):
    model = judging.models()[name]
    values = judging.values_of(GOOD, 0, name)
    for term, known in model.terms.items():
        assert known.weight > 0
        less = {**values, term: values[term] - known.scale}
        assert model.probability(less) < model.probability(values)


def test_between_the_bounds_it_is_unsure():
    outcomes = []
    for step in range(101):
        mixed = Signals(
            **{
                name: getattr(POOR, name) + step / 100 * (getattr(GOOD, name) - getattr(POOR, name))
                for name in ("alike", "rare_missing", "dense", "dense_ahead", "late", "lead")
            },
            mode="full", words=4, dense_margin=0.03, agreement=0.5,
        )  # fmt: skip
        outcomes.append(str(judge(told(mixed)).outcome))
    assert [outcome for outcome, _ in itertools.groupby(outcomes)] == [
        "refused", "unsure", "answered",
    ]  # fmt: skip


def test_nothing_found_is_refused():
    empty = replace(told(GOOD), hits=())
    assert judge(empty).outcome == "refused"


def test_what_is_missing_is_named_unless_it_is_answered():
    question = "How do I charge its battery?"
    missing = ("charge", "battery")
    assert judge(told(replace(POOR, missing=missing), question)).unmentioned == ("battery",)
    assert judge(told(replace(GOOD, missing=missing), question)).unmentioned == ()


def test_a_probability_stays_one_however_strong_the_signals():
    model = Model(0.0, {"a": Term(0.0, 1e-6, 5.0)}, 0.5, 0.2)
    assert model.probability({"a": 1e6}) == pytest.approx(1.0)
    assert model.probability({"a": -1e6}) == pytest.approx(0.0)


PAGES = (
    "Resetting the module\nHold FUNCTION and TAP for five seconds to reset the module.",
    "Cleaning\nWipe the case of the module with a dry cloth. Never use alcohol or thinner.",
    "Power\nConnect the adaptor that came with the module. It needs 9 V and 500 mA.",
    "Volume\nTurn the VOLUME knob to the right until the headphones are loud enough.",
)


@pytest.mark.django_db
def test_a_false_premise_is_not_confirmed():
    from support.extraction import ExtractedPage  # noqa: PLC0415 - beside its only use
    from tests.support.test_retrieval import stored  # noqa: PLC0415

    retrieval.forget()
    revision = stored(tuple(ExtractedPage(n, "", "", text) for n, text in enumerate(PAGES, 1)))
    known = brief("", "")

    def judged(question: str):
        found = retrieval.look(revision, question)
        return judge(replace(known, question=question, search="", hits=found.hits, found=found))

    assert judged("How do I reset the module?").outcome == "answered"
    premise = judged("How do I charge its battery overnight?")
    assert premise.outcome != "answered"
    assert premise.unmentioned == ("battery",)
