"""The customer's last word on an answer counts."""

from __future__ import annotations

from uuid import uuid4

import pytest

from support import conversations
from support.errors import InvalidField, TooLong, UnknownConversation, UnknownMessage
from support.models import Feedback
from tests.support.desk import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer():
    return conversations.ask(make_product().pk, "How?")


@pytest.mark.parametrize("rating", ["up", "down", 1, 5, "3"])
def test_ratings(answer, rating):
    conversations.give_feedback(answer.conversation_id, answer.pk, rating, "fine")
    assert Feedback.objects.get().rating == str(rating)


def test_the_last_one_counts(answer):
    conversations.give_feedback(answer.conversation_id, answer.pk, "up", "fine")
    conversations.give_feedback(answer.conversation_id, answer.pk, "down")
    assert Feedback.objects.values_list("rating", "comment").get() == ("down", "")


@pytest.mark.parametrize("rating", [None, True, 0, 6, "", "great", 2.5, [1]])
def test_what_is_no_rating(answer, rating):
    with pytest.raises(InvalidField, match="rating"):
        conversations.give_feedback(answer.conversation_id, answer.pk, rating)
    assert not Feedback.objects.exists()


def test_too_long_a_comment(answer):
    with pytest.raises(TooLong):
        conversations.give_feedback(answer.conversation_id, answer.pk, "up", "a" * 2001)


def test_only_with_both_ids(answer):
    with pytest.raises(UnknownConversation):
        conversations.give_feedback(uuid4(), answer.pk, "up")
    other = conversations.ask(make_product().pk, "How?")
    with pytest.raises(UnknownMessage):
        conversations.give_feedback(other.conversation_id, answer.pk, "up")
    with pytest.raises(UnknownMessage):  # the question is not rated
        conversations.give_feedback(answer.conversation_id, answer.question_id, "up")
