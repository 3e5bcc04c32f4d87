"""Answers that nobody streams are written all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from support import conversations, jobs
from support.models import Manual, Message
from tests.support.desk import fill, make_product, make_ready_manual

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "How do I do a factory reset?"


def queued() -> list[str]:
    return [job.task["func"] for job in OrmQ.objects.all()]


def test_job_writes_the_answer():
    product = make_product()
    make_ready_manual(product)
    message = conversations.ask(product.pk, QUESTION)
    assert jobs.answer(str(message.pk)) == "answered"
    message.refresh_from_db()
    assert (message.state, message.outcome) == ("finished", "answered")
    assert jobs.answer(str(message.pk)) == "finished"


def test_job_does_not_wait_for_the_manual_and_is_called_back():
    product = make_product(url="file:later.pdf")
    message = conversations.ask(product.pk, QUESTION)
    OrmQ.objects.all().delete()
    assert jobs.answer(str(message.pk)) == "waiting"
    manual = Manual.objects.get()
    fill(manual)
    assert conversations.answer_those_waiting_for(manual.pk) == 1
    assert queued() == ["support.jobs.answer"]
    assert jobs.answer(str(message.pk)) == "answered"


def test_only_those_who_wait_for_this_manual_are_called_back():
    waiting = make_product(url="file:one.pdf")
    conversations.ask(waiting.pk, QUESTION)
    other = make_product(url="file:two.pdf")
    conversations.ask(other.pk, QUESTION)
    OrmQ.objects.all().delete()
    manual = Manual.objects.get(address="file:two.pdf")
    assert conversations.answer_those_waiting_for(manual.pk) == 1


def test_sweep_takes_up_what_was_left_behind_and_nothing_else():
    product = make_product()
    make_ready_manual(product)
    old = timezone.now() - timedelta(minutes=1)
    left = conversations.ask(product.pk, QUESTION)
    fresh = conversations.ask(product.pk, QUESTION)
    being_written = conversations.ask(product.pk, QUESTION)
    Message.objects.exclude(pk=fresh.pk).update(created_at=old)
    soon = timezone.now() + timedelta(seconds=10)
    Message.objects.filter(pk=being_written.pk).update(lease_until=soon)
    OrmQ.objects.all().delete()
    assert conversations.sweep() == 1
    assert [job.task["args"] for job in OrmQ.objects.all()] == [(str(left.pk),)]
