"""Writes one claimed answer: waits for the manual, searches it, lets an engine speak, checks it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

from django.conf import settings

from hscjit import metrics
from hscjit.threads import in_thread
from support import manuals, retrieval
from support.answering.citations import is_on_page
from support.answering.engine import Brief, Piece, Quote, Verdict
from support.answering.engines import chosen_engine
from support.answering.events import Chunk, Event, Status
from support.answering.language import language_of
from support.answering.phrases import phrase
from support.bells import Watch, manual_key, message_key, watching
from support.conversations.finished import finished_answer
from support.conversations.leases import Claim, Ending, LeaseLost
from support.models import Citation, Manual, Message, Page, Revision

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0  # seconds between looks at the manual when no bell rings
SAVE_EVERY = 0.4  # seconds of text at most that a crash can lose; the contract allows 0.5
PASSAGES = 10
PATIENCE = 240.0  # seconds for a manual to arrive: a fetch and a reading, each at its limit, twice


class Writing:
    """One answer being written by whoever holds its lease. Raises LeaseLost."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._began = time.monotonic()
        self._text = ""
        self._quotes: list[Quote] = []
        self._saved_at = 0.0
        self._timings: dict[str, float] = {}
        self._stopped = False
        self._lost = False

    async def events(self) -> AsyncGenerator[Event, None]:
        """Status and Chunk events while it is written, then the Answer."""
        question, manual = await in_thread(_load)(self._claim)
        async with self._keeping_the_lease():
            ending = None
            if manual is not None:
                async with aclosing(self._settled(manual)) as states:
                    async for manual in states:
                        if not manual.is_settled:
                            yield Status(*manuals.describe(manual))
            ending = self._ending_without_search(question, manual)
            if ending is None and manual is not None and manual.current is not None:
                yield Status("searching", 0.0, "Looking in the manual.")
                async with aclosing(self._spoken(question, manual.current)) as chunks:
                    async for event in chunks:
                        if isinstance(event, Ending):
                            ending = event
                        else:
                            yield event
        if ending is None:
            raise LeaseLost
        await in_thread(self._claim.finish)(ending)
        if ending.text != self._text:  # words of ours that no engine spoke
            yield Chunk(0, ending.text)
        yield await in_thread(finished_answer)(self._claim.message_id)

    @asynccontextmanager
    async def _keeping_the_lease(self) -> AsyncIterator[None]:
        task = asyncio.get_running_loop().create_task(self._renew())
        try:
            yield
        finally:
            task.cancel()

    async def _renew(self) -> None:
        """Renews the lease while the work goes on, and hears the customer's stop."""
        async with watching(message_key(self._claim.message_id)) as watch:
            while True:
                await self._look_at_the_lease()
                await watch.wait(settings.MESSAGE_LEASE / 4)

    async def _look_at_the_lease(self) -> None:
        try:
            self._stopped = await in_thread(self._claim.renew)()
        except LeaseLost:
            self._lost = True

    def _check(self) -> None:
        if self._lost:
            raise LeaseLost

    # --- the manual ---------------------------------------------------------------------------

    async def _settled(self, manual: Manual) -> AsyncGenerator[Manual, None]:
        """The manual each time it changed, until it is read, failed or not wanted any more."""
        deadline = self._began + PATIENCE
        async with watching(manual_key(manual.pk), message_key(self._claim.message_id)) as watch:
            while True:
                manual = await in_thread(_wanted)(manual.pk)
                yield manual
                if manual.is_settled or self._stopped or time.monotonic() > deadline:
                    return
                await self._wait(watch)

    async def _wait(self, watch: Watch) -> None:
        await watch.wait(LOOK_AGAIN)
        await self._look_at_the_lease()
        self._check()

    def _ending_without_search(self, question: Message, manual: Manual | None) -> Ending | None:
        refused, reasons = Message.Outcome.REFUSED, Message.Reason
        language = language_of(question.text, manual.language if manual else "")
        if self._stopped:
            return Ending("", refused, reasons.STOPPED)
        if manual is None:
            return Ending(phrase("no_manual", language), refused, reasons.NO_MANUAL)
        if manual.status == Manual.Status.FAILED:
            return Ending(manual.customer_text, refused, manual.reason)
        if manual.status != Manual.Status.READY or manual.current is None:
            return Ending(phrase("too_slow", language), refused, reasons.FETCH_FAILED)
        return None

    # --- the answer ---------------------------------------------------------------------------

    async def _spoken(
        self, question: Message, revision: Revision
    ) -> AsyncGenerator[Event | Ending, None]:
        """Chunks of verified text, then how the answer ends."""
        began = time.monotonic()
        hits = await in_thread(retrieval.find)(revision, question.text, limit=PASSAGES)
        self._timings["retrieval"] = _ms(began)
        engine = chosen_engine()
        verdict = Verdict(Message.Outcome.REFUSED, Message.Reason.NOT_COVERED)
        brief = Brief(
            question=question.text,
            scenario=question.scenario,
            language=language_of(question.text, revision.language),
            product_name=question.product.name if question.product else "",
            manual_title=revision.title,
            manual_language=revision.language,
            hits=hits,
        )
        yield Status("answering", 0.0, "Writing the answer.")
        async for part in engine.answer(brief):
            self._check()
            if self._stopped:
                break
            if isinstance(part, Verdict):
                verdict = part
            elif await in_thread(_is_true)(part, revision):
                yield await self._said(part, engine.name)
        yield self._ending(verdict, revision, engine.name)

    async def _said(self, piece: Piece, engine: str) -> Chunk:
        """Append a verified piece; stored now and then for those who follow."""
        if not self._text:
            self._timings["first_chunk"] = _ms(self._began)
            metrics.answer_first_chunk_seconds.labels(engine).observe(
                self._timings["first_chunk"] / 1000
            )
        chunk = Chunk(len(self._text), piece.text)
        self._text += piece.text
        self._quotes += piece.quotes
        if time.monotonic() - self._saved_at > SAVE_EVERY:
            await in_thread(self._claim.save_partial)(self._text)
            self._saved_at = time.monotonic()
        return chunk

    def _ending(self, verdict: Verdict, revision: Revision, engine: str) -> Ending:
        self._timings["total"] = _ms(self._began)
        metrics.answer_generation_seconds.labels(engine).observe(self._timings["total"] / 1000)
        refused, stopped = Message.Outcome.REFUSED, Message.Reason.STOPPED
        return Ending(
            text=self._text,
            outcome=refused if self._stopped else verdict.outcome,
            reason=stopped if self._stopped else verdict.reason,
            engine=engine,
            citations=[self._citation(quote, revision) for quote in self._quotes],
            revision_id=revision.pk,
            timings=self._timings,
            suggestion=verdict.suggestion,
            pro_tip=verdict.pro_tip,
        )

    def _citation(self, quote: Quote, revision: Revision) -> Citation:
        return Citation(
            message_id=self._claim.message_id,
            number=quote.number,
            revision=revision,
            page=quote.page,
            page_label=quote.page_label,
            quote=quote.text,
        )


def _load(claim: Claim) -> tuple[Message, Manual | None]:
    question = Message.objects.select_related("product").get(answer=claim.message_id)
    return question, manuals.manual_for(question.product) if question.product else None


def _wanted(manual_id: int) -> Manual:
    """The manual as it is now, put on its way again where nobody reads it."""
    rows = Manual.objects.select_related("current")
    manual = rows.get(pk=manual_id)
    if manual.status != Manual.Status.READY:
        manuals.want(manual)
        manual = rows.get(pk=manual_id)  # with its revision: it may have become ready just now
    return manual


def _is_true(piece: Piece, revision: Revision) -> bool:
    """Whether every quote of the piece stands on the page it names."""
    for quote in piece.quotes:
        page = Page.objects.filter(revision=revision, number=quote.page).first()
        if page is None or not is_on_page(quote.text, page.text):
            log.warning("dropped a quote: not on page %d of revision %d", quote.page, revision.pk)
            return False
    return True


def _ms(since: float) -> float:
    return round((time.monotonic() - since) * 1000, 2)
