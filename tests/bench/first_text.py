"""One question through the whole desk: from its arrival to the first text of its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hscjit.threads import in_thread
from support import conversations, encoded_questions, reranking
from support.answering.events import Chunk
from support.evidence import evidence
from support.models import KeptAnswer

Lap = tuple[float, float]  # seconds by the clock, and of the processor, in all threads


class Customer:
    """Asks about one product, as a socket does, everything as if nobody had asked it before."""

    def __init__(self, product_id: str) -> None:
        self._product_id = product_id
        self._runner = asyncio.Runner()

    def types(self, text: str) -> Lap:
        """Until the passages for what is typed so far are there."""
        return self._runner.run(self._evidence(text))

    def asks(self, text: str) -> Lap:
        """Until there is something to read; the rest is waited for and not counted."""
        return self._runner.run(self._first_text(text))

    def leaves(self) -> None:
        self._runner.close()

    async def _evidence(self, text: str) -> Lap:
        encoded_questions.forget()
        began = time.perf_counter(), time.process_time()
        await in_thread(evidence)(self._product_id, text)
        return since(began)

    async def _first_text(self, text: str) -> Lap:
        encoded_questions.forget()
        await in_thread(KeptAnswer.objects.all().delete)()
        began = time.perf_counter(), time.process_time()
        first: Lap | None = None
        answer = await in_thread(conversations.ask)(self._product_id, text)
        async for event in conversations.answer_stream(answer.pk):
            if first is None and isinstance(event, Chunk):
                first = since(began)
        return first or since(began)


def since(began: Lap) -> Lap:
    return time.perf_counter() - began[0], time.process_time() - began[1]


@contextmanager
def cross_encoder(*, reads: bool) -> Iterator[None]:
    """It reads the first candidates of every question, or of none."""
    before = reranking.CLOSE, reranking.BUDGET_MS
    reranking.CLOSE = float("inf") if reads else before[0]
    reranking.BUDGET_MS = before[1] if reads else 0.0
    try:
        yield
    finally:
        reranking.CLOSE, reranking.BUDGET_MS = before
