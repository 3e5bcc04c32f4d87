"""Lets an engine answer one question, and passes on only what was verified."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import replace

from hscjit import metrics
from hscjit.threads import in_thread
from support.answering.engine import Part, Piece, Quote, Restart, Verdict
from support.answering.engines import chosen_engine
from support.answering.events import Chunk, Event, Status
from support.answering.phrases import phrase
from support.conversations.briefing import brief_for
from support.conversations.keeping import Keeper
from support.conversations.leases import Ending
from support.conversations.verifying import all_stand
from support.labels import label
from support.models import Citation, Message, Revision

SAVE_EVERY = 0.4  # seconds of text at most that a crash can lose; the contract allows 0.5
LISTEN = 0.2  # seconds between looks at the customer's stop while an engine thinks


class Speaking:
    """One question being answered from a revision. ``began``: when its writing began."""

    def __init__(self, keeper: Keeper, question: Message, revision: Revision, began: float) -> None:
        self._keeper = keeper
        self._question = question
        self._revision = revision
        self._began = began
        self.text = ""
        self._quotes: list[Quote] = []
        self._suggestion = ""
        self._saved_at = 0.0
        self._timings: dict[str, float] = {}

    async def events(self) -> AsyncGenerator[Event | Ending, None]:
        """Chunks of verified text, then how the answer ends. Raises LeaseLost."""
        began = time.monotonic()
        brief = await in_thread(brief_for)(self._question, self._revision)
        self._timings["retrieval"] = _ms(began)
        self._suggestion = brief.suggestion
        engine = chosen_engine()
        verdict = Verdict(Message.Outcome.REFUSED, Message.Reason.NOT_COVERED)
        yield Status("answering", 0.0, label("answering", brief.language))
        async with aclosing(self._parts(engine.answer(brief))) as parts:
            async for part in parts:
                if isinstance(part, Verdict):
                    verdict = part
                elif isinstance(part, Restart):
                    await self._begin_anew()
                elif await in_thread(all_stand)(part.quotes, self._revision):
                    yield self._said(part, verdict.engine or engine.name)
                    await self._save()
        if verdict.outcome != Message.Outcome.REFUSED and self._is_bare:
            verdict = replace(
                verdict, outcome=Message.Outcome.REFUSED, reason=Message.Reason.NOT_COVERED
            )
            await self._begin_anew()
            sorry = Piece(phrase("not_covered", brief.language))
            yield self._said(sorry, verdict.engine or engine.name)
        yield self._ending(verdict, verdict.engine or engine.name)

    async def _begin_anew(self) -> None:
        self.text, self._quotes = "", []
        await in_thread(self._keeper.claim.begin_anew)()

    @property
    def _is_bare(self) -> bool:
        """No quote was left standing: an answer that rests on nothing is none."""
        return not self._quotes and not self._keeper.stopped

    async def _parts(self, parts: AsyncIterator[Part]) -> AsyncGenerator[Part, None]:
        """What the engine says, until the customer stops it; heard also while it is silent."""
        coming: asyncio.Future[Part | None] | None = None
        try:
            while True:
                coming = asyncio.ensure_future(anext(parts, None))
                done: set[asyncio.Future[Part | None]] = set()
                while not done and not self._keeper.stopped:
                    done, _ = await asyncio.wait({coming}, timeout=LISTEN)
                    self._keeper.check()
                if self._keeper.stopped or (part := coming.result()) is None:
                    return
                yield part
        finally:
            await _end(parts, coming)

    def _said(self, piece: Piece, engine: str) -> Chunk:
        """Append a verified piece."""
        if not self.text:
            self._timings["first_chunk"] = _ms(self._began)
            metrics.answer_first_chunk_seconds.labels(engine).observe(
                self._timings["first_chunk"] / 1000
            )
        chunk = Chunk(len(self.text), piece.text)
        self.text += piece.text
        self._quotes += piece.quotes
        return chunk

    async def _save(self) -> None:
        """Now and then, for those who follow."""
        if time.monotonic() - self._saved_at > SAVE_EVERY:
            await in_thread(self._keeper.claim.save_partial)(self.text)
            self._saved_at = time.monotonic()

    def _ending(self, verdict: Verdict, engine: str) -> Ending:
        self._timings["total"] = _ms(self._began)
        metrics.answer_generation_seconds.labels(engine).observe(self._timings["total"] / 1000)
        refused, reason = Message.Outcome.REFUSED, Message.Reason.STOPPED
        stopped = self._keeper.stopped
        return Ending(
            text=self.text,
            outcome=refused if stopped else verdict.outcome,
            reason=reason if stopped else verdict.reason,
            engine=engine,
            citations=[self._citation(quote) for quote in self._quotes],
            revision_id=self._revision.pk,
            timings=self._timings,
            suggestion=verdict.suggestion or self._suggestion,
            pro_tip=verdict.pro_tip,
            notice=verdict.notice,
        )

    def _citation(self, quote: Quote) -> Citation:
        return Citation(
            message_id=self._keeper.claim.message_id,
            number=quote.number,
            revision=self._revision,
            page=quote.page,
            page_label=quote.page_label,
            quote=quote.text,
        )


async def _end(parts: AsyncIterator[Part], coming: asyncio.Future[Part | None] | None) -> None:
    """Leave no request of the engine open behind us."""
    if coming is not None and not coming.done():
        coming.cancel()
        with suppress(asyncio.CancelledError):
            await coming
    if hasattr(parts, "aclose"):
        await parts.aclose()


def _ms(since: float) -> float:
    return round((time.monotonic() - since) * 1000, 2)
