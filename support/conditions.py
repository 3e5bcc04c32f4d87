"""What a server told us to remember: how to ask "has it changed?", and when to come back (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 24 * 3600.0  # seconds; whoever asks for more is asked again tomorrow all the same
ETAG_LENGTH, DATE_LENGTH, URL_LENGTH = 300, 60, 4000


class NotModified(Exception):
    """The server says that nothing changed since the bytes we have."""


@dataclass(frozen=True, slots=True)
class Known:
    """The bytes we have already: the address they came from in the end, and their marks there."""

    url: str
    etag: str = ""
    last_modified: str = ""

    def headers(self, url: str) -> dict[str, str]:
        """The conditions for a request to ``url``: none where another address gave the bytes."""
        if url != self.url:
            return {}
        marks = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: mark for name, mark in marks.items() if mark}


def storable_mark(value: str, length: int) -> str:
    """An ETag or a date as the server may be told again; "" for what no header may hold."""
    return value if len(value) <= length and value.isascii() and value.isprintable() else ""


def wait_of(retry_after: str, now: datetime | None = None) -> float:
    """Seconds that ``Retry-After`` (seconds, or a date) asks for, at most a day; 0 for nonsense."""
    if retry_after.isascii() and retry_after.isdigit():
        return min(float(retry_after[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    seconds = (until - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)
