"""The file that a fetch writes: counted, hashed, never larger than the limit."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from support.dialling import Limits
from support.errors import FetchFailed

PROGRESS_EVERY = 0.2  # seconds

Progress = Callable[[int, int | None], None]  # bytes so far; bytes in all, None = not announced


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes on disk. ``content_type`` is the sender's word and proves nothing."""

    path: Path
    size: int
    sha256: str
    final_url: str
    content_type: str
    etag: str = ""
    last_modified: str = ""


class Sink:
    """Counts, hashes, keeps the limit and tells the progress."""

    def __init__(self, path: Path, limits: Limits, on_progress: Progress | None) -> None:
        self._path = path
        self._limits = limits
        self._on_progress = on_progress
        self._hash = hashlib.sha256()
        self._size = 0
        self._told_at = 0.0
        self._total: int | None = None
        self._from = ""

    def start(self, sender: str, total: int | None) -> None:
        """``total``: announced bytes. Raises FetchFailed when that is too much already."""
        self._from, self._total = sender, total
        if total is not None and total > self._limits.max_bytes:
            raise self._too_large()

    def __enter__(self) -> Sink:
        self._file = self._path.open("wb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._limits.max_bytes:
            raise self._too_large()
        self._file.write(chunk)
        self._hash.update(chunk)
        if self._on_progress and time.monotonic() - self._told_at >= PROGRESS_EVERY:
            self._told_at = time.monotonic()
            self._on_progress(self._size, self._total)

    def _too_large(self) -> FetchFailed:
        limit = self._limits.max_bytes
        readable = f"{limit / 1024**2:.0f} MB" if limit >= 1024**2 else f"{limit} bytes"
        return FetchFailed(
            f"{self._from}: the file is larger than the limit of {readable}",
            customer_text="The manual's file is too large for this desk.",
        )

    def fetched(self, final_url: str, content_type: str) -> Fetched:
        return Fetched(self._path, self._size, self._hash.hexdigest(), final_url, content_type)
