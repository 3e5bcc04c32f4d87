"""Lets an engine answer one question, and passes on only what was verified."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator

from hscjit import metrics
from hscjit.threads import in_thread
from support.answering.engine import Piece, Quote, Verdict
from support.answering.engines import chosen_engine
from support.answering.events import Chunk, Event, Status
from support.conversations.briefing import brief_for
from support.conversations.keeping import Keeper
from support.conversations.leases import Ending
from support.conversations.verifying import all_stand
from support.models import Citation, Message, Revision

SAVE_EVERY = 0.4  # seconds of text at most that a crash can lose; the contract allows 0.5


class Speaking:
    """One question being answered from a revision. ``began``: when its writing began."""

    def __init__(self, keeper: Keeper, question: Message, revision: Revision, began: float) -> None:
        self._keeper = keeper
        self._question = question
        self._revision = revision
        self._began = began
        self.text = ""
        self._quotes: list[Quote] = []
        self._saved_at = 0.0
        self._timings: dict[str, float] = {}

    async def events(self) -> AsyncGenerator[Event | Ending, None]:
        """Chunks of verified text, then how the answer ends. Raises LeaseLost."""
        began = time.monotonic()
        brief = await in_thread(brief_for)(self._question, self._revision)
        self._timings["retrieval"] = _ms(began)
        engine = chosen_engine()
        verdict = Verdict(Message.Outcome.REFUSED, Message.Reason.NOT_COVERED)
        yield Status("answering", 0.0, "Writing the answer.")
        async for part in engine.answer(brief):
            self._keeper.check()
            if self._keeper.stopped:
                break
            if isinstance(part, Verdict):
                verdict = part
            elif await in_thread(all_stand)(part.quotes, self._revision):
                yield await self._said(part, engine.name)
        yield self._ending(verdict, engine.name)

    async def _said(self, piece: Piece, engine: str) -> Chunk:
        """Append a verified piece; stored now and then for those who follow."""
        if not self.text:
            self._timings["first_chunk"] = _ms(self._began)
            metrics.answer_first_chunk_seconds.labels(engine).observe(
                self._timings["first_chunk"] / 1000
            )
        chunk = Chunk(len(self.text), piece.text)
        self.text += piece.text
        self._quotes += piece.quotes
        if time.monotonic() - self._saved_at > SAVE_EVERY:
            await in_thread(self._keeper.claim.save_partial)(self.text)
            self._saved_at = time.monotonic()
        return chunk

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
            suggestion=verdict.suggestion,
            pro_tip=verdict.pro_tip,
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


def _ms(since: float) -> float:
    return round((time.monotonic() - since) * 1000, 2)
