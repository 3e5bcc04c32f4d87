"""What models may cost a day: reserved before, booked after, never overdrawn together."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from prometheus_client import REGISTRY

from hscjit.threads import in_thread
from support import budgets, conversations
from support.answering.model import Spent
from support.answering.phrases import phrase
from support.models import Message, Reservation, Spending
from tests.support.desk import make_product, make_ready_manual, stream
from tests.support.models_online import Script

pytestmark = pytest.mark.django_db(transaction=True)

MOST = Spent(900, 100)
RESET = "How do I do a factory reset?"


def booked() -> list[tuple[int, int]]:
    """Everybody first."""
    return list(Spending.objects.order_by("customer").values_list("tokens", "micros"))


def test_what_was_not_needed_goes_back(settings):
    settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = 0.5, 2.0
    account = budgets.reserve("ann", MOST)
    assert booked() == [(1000, 650), (1000, 650)]
    budgets.settle(account, Spent(300, 20))
    assert booked() == [(320, 190), (320, 190)]


@pytest.mark.parametrize(
    ("name", "limit", "answers"),
    [
        ("LLM_DAILY_TOKENS", 2500, 2),
        ("LLM_DAILY_TOKENS_EACH", 3000, 3),
        ("LLM_DAILY_COST", 0.0015, 2),
        ("LLM_DAILY_COST_EACH", 0.00065, 1),
        ("LLM_DAILY_TOKENS", 999, 0),
    ],
)
def test_limits(settings, name, limit, answers):
    settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = 0.5, 2.0
    settings.LLM_DAILY_TOKENS = settings.LLM_DAILY_TOKENS_EACH = 0
    setattr(settings, name, limit)
    given = [budgets.reserve("ann", MOST) is not None for _ in range(5)]
    assert given == [True] * answers + [False] * (5 - answers)
    assert booked()[0][0] == answers * 1000  # a refused one leaves nothing behind
    other = budgets.reserve("bob", MOST)
    assert (other is not None) is name.endswith("_EACH")


def test_a_new_day_begins_at_nothing_and_old_ones_are_forgotten(settings):
    settings.LLM_DAILY_TOKENS = 1000
    today = timezone.now().date()
    Spending.objects.create(day=today - timedelta(days=1), tokens=10**9)
    Spending.objects.create(day=today - timedelta(days=99), tokens=10**9)
    assert budgets.reserve("ann", MOST)
    assert set(Spending.objects.values_list("day", flat=True)) == {
        today, today - timedelta(days=1),
    }  # fmt: skip


def test_many_at_once_do_not_overdraw(settings):
    settings.LLM_DAILY_TOKENS = 5000
    given = []

    def ask() -> None:
        try:
            for _ in range(4):
                given.append(budgets.reserve("ann", MOST) is not None)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given.count(True) == 5
    assert booked()[0][0] == 5000


def died_long_ago() -> None:
    Reservation.objects.update(until=timezone.now() - timedelta(seconds=1))


def test_what_a_dead_process_reserved_comes_back(settings):
    settings.LLM_DAILY_TOKENS = 1500
    settings.LLM_DAILY_TOKENS_EACH = 1000
    assert budgets.reserve("ann", MOST)
    assert budgets.reserve("bob", MOST) is None  # an answer may still be under way
    died_long_ago()
    assert budgets.reserve("bob", MOST)
    tokens = dict(Spending.objects.values_list("customer", "tokens"))
    assert sorted(tokens.values()) == [0, 1000, 1000]
    assert tokens[budgets.EVERYBODY] == 1000
    assert Reservation.objects.count() == 1


def test_no_answer_may_take_as_long_as_its_reservation(settings):
    settings.LLM_TOTAL_SECONDS = 45
    held = budgets.reserve("ann", MOST)
    assert held.until > timezone.now() + timedelta(seconds=settings.LLM_TOTAL_SECONDS + 30)


def test_an_answer_that_ends_after_all_is_booked_once(settings):
    held = budgets.reserve("ann", MOST)
    died_long_ago()
    other = budgets.reserve("bob", MOST)
    assert booked()[0] == (1000, 0)
    budgets.settle(held, Spent(300, 20))
    budgets.settle(other, Spent(0, 0))
    assert booked()[0] == (320, 0)
    assert not Reservation.objects.exists()


def test_many_who_give_back_the_same_give_it_back_once():
    for _ in range(5):
        budgets.reserve("ann", MOST)
    died_long_ago()

    def ask() -> None:
        try:
            budgets.settle(budgets.reserve("bob", MOST), Spent(0, 0))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert booked() == [(0, 0)] * 3


def test_an_address_is_kept_as_something_else(settings):
    name = budgets.asker_of("192.0.2.7")
    assert name == budgets.asker_of("192.0.2.7") != budgets.asker_of("192.0.2.8")
    assert "192" not in name
    assert budgets.asker_of("2001:db8::1") == budgets.asker_of("2001:db8::2")  # one household
    assert budgets.asker_of("") == ""
    settings.SECRET_KEY = "another"
    assert name != budgets.asker_of("192.0.2.7")


async def answer_of(product, **fields):
    message = await in_thread(conversations.ask)(product.pk, RESET, **fields)
    return (await stream(message.pk))[-1]


@pytest.fixture
def product():
    product = make_product("TX-17")
    make_ready_manual(product)
    return product


async def test_a_spent_budget_is_answered_without_the_model(maker, product, settings):
    maker.script = Script(["The display shows RESET [1].\n"], usage=(3000, 40))
    settings.LLM_DAILY_TOKENS_EACH = 6000
    asker = budgets.asker_of("192.0.2.7")
    answers = [await answer_of(product, asker=asker) for _ in range(3)]
    assert [answer.engine for answer in answers] == [maker.kind, "extractive", "extractive"]
    assert answers[1].notice == phrase("spent", "en")
    assert len(maker.asked) == 1
    other = await answer_of(product, asker=budgets.asker_of("192.0.2.8"))
    assert other.engine == maker.kind


async def test_tokens_and_cost_are_counted_and_booked(maker, product, settings):
    settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = 1.0, 10.0

    def counted(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, {"engine": maker.kind, **labels}) or 0.0

    def all_counted() -> tuple[float, float, float]:
        tokens = "llm_tokens_total"
        return (
            counted(tokens, direction="input"), counted(tokens, direction="output"),
            counted("llm_cost_total"),
        )  # fmt: skip

    before = all_counted()
    maker.script = Script(["The display shows RESET [1].\n"], usage=(1000, 50))
    await answer_of(product)
    given, written, cost = (now - then for now, then in zip(all_counted(), before, strict=True))
    assert (given, written) == (1000, 50)
    assert cost == pytest.approx(0.0015)
    assert (await in_thread(booked)())[0] == (1050, 1500)


async def test_where_nobody_counts_tokens_they_are_guessed(maker, product):
    maker.script = Script(["The display shows RESET [1].\n"], usage=None)
    await answer_of(product)
    tokens, _ = (await in_thread(booked)())[0]
    assert 300 < tokens < 3000


async def test_a_maker_that_never_answered_costs_nothing(maker, product):
    maker.script = Script(statuses=[400])
    assert (await answer_of(product)).engine == "extractive"
    assert (await in_thread(booked)())[0] == (0, 0)


async def test_who_asks_is_kept_with_the_question(product):
    await answer_of(product, asker=budgets.asker_of("192.0.2.7"))
    question = await in_thread(Message.objects.get)(role="customer")
    assert question.asker == budgets.asker_of("192.0.2.7")
