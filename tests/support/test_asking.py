"""A question becomes rows, once."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django_q.models import OrmQ

from support import conversations
from support.errors import InvalidField, TooLong, UnknownConversation, UnknownProduct
from support.models import Conversation, Manual, Message
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db


def test_question_and_pending_answer_are_rows():
    product = make_product()
    answer = conversations.ask(product.pk, "  How do I reset it?  ", scenario="live")
    assert answer.state == Message.State.PENDING
    assert answer.question.text == "How do I reset it?"
    assert answer.question.scenario == "live"
    assert answer.conversation == answer.question.conversation
    assert [m.pk for m in answer.conversation.messages.all()] == [answer.question_id, answer.pk]


def test_manual_is_wanted_from_then_on():
    product = make_product(url="file:nowhere.pdf")
    conversations.ask(product.pk, "How do I reset it?")
    assert Manual.objects.get().status == Manual.Status.QUEUED
    assert OrmQ.objects.filter(key="now").count() == 1


def test_same_client_id_asks_once():
    product, client_id = make_product(), uuid4()
    first = conversations.ask(product.pk, "How?", client_id=client_id)
    again = conversations.ask(product.pk, "How?", client_id=client_id)
    assert again.pk == first.pk
    assert Message.objects.count() == 2


def test_client_id_with_other_words_or_product_or_conversation_is_refused():
    product, client_id = make_product(), uuid4()
    conversations.ask(product.pk, "How?", client_id=client_id)
    other = Conversation.objects.create()
    with pytest.raises(InvalidField, match="client_id"):
        conversations.ask(product.pk, "Why?", client_id=client_id)
    with pytest.raises(InvalidField, match="client_id"):
        conversations.ask(make_product().pk, "How?", client_id=client_id)
    with pytest.raises(InvalidField, match="client_id"):
        conversations.ask(product.pk, "How?", client_id=client_id, conversation_id=other.pk)
    assert Message.objects.count() == 2


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\n"])
def test_empty_question_is_refused(text):
    with pytest.raises(InvalidField, match="query"):
        conversations.ask(make_product().pk, text)
    assert not Message.objects.exists()


def test_too_long_question_is_refused_and_the_longest_is_not():
    product = make_product()
    with pytest.raises(TooLong):
        conversations.ask(product.pk, "a" * 2001)
    assert conversations.ask(product.pk, "א" * 2000)


def test_what_no_database_can_store_is_dropped():
    answer = conversations.ask(make_product().pk, "a\x00b \ud800 c")
    answer.question.refresh_from_db()
    assert answer.question.text == "ab ? c"


def test_unknown_product_conversation_and_scenario():
    product = make_product()
    with pytest.raises(UnknownProduct):
        conversations.ask("no-such-product", "How?")
    with pytest.raises(UnknownConversation):
        conversations.ask(product.pk, "How?", conversation_id=uuid4())
    with pytest.raises(InvalidField, match="scenario"):
        conversations.ask(product.pk, "How?", scenario="underwater")
    assert not Message.objects.exists()


def test_retired_product_cannot_be_asked_about():
    product = make_product()
    type(product).objects.update(retired_at="2026-01-01T00:00:00Z")
    with pytest.raises(UnknownProduct):
        conversations.ask(product.pk, "How?")


def test_next_question_joins_the_conversation():
    product = make_product()
    first = conversations.ask(product.pk, "How?")
    second = conversations.ask(product.pk, "And why?", conversation_id=first.conversation_id)
    assert second.conversation_id == first.conversation_id
    assert first.conversation.messages.count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_same_client_id_at_the_same_moment_asks_once():
    product, client_id = make_product(), uuid4()
    make_ready_manual(product)
    found, start = [], threading.Barrier(6)

    def ask() -> None:
        start.wait(10)
        found.append(conversations.ask(product.pk, "How?", client_id=client_id).pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 6
    assert len(set(found)) == 1
    assert Message.objects.count() == 2
