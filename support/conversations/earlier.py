"""What was said before in a conversation, as far as its next question may lean on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from support.answering.engine import Turn
from support.conversations.following_up import Said
from support.models import Message, Revision

TURNS = 4
LONGEST_ANSWER = 800  # code points of an earlier answer; a model needs to be reminded, no more


@dataclass(frozen=True, slots=True)
class Earlier:
    """``said`` is of all products, for what the customer talks about; places only of this one.

    ``history`` is of this product alone: another one's facts have no place in this one's answer.
    """

    said: tuple[Said, ...]
    history: tuple[Turn, ...]


def earlier(question: Message, revision: Revision) -> Earlier:
    """The last turns before ``question``, oldest first. Blocking: a query, two after the first."""
    if question.created_at == question.conversation.created_at:  # they were written as one
        return Earlier((), ())
    rows = list(
        Message.objects.filter(
            conversation_id=question.conversation_id,
            role=Message.Role.CUSTOMER,
            created_at__lt=question.created_at,
            answer__isnull=False,
        )
        .select_related("answer")
        .prefetch_related("answer__citations")
        .order_by("-created_at")[:TURNS]
    )[::-1]
    return Earlier(
        tuple(Said(row.text, tuple(_pages(row, question, revision))) for row in rows),
        tuple(
            Turn(row.text, row.answer.text[:LONGEST_ANSWER])
            for row in rows
            if row.product_id == question.product_id and row.answer.text
        ),
    )


def _pages(asked: Message, question: Message, revision: Revision) -> Iterator[int]:
    if asked.product_id != question.product_id:
        return
    for place in asked.answer.citations.all():
        if place.revision_id == revision.pk:
            yield place.page
