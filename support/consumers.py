"""The JSON door: `/ws/v1/`, everything a customer's program can say."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing
from typing import Any, ClassVar
from uuid import UUID

from catalog.consumers import TypingConsumer
from catalog.messages import (
    MAX_FRAME_WITH_IMAGE,
    BadMessage,
    integer_field,
    text_field,
    uuid_field,
)
from catalog.models import Product
from catalog.predictor import Prediction
from hscjit.limits import TokenBucket
from hscjit.proxies import client_address
from hscjit.threads import in_thread
from support import conversations, manuals, states
from support.answering.engines import chosen_engine
from support.answering.events import Answer, Chunk, Status
from support.bells import manual_key, watching
from support.budgets import asker_of
from support.choosing import choose
from support.conversations.asking import MAX_QUESTION
from support.errors import RateLimited, RequestError, Unavailable, UnknownProduct
from support.evidence import evidence
from support.models import Manual, Message
from support.photos import fit_photo
from support.prefetch import Prefetcher
from support.wire import (
    Fields,
    answer_fields,
    chunk_fields,
    evidence_fields,
    ids_of,
    status_fields,
)

Work = Coroutine[Any, Any, None]

MAX_STREAMS = 50  # answers followed at once on one socket
LOOK_AGAIN = 1.0


class DeskConsumer(TypingConsumer):
    """Typing as the catalogue knows it, and all that has to do with a question."""

    HANDLERS: ClassVar[dict[str, str]] = {
        **TypingConsumer.HANDLERS,
        "pick": "on_pick",
        "evidence": "on_evidence",
        "query": "on_query",
        "lock_and_query": "on_query",
        "stop": "on_stop",
        "resume": "on_resume",
        "feedback": "on_feedback",
    }

    async def connect(self) -> None:
        self.streams: dict[str, asyncio.Task[None]] = {}
        self.asks = TokenBucket(burst=60, per_second=1)
        self.evidence: asyncio.Task[None] | None = None
        self.prefetcher = Prefetcher()
        states.typist_came()
        await super().connect()

    async def disconnect(self, code: int) -> None:
        states.typist_left()
        self.prefetcher.stop()
        for task in [*self.streams.values(), self.evidence]:
            if task is not None:
                task.cancel()
        await super().disconnect(code)

    def error_of(self, error: Exception) -> BadMessage | None:
        return BadMessage(error.code, str(error)) if isinstance(error, RequestError) else None

    def decorate(self, predictions: tuple[Prediction, ...]) -> list[Fields]:
        rows = super().decorate(predictions)
        for row, prediction in zip(rows, predictions, strict=True):
            facts = prediction.product
            if facts.manual_url:
                status = states.state_of(facts.manual_url)
                row["product"]["manual"] = {"status": status, "language": facts.manual_language}
        return rows

    async def predicted(self, predictions: tuple[Prediction, ...]) -> None:
        self.prefetcher.consider(predictions)

    # --- before the question ------------------------------------------------------------------

    async def on_pick(self, data: Fields) -> None:
        product_id = text_field(data, "product_id", 200)
        manual = await in_thread(_want_manual_of)(product_id)
        self._start(f"pick:{product_id}", self._tell_manual(product_id, manual), {})

    async def _tell_manual(self, product_id: str, manual: Manual | None) -> None:
        if manual is None:
            await self._tell_status(Status("failed", 0.0, "There is no manual yet."), product_id)
            return
        told = None
        async with watching(manual_key(manual.pk)) as watch:
            while True:
                manual = await in_thread(_want)(product_id, manual.pk)
                status = Status(*manuals.describe(manual))
                if status != told:
                    await self._tell_status(status, product_id)
                if manual.is_settled:
                    return
                told = status
                await watch.wait(LOOK_AGAIN)

    async def _tell_status(self, status: Status, product_id: str) -> None:
        await self.send_message("status", product_id=product_id, **status_fields(status))

    async def on_evidence(self, data: Fields) -> None:
        product_id = text_field(data, "product_id", 200)
        content = text_field(data, "content", 1000)
        seq = integer_field(data, "seq")
        if self.evidence is not None:
            self.evidence.cancel()  # only the newest needs an answer
        work = self._find_evidence(product_id, content, seq)
        self.evidence = asyncio.create_task(self._guarded(work, {"seq": seq}))

    async def _find_evidence(self, product_id: str, content: str, seq: int) -> None:
        hits = await in_thread(evidence)(product_id, content)
        await self.send_message("evidence", seq=seq, passages=[evidence_fields(h) for h in hits])

    # --- the question -------------------------------------------------------------------------

    async def on_query(self, data: Fields) -> None:
        product_id = text_field(data, "product_id", 200)
        text = text_field(data, "query", MAX_QUESTION)
        client_id = uuid_field(data, "client_id", required=False)
        conversation_id = uuid_field(data, "conversation_id", required=False)
        scenario = text_field(data, "scenario", 20, default="general")
        image = text_field(data, "image", MAX_FRAME_WITH_IMAGE, default="")
        if image and not chosen_engine().sees:
            raise Unavailable("Questions with a picture are not answered here.")
        if not self.asks.take():
            raise RateLimited("Too many questions at once; please wait a moment.")
        photo = await asyncio.to_thread(fit_photo, image) if image else None
        answer = await in_thread(conversations.ask)(
            product_id,
            text,
            client_id=client_id,
            conversation_id=conversation_id,
            scenario=scenario,
            asker=asker_of(client_address(self.scope)),
            photo=photo,
        )
        if str(answer.pk) in self.streams:  # asked twice on one socket: one stream is enough
            status = Status("searching", 0.0, "This question is being answered already.")
            await self.send_message("status", **ids_of(answer), **status_fields(status))
            return
        self._stream(answer)

    async def on_resume(self, data: Fields) -> None:
        answer = await self._message_of(data)
        self._stream(answer, start=integer_field(data, "from", minimum=0, default=0))

    async def on_stop(self, data: Fields) -> None:
        answer = await self._message_of(data)
        await in_thread(conversations.stop)(answer.conversation_id, answer.pk)
        if str(answer.pk) not in self.streams:
            self._stream(answer, start=len(answer.text))

    async def on_feedback(self, data: Fields) -> None:
        conversation_id = uuid_field(data, "conversation_id")
        message_id = uuid_field(data, "message_id")
        comment = text_field(data, "comment", 2000, default="")
        await in_thread(conversations.give_feedback)(
            conversation_id, message_id, data.get("rating"), comment
        )
        await self.send_message("feedback", message_id=str(message_id))

    async def _message_of(self, data: Fields) -> Message:
        conversation_id = uuid_field(data, "conversation_id")
        message_id = uuid_field(data, "message_id")
        return await in_thread(conversations.message_in)(conversation_id, message_id)

    # --- streams ------------------------------------------------------------------------------

    def _stream(self, answer: Message, start: int = 0) -> None:
        ids = ids_of(answer)
        self._start(str(answer.pk), self._tell_answer(answer.pk, ids, start), ids)

    def _start(self, key: str, work: Work, echo: Fields) -> None:
        """Run ``work`` beside the socket; what ran under the same key before ends."""
        if (before := self.streams.pop(key, None)) is not None:
            before.cancel()
        if len(self.streams) >= MAX_STREAMS:
            work.close()
            raise RateLimited("Too many answers at once on one connection.")
        task = asyncio.create_task(self._guarded(work, echo))
        self.streams[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))

    def _forget(self, key: str, task: asyncio.Task[None]) -> None:
        if self.streams.get(key) is task:
            del self.streams[key]

    async def _tell_answer(self, message_id: UUID, ids: Fields, start: int) -> None:
        async with aclosing(conversations.answer_stream(message_id, start=start)) as events:
            async for event in events:
                if isinstance(event, Status):
                    await self.send_message("status", **ids, **status_fields(event))
                elif isinstance(event, Chunk):
                    await self.send_message(
                        "answer_chunk", message_id=str(message_id), **chunk_fields(event)
                    )
                elif isinstance(event, Answer):
                    await self.send_message("answer", **ids, **answer_fields(event))


def _want_manual_of(product_id: str) -> Manual | None:
    product = Product.objects.current().filter(pk=product_id).first()
    if product is None:
        raise UnknownProduct("There is no such product.")
    return choose(product)


def _want(product_id: str, manual_id: int) -> Manual:
    """As it is now; where it failed, the document that stands in for it."""
    product = Product.objects.filter(pk=product_id).first()
    chosen = manuals.manual_for(product) if product else None
    manual = chosen or Manual.objects.get(pk=manual_id)
    return manual if manual.is_settled else manuals.want(manual)
