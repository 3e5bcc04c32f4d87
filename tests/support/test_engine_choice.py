"""Which engine answers, what is told at the start, and when a failing one is left alone."""

from __future__ import annotations

import pytest

from support.answering.breaker import FAILURES, PAUSE, Breaker
from support.answering.engines import ENGINES, chosen_engine, chosen_name
from support.checks import engine_is_configured


@pytest.fixture(autouse=True)
def nothing_set(settings):
    settings.ANSWER_ENGINE = "auto"
    settings.GEMINI_API_KEY = settings.OPENAI_BASE_URL = ""


def test_auto_takes_the_best_that_is_there(settings):
    assert chosen_name() == chosen_engine().name == "extractive"
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    assert chosen_name() == chosen_engine().name == "openai"
    settings.GEMINI_API_KEY = "key"
    assert chosen_name() == chosen_engine().name == "gemini"
    settings.ANSWER_ENGINE = "extractive"
    assert chosen_engine().name == "extractive"


def test_versions_tell_what_answers_depend_on(settings):
    settings.GEMINI_API_KEY, settings.GEMINI_MODEL = "key", "gemini-x"
    assert "gemini-x" in chosen_engine().version
    settings.ANSWER_ENGINE = "openai"
    settings.OPENAI_MODEL = "m1"
    first = chosen_engine().version
    settings.OPENAI_MODEL = "m2"
    assert chosen_engine().version != first
    assert "key" not in first


@pytest.mark.parametrize("name", ["auto", "extractive"])
def test_what_needs_nothing_is_fine(settings, name):
    settings.ANSWER_ENGINE = name
    assert engine_is_configured() == []


@pytest.mark.parametrize(
    ("name", "missing"), [("gemini", "GEMINI_API_KEY"), ("openai", "OPENAI_BASE_URL")]
)
def test_a_named_engine_without_its_setting_is_told(settings, name, missing):
    settings.ANSWER_ENGINE = name
    [found] = engine_is_configured()
    assert (found.id, missing in found.msg, missing in found.hint) == ("support.E002", True, True)
    setattr(settings, missing, "http://127.0.0.1:9/v1")
    assert engine_is_configured() == []


def test_an_unknown_engine_is_told(settings):
    settings.ANSWER_ENGINE = "oracle"
    [found] = engine_is_configured()
    assert found.id == "support.E001"
    assert all(name in found.hint for name in ENGINES)


def test_the_breaker_opens_lets_one_try_and_closes():
    now = [0.0]
    breaker = Breaker("test", clock=lambda: now[0])
    for _ in range(FAILURES):
        assert breaker.allows()
        breaker.failed()
    assert not breaker.allows()
    now[0] += PAUSE + 1
    assert breaker.allows()  # the trial
    assert not breaker.allows()  # nobody else meanwhile
    breaker.failed()
    assert not breaker.allows()
    now[0] += PAUSE + 1
    assert breaker.allows()
    breaker.worked()
    assert [breaker.allows() for _ in range(3)] == [True] * 3


def test_a_success_between_failures_keeps_it_closed():
    breaker = Breaker("test")
    for _ in range(3 * FAILURES):
        breaker.failed()
        breaker.worked()
    assert breaker.allows()


def test_a_trial_that_was_given_up_is_followed_by_another():
    now = [0.0]
    breaker = Breaker("test", clock=lambda: now[0])
    for _ in range(FAILURES):
        breaker.failed()
    now[0] += PAUSE + 1
    assert breaker.allows()
    now[0] += PAUSE + 1
    assert breaker.allows()
