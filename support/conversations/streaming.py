"""One viewer's stream of an answer: writes it if nobody does, else follows the row."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any
from uuid import UUID

from django.utils import timezone

from hscjit.threads import in_thread
from support import manuals, meaning
from support.answering.events import Answer, Chunk, Event, Status
from support.answering.language import language_of
from support.bells import message_key, watching
from support.conversations.finished import finished_answer
from support.conversations.leases import Claim, LeaseLost, claim
from support.conversations.queueing import answer_in_background
from support.conversations.viewer import Viewer
from support.conversations.writing import Writing
from support.errors import UnknownMessage
from support.labels import label
from support.models import Message

LOOK_AGAIN = 1.0  # seconds between looks at a row when no bell rings

_handovers: set[asyncio.Task[None]] = set()


async def answer_stream(message_id: UUID, *, start: int = 0) -> AsyncGenerator[Event, None]:
    """Status and Chunk events, then one Answer; the first event is always a Status.

    ``start`` is how many code points of the text the viewer has already. Safe to open any number
    of times, in any process, before and after the end. Raises UnknownMessage.
    """
    viewer = Viewer(start)
    async with watching(message_key(message_id)) as watch:
        while True:
            row, status = await in_thread(_look)(message_id)
            for event in viewer.catch_up(row, status):
                yield event
            if row.state == Message.State.FINISHED:
                yield await in_thread(finished_answer)(message_id)
                return
            ours = await _claimed(message_id) if _is_free(row) else None
            if ours is not None:
                async with aclosing(_write(ours)) as events:
                    async for event in events:
                        yield event
                        if isinstance(event, Answer):
                            return
                        if isinstance(event, Chunk):
                            viewer.told(event)
            await watch.wait(LOOK_AGAIN)


async def _claimed(message_id: UUID) -> Claim | None:
    """The claim, or None; not lost when the viewer leaves while the database is being asked."""
    taking = asyncio.ensure_future(in_thread(claim)(message_id))
    try:
        return await asyncio.shield(taking)
    except asyncio.CancelledError:
        _in_background(_give_back(taking))
        raise


async def _give_back(taking: asyncio.Future[Claim | None]) -> None:
    ours = await taking
    if ours is not None:
        await in_thread(_hand_over)(ours)


def _in_background(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _handovers.add(task)
    task.add_done_callback(_handovers.discard)


async def _write(ours: Claim) -> AsyncGenerator[Event, None]:
    """Write the answer; when its viewer leaves before the end, a worker goes on."""
    ended = False
    try:
        async with aclosing(Writing(ours).events()) as events:
            async for event in events:
                ended = isinstance(event, Answer)
                yield event
    except LeaseLost:
        ended = True  # whoever has the lease now brings it to its end
    finally:
        if not ended:
            _in_background(in_thread(_hand_over)(ours))


def _hand_over(ours: Claim) -> None:
    ours.release()
    answer_in_background(ours.message_id)


def _look(message_id: UUID) -> tuple[Message, Status]:
    row = (
        Message.objects.filter(pk=message_id, role=Message.Role.DESK)
        .select_related("product", "question")
        .first()
    )
    if row is None:
        raise UnknownMessage("There is no such message.")
    return row, _status_of(row)


def _status_of(row: Message) -> Status:
    question = row.question.text if row.question else ""
    manual = manuals.manual_for(row.product, question) if row.product else None
    language = language_of(question, manual.language if manual else "")
    if row.state == Message.State.FINISHED:
        return Status("ready", 1.0, label("there", language))
    if row.text:
        return Status("answering", 0.0, label("answering", language))
    if manual is not None and manual.current is not None:
        meaning.expect(manual.current, question)
    if manual is None or manual.is_settled:
        return Status("searching", 0.0, label("searching", language))
    return Status(*manuals.describe(manual, language))


def _is_free(row: Message) -> bool:
    return row.lease_until is None or row.lease_until < timezone.now()
