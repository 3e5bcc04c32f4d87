"""What one viewer has seen of an answer's row, and what is still to be told."""

from __future__ import annotations

from collections.abc import Iterator

from support.answering.events import Chunk, Event, Status
from support.models import Message


class Viewer:
    """Turns looks at a row into Status and Chunk events.

    ``start``: code points of the text that the viewer received over a former socket.
    """

    def __init__(self, start: int) -> None:
        self._start = start
        self._seen = "" if start == 0 else None  # None: only the length is known
        self._status: Status | None = None

    def catch_up(self, row: Message, status: Status) -> Iterator[Event]:
        """The events from what was seen to what the row says now; at first always a Status."""
        if self._status is None or (status != self._status and row.state == Message.State.PENDING):
            self._status = status
            yield status
        offset = self._departure(row)
        if offset is not None:
            self._seen = row.text
            yield Chunk(offset, row.text[offset:])

    def told(self, chunk: Chunk) -> None:
        """The viewer was sent this chunk by whoever writes the answer in this process."""
        self._seen = (self._seen or "")[: chunk.offset] + chunk.text

    def _departure(self, row: Message) -> int | None:
        """Where the row's text departs from what was seen; None where it does not."""
        if self._seen is None:
            return self._departure_after_start(row)
        if row.text == self._seen:
            return None
        shorter = min(len(row.text), len(self._seen))
        pairs = zip(row.text, self._seen, strict=False)
        return next((i for i, (new, old) in enumerate(pairs) if new != old), shorter)

    def _departure_after_start(self, row: Message) -> int | None:
        if row.attempts > 1 and row.text:
            return 0  # the text may have been begun anew since the viewer read it
        if row.state == Message.State.PENDING and len(row.text) <= self._start:
            return None  # what was sent last may not be stored yet
        if len(row.text) == self._start:
            self._seen = row.text
            return None
        return min(self._start, len(row.text))
