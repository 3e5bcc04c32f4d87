"""Gives a remembered answer again, as if it were being written."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator

from hscjit import metrics
from support.answering.events import Chunk, Event, Status
from support.conversations.keeping import Keeper
from support.conversations.leases import Ending
from support.conversations.remembering import Remembered
from support.labels import label
from support.models import Citation, Revision


class Repeating:
    """``began``: when the writing of this answer began."""

    def __init__(
        self,
        keeper: Keeper,
        remembered: Remembered,
        revision: Revision,
        language: str,
        began: float,
    ) -> None:
        self._keeper = keeper
        self._remembered = remembered
        self._revision = revision
        self._language = language
        self._began = began
        self.text = ""

    async def events(self) -> AsyncGenerator[Event | Ending, None]:
        """Chunks of text whose quotes were verified, then how the answer ends."""
        passed = round((time.monotonic() - self._began) * 1000, 2)
        row = self._remembered.row
        metrics.answer_first_chunk_seconds.labels(row.engine).observe(passed / 1000)
        yield Status("answering", 0.0, label("answering", self._language))
        for piece in self._remembered.pieces:
            yield Chunk(len(self.text), piece.text)
            self.text += piece.text
        yield Ending(
            text=row.text,
            outcome=row.outcome,
            reason=row.reason,
            engine=row.engine,
            citations=[self._citation(*values) for values in row.quotes],
            revision_id=self._revision.pk,
            timings={"retrieval": passed, "first_chunk": passed, "total": passed},
            suggestion=row.suggestion,
            pro_tip=row.pro_tip,
            kept_id=row.pk,
        )

    def _citation(self, number: int, page: int, page_label: str, quote: str) -> Citation:
        return Citation(
            message_id=self._keeper.claim.message_id,
            number=number,
            revision=self._revision,
            page=page,
            page_label=page_label,
            quote=quote,
        )
