"""What viewers of an answer are told: first, second, late, resuming and leaving ones."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from hscjit.threads import in_thread
from support import conversations, manuals
from support.answering.events import Answer, Chunk, Status
from support.conversations import answer_stream
from support.conversations.leases import Ending, LeaseLost, claim
from support.errors import UnknownMessage
from support.models import Citation, Manual, Message
from tests.support.desk import fill, make_product, make_ready_manual, stream

pytestmark = pytest.mark.django_db(transaction=True)

RESET = "How do I do a factory reset?"


def ask(question: str = RESET, product=None) -> Message:
    if product is None:
        product = make_product()
        make_ready_manual(product)
    return conversations.ask(product.pk, question)


def text_of(events, start: int = 0, known: str = "") -> str:
    """What a client that follows the contract holds in the end."""
    text = known
    for event in events:
        if isinstance(event, Chunk):
            assert event.offset <= len(text), "a gap"
            text = text[: event.offset] + event.text
    return text


async def test_status_chunks_answer():
    message = await in_thread(ask)()
    events = await stream(message.pk)
    assert isinstance(events[0], Status)
    assert isinstance(events[-1], Answer)
    answer = events[-1]
    assert answer.outcome == "answered"
    assert answer.answered
    assert "FUNCTION and TAP" in answer.text
    assert text_of(events) == answer.text
    place = answer.citations[0]
    assert (place.page, place.page_label) == (2, "4")
    assert place.url.startswith(f"/manuals/{await in_thread(_revision)()}/pages/2/?c=")
    assert set(answer.timings) == {"retrieval", "first_chunk", "total"}


async def test_what_was_not_done_took_no_time():
    product = await in_thread(make_product)(url="")
    message = await in_thread(ask)(product=product)
    answer = (await stream(message.pk))[-1]
    assert answer.reason == "no_manual"
    assert (answer.timings["retrieval"], answer.timings["first_chunk"]) == (None, None)
    assert answer.timings["total"] >= 0


def _revision() -> int:
    return Citation.objects.first().revision_id


async def test_every_viewer_gets_the_same_and_it_is_written_once():
    message = await in_thread(ask)()
    streams = await asyncio.gather(*(stream(message.pk) for _ in range(5)))
    assert len({text_of(events) for events in streams}) == 1
    assert all(isinstance(events[0], Status) for events in streams)
    row = await in_thread(Message.objects.get)(pk=message.pk)
    assert row.attempts == 1
    assert await in_thread(Citation.objects.filter(message=message).count)() == len(
        streams[0][-1].citations
    )


async def test_late_viewer_reads_the_finished_answer():
    message = await in_thread(ask)()
    first = await stream(message.pk)
    again = await stream(message.pk)
    assert [type(event) for event in again] == [Status, Chunk, Answer]
    assert again[-1] == first[-1]


async def test_resume_from_every_offset():
    message = await in_thread(ask)()
    whole = (await stream(message.pk))[-1].text
    for start in (*range(0, len(whole) + 1, 7), len(whole)):
        events = await stream(message.pk, start=start)
        assert text_of(events, known=whole[:start]) == whole
        chunks = [event for event in events if isinstance(event, Chunk)]
        assert all(chunk.offset == start for chunk in chunks)


async def test_resume_beyond_the_end_truncates():
    message = await in_thread(ask)()
    whole = (await stream(message.pk))[-1].text
    events = await stream(message.pk, start=len(whole) + 5)
    assert text_of(events, known=whole + "xxxxx") == whole


async def test_follower_sees_partial_text_and_a_rewrite_as_truncation():
    message = await in_thread(ask)()
    writer = await in_thread(claim)(message.pk)
    await in_thread(writer.save_partial)("Hold the knob")
    held: list = []

    async def follow() -> None:
        held.extend(await stream(message.pk))

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.5)
    await in_thread(writer.save_partial)("Hold the button and wait")
    await asyncio.sleep(0.5)
    await in_thread(writer.finish)(Ending("Hold the button and wait.", "answered"))
    await following
    chunks = [event for event in held if isinstance(event, Chunk)]
    assert chunks == [
        Chunk(0, "Hold the knob"), Chunk(9, "button and wait"), Chunk(24, "."),
    ]  # fmt: skip


async def test_lapsed_lease_is_taken_over_and_the_slow_writer_is_told():
    message = await in_thread(ask)()
    dead = await in_thread(claim)(message.pk)
    await in_thread(dead.save_partial)("Half an ans")
    past = timezone.now() - timedelta(seconds=1)
    await in_thread(Message.objects.filter(pk=message.pk).update)(lease_until=past)
    events = await stream(message.pk)
    assert text_of(events) == events[-1].text
    assert events[-1].outcome == "answered"
    with pytest.raises(LeaseLost):
        await in_thread(dead.save_partial)("Half an answer")
    with pytest.raises(LeaseLost):
        await in_thread(dead.finish)(Ending("Mine!", "answered"))
    resumed = await stream(message.pk, start=11)
    assert text_of(resumed, known="Half an ans") == events[-1].text


async def test_viewer_waits_for_the_manual_and_sees_its_stages():
    product = await in_thread(make_product)(url="file:later.pdf")
    message = await in_thread(ask)(product=product)
    task = asyncio.create_task(stream(message.pk))
    await asyncio.sleep(0.3)
    manual = await in_thread(Manual.objects.get)()
    await in_thread(_set)(manual.pk, status="fetching", progress=0.4)
    await asyncio.sleep(0.5)
    await in_thread(fill)(await in_thread(Manual.objects.get)())
    events = await task
    stages = [event.stage for event in events if isinstance(event, Status)]
    assert stages[0] == "queued"
    assert [s for s in ("queued", "fetching", "searching", "answering") if s in stages] == [
        "queued", "fetching", "searching", "answering",
    ]  # fmt: skip
    assert events[-1].outcome == "answered"


def _set(manual_id: int, **values) -> None:
    manual = Manual.objects.get(pk=manual_id)
    values |= {"lease_until": timezone.now() + timedelta(seconds=15)}
    Manual.objects.filter(pk=manual_id).update(change=manual.change + 1, **values)


@pytest.mark.parametrize("reason", ["fetch_failed", "unreadable"])
async def test_failed_manual_is_a_refusal_with_its_reason(reason):
    product = await in_thread(make_product)(url="file:broken.pdf")
    message = await in_thread(ask)(product=product)
    values = {"status": "failed", "reason": reason, "customer_text": "It needs a password.",
              "permanent": True}  # fmt: skip
    await in_thread(Manual.objects.update)(**values)
    events = await stream(message.pk)
    answer = events[-1]
    assert (answer.outcome, answer.reason) == ("refused", reason)
    assert not answer.answered
    assert text_of(events) == answer.text == "It needs a password."


async def test_no_manual_is_a_refusal():
    product = await in_thread(make_product)()
    message = await in_thread(ask)(product=product)
    events = await stream(message.pk)
    answer = events[-1]
    assert (answer.outcome, answer.reason, answer.citations) == ("refused", "no_manual", ())
    assert text_of(events) == answer.text != ""


async def test_what_the_manual_does_not_say_is_refused():
    message = await in_thread(ask)("Which colours of unicorn saddle exist?")
    answer = (await stream(message.pk))[-1]
    assert (answer.outcome, answer.reason) == ("refused", "not_covered")
    assert answer.citations == ()


async def test_viewer_who_leaves_hands_over_to_a_worker():
    product = await in_thread(make_product)(url="file:later.pdf")
    message = await in_thread(ask)(product=product)
    async with aclosing(answer_stream(message.pk)) as events:
        async for _ in events:
            break
    task = asyncio.create_task(stream(message.pk))
    await asyncio.sleep(0.4)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.4)
    row = await in_thread(Message.objects.get)(pk=message.pk)
    assert row.lease_until is None
    jobs = await in_thread(lambda: [job.task["func"] for job in OrmQ.objects.all()])()
    assert "support.jobs.answer" in jobs


async def test_viewer_who_leaves_while_it_is_claimed_leaves_no_lease_behind(monkeypatch):
    message = await in_thread(ask)()

    def slow_claim(message_id):
        time.sleep(0.4)
        return claim(message_id)

    monkeypatch.setattr("support.conversations.streaming.claim", slow_claim)
    task = asyncio.create_task(stream(message.pk))
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.6)
    row = await in_thread(Message.objects.get)(pk=message.pk)
    assert (row.attempts, row.lease_until) == (1, None)
    jobs = await in_thread(lambda: [job.task["func"] for job in OrmQ.objects.all()])()
    assert "support.jobs.answer" in jobs


async def test_stop_while_it_waits():
    product = await in_thread(make_product)(url="file:later.pdf")
    message = await in_thread(ask)(product=product)
    task = asyncio.create_task(stream(message.pk))
    await asyncio.sleep(0.4)
    await in_thread(conversations.stop)(message.conversation_id, message.pk)
    answer = (await task)[-1]
    assert (answer.reason, answer.answered, answer.text) == ("stopped", False, "")


async def test_stop_when_nobody_writes_keeps_the_text_so_far():
    message = await in_thread(ask)()
    dead = await in_thread(claim)(message.pk)
    await in_thread(dead.save_partial)("Half an ans")
    await in_thread(dead.release)()
    await in_thread(conversations.stop)(message.conversation_id, message.pk)
    answer = (await stream(message.pk))[-1]
    assert (answer.reason, answer.text) == ("stopped", "Half an ans")


async def test_stop_after_the_end_changes_nothing():
    message = await in_thread(ask)()
    before = (await stream(message.pk))[-1]
    await in_thread(conversations.stop)(message.conversation_id, message.pk)
    assert (await stream(message.pk))[-1] == before


async def test_unknown_message():
    with pytest.raises(UnknownMessage):
        await stream(uuid4())


async def test_manual_that_becomes_ready_while_it_is_wanted_has_its_revision(monkeypatch):
    """Nobody may look it up later, on the event loop."""
    product = await in_thread(make_product)(url="file:later.pdf")
    message = await in_thread(ask)(product=product)
    want = manuals.want

    def want_too_late(manual):
        if manual.current_id is None:
            fill(manual)
        return want(manual)

    monkeypatch.setattr(manuals, "want", want_too_late)
    assert (await stream(message.pk))[-1].outcome == "answered"
