"""Writes one claimed answer: waits for the manual, then lets an engine speak about it."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from hscjit.threads import in_thread
from support import manuals, meaning
from support.answering.events import Chunk, Event, Status
from support.answering.language import language_of
from support.answering.phrases import phrase
from support.bells import Watch, manual_key, message_key, watching
from support.conversations.finished import finished_answer
from support.conversations.keeping import Keeper
from support.conversations.leases import Claim, Ending, LeaseLost
from support.conversations.remembering import (
    Asked,
    Remembered,
    asked_by,
    count,
    keep,
    recall,
)
from support.conversations.repeating import Repeating
from support.conversations.speaking import Speaking
from support.labels import failure, label
from support.models import Manual, Message, Revision

LOOK_AGAIN = 1.0  # seconds between looks at the manual when no bell rings
PATIENCE = 240.0  # seconds for a manual to arrive: a fetch and a reading, each at its limit, twice


class Writing:
    """One answer being written by whoever holds its lease. Raises LeaseLost."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._keeper = Keeper(claim)
        self._began = time.monotonic()
        self._ended: Ending | None = None
        self._told = ""
        self._after: Callable[[Ending], None] | None = None

    async def events(self) -> AsyncGenerator[Event, None]:
        """Status and Chunk events while it is written, then the Answer."""
        async with self._keeper.keeping(), aclosing(self._written()) as events:
            async for event in events:
                yield event
        ending = self._ended
        if ending is None:
            raise LeaseLost
        await in_thread(self._claim.finish)(ending)
        if self._after is not None:
            await in_thread(self._after)(ending)
        if ending.text != self._told:  # words of ours that no engine spoke
            yield Chunk(0, ending.text)
        yield await in_thread(finished_answer)(self._claim.message_id)

    async def _written(self) -> AsyncGenerator[Event, None]:
        """Everything up to the ending, which is left in ``_ended``."""
        question, manual = await in_thread(_load)(self._claim)
        language = language_of(question.text, manual.language if manual else "")
        if manual is not None and manual.status != Manual.Status.READY:
            async with aclosing(self._settled(question, manual)) as states:
                async for manual in states:
                    if not manual.is_settled:
                        yield Status(*manuals.describe(manual, language))
        self._ended = self._ending_without_search(manual, language)
        if self._ended is None and manual is not None and manual.current is not None:
            yield Status("searching", 0.0, label("searching", language))
            async with aclosing(self._spoken(question, manual.current)) as events:
                async for event in events:
                    yield event

    async def _spoken(self, question: Message, revision: Revision) -> AsyncGenerator[Event, None]:
        """What was said to this before, else what an engine says now."""
        speaker: Repeating | Speaking
        asked, remembered = await in_thread(_remembered)(question, revision)
        if remembered is not None:
            language = language_of(question.text, revision.language)
            speaker = Repeating(self._keeper, remembered, revision, language, self._began)
            self._after = partial(count, remembered.row)
        else:
            speaker = Speaking(self._keeper, question, revision, self._began)
            if asked is not None:
                self._after = partial(keep, asked, question, revision)
        async with aclosing(speaker.events()) as events:
            async for event in events:
                if isinstance(event, Ending):
                    self._ended = event
                else:
                    yield event
        self._told = speaker.text

    # --- the manual ---------------------------------------------------------------------------

    async def _settled(self, question: Message, manual: Manual) -> AsyncGenerator[Manual, None]:
        """The manual each time it changed, until it is read, failed or not wanted any more."""
        deadline = self._began + PATIENCE
        while True:
            followed = manual.pk
            keys = manual_key(followed), message_key(self._claim.message_id)
            async with watching(*keys) as watch:
                while manual.pk == followed:
                    manual = await in_thread(_wanted)(question, followed)
                    yield manual
                    if manual.is_settled or self._keeper.stopped or time.monotonic() > deadline:
                        return
                    await self._wait(watch)

    async def _wait(self, watch: Watch) -> None:
        await watch.wait(LOOK_AGAIN)
        await self._keeper.look()
        self._keeper.check()

    def _ending_without_search(self, manual: Manual | None, language: str) -> Ending | None:
        refused, reasons = Message.Outcome.REFUSED, Message.Reason
        ending = None
        if self._keeper.stopped:
            ending = Ending("", refused, reasons.STOPPED)
        elif manual is None:
            ending = Ending(phrase("no_manual", language), refused, reasons.NO_MANUAL)
        elif manual.status == Manual.Status.FAILED:
            ending = Ending(failure(manual.customer_text, language), refused, manual.reason)
        elif manual.status != Manual.Status.READY or manual.current is None:
            ending = Ending(phrase("too_slow", language), refused, reasons.FETCH_FAILED)
        passed = round((time.monotonic() - self._began) * 1000, 2)
        return replace(ending, timings={"total": passed}) if ending else None


def _load(claim: Claim) -> tuple[Message, Manual | None]:
    rows = Message.objects.select_related("product", "conversation")
    question = rows.get(answer=claim.message_id)
    manual = _manual_for(question)
    if manual is not None and manual.current is not None:
        meaning.expect(manual.current, question.text)
    return question, manual


def _remembered(question: Message, revision: Revision) -> tuple[Asked | None, Remembered | None]:
    asked = asked_by(question, revision)
    return asked, recall(asked, revision) if asked else None


def _manual_for(question: Message) -> Manual | None:
    return manuals.manual_for(question.product, question.text) if question.product else None


def _wanted(question: Message, manual_id: int) -> Manual:
    """The manual as it is now, put on its way again where nobody reads it.

    It is another one than before where that failed and another document stands in for it.
    """
    product = question.product
    manual = manuals.answering_now(product, question.text) if product else None
    manual = manual or Manual.objects.get(pk=manual_id)  # its address was taken from the product
    _ = manual.current  # read here, in a thread
    return manual
