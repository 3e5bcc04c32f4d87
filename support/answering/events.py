"""What a viewer of an answer is told, in order: any number of Status and Chunk, then one Answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

STAGES = (
    "queued", "fetching", "extracting", "indexing", "searching", "answering", "ready", "failed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Status:
    """Where the work stands. ``progress`` is 0–1 within the stage; ``message`` is for people."""

    stage: str
    progress: float
    message: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """``text`` belongs at ``offset`` (code points) of the answer.

    An offset below what was sent before means: cut there and continue.
    """

    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A verified quote. ``url`` opens its page with the quote marked."""

    number: int
    manual_id: int
    manual_title: str
    page: int
    page_label: str
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The finished answer, as the contract's ``answer`` message tells it.

    ``timings`` are milliseconds; None of what did not happen: a search without a manual.
    """

    conversation_id: UUID
    message_id: UUID
    client_id: UUID | None
    text: str
    outcome: str
    reason: str | None
    citations: tuple[CitedPlace, ...]
    engine: str
    from_cache: bool
    suggestion: str | None
    pro_tip: str | None
    timings: dict[str, Any]
    notice: str | None = None

    @property
    def answered(self) -> bool:
        return self.outcome == "answered"


Event = Status | Chunk | Answer
