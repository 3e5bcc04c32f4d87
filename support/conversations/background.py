"""Answers that nobody streams: clients without script, lost viewers, restarted processes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import ManualSource
from support import manuals
from support.conversations.queueing import answer_in_background
from support.conversations.streaming import answer_stream
from support.models import Manual, Message

GRACE = 5.0  # seconds: a fresh question belongs to the socket that asked it
AT_ONCE = 200


def answer_if_possible(message_id: UUID) -> str:
    """Write the answer to its end when its manual is settled; returns what was done.

    Never waits for a manual: the workers that would wait are those that should read it. When it
    has been read, ``answer_those_waiting_for`` comes back here.
    """
    rows = Message.objects.select_related("product", "question")
    row = rows.filter(pk=message_id, state=Message.State.PENDING).first()
    if row is None:
        return "finished"
    question = row.question.text if row.question else ""
    manual = manuals.answering_now(row.product, question) if row.product else None
    if manual is not None and not manuals.want(manual).is_settled:
        return "waiting"
    asyncio.run(_to_the_end(message_id))
    return "answered"


async def _to_the_end(message_id: UUID) -> None:
    async for _ in answer_stream(message_id):
        pass


def answer_those_waiting_for(manual_id: int) -> int:
    """Queue the answers that waited for this manual and that nobody streams; how many."""
    address = Manual.objects.values_list("address", flat=True).get(pk=manual_id)
    products = ManualSource.objects.filter(url=address).values("product")
    return _queue(_abandoned().filter(product__in=products))


def sweep() -> int:
    """Queue every answer that nobody has been writing for a while; how many."""
    return _queue(_abandoned().filter(created_at__lt=timezone.now() - timedelta(seconds=GRACE)))


def _abandoned() -> QuerySet[Message]:
    now = timezone.now()
    return Message.objects.filter(state=Message.State.PENDING).filter(
        Q(lease_until=None) | Q(lease_until__lt=now)
    )


def _queue(messages: QuerySet[Message]) -> int:
    ids = list(messages.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    for message_id in ids:
        answer_in_background(message_id)
    return len(ids)
