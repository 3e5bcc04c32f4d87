"""Pictures of pages → their words, two at a time on the whole machine; touches no row."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from support.errors import Unreadable
from support.extraction import cage, tesseract
from support.extraction.recognised import RecognisedPage, read_table

log = logging.getLogger(__name__)

AT_ONCE = 2
DRAWING_TIMEOUT = 20.0  # seconds for the picture of one page
TICK = 5.0  # seconds after which whoever waits gets a word, to renew a lease
LOOK_FOR_PLACE = 0.05


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one page; ``page`` is None where its picture cannot be drawn or read."""

    number: int
    page: RecognisedPage | None


def read_pages(
    path: Path, numbers: Sequence[int], packs: Sequence[str], deadline: float
) -> Iterator[Reading | None]:
    """Each page as it is done, in any order, and None now and then while nothing is.

    No page is begun after ``deadline`` (of the monotonic clock), nor when the caller stops.
    """
    stop = threading.Event()

    def work(number: int) -> Reading | None:
        with _place(stop, deadline) as allowed:
            return _read(path, number, packs) if allowed else None

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="recognition") as pool:
        pending = {pool.submit(work, number) for number in numbers}
        try:
            while pending:
                done, pending = wait(pending, TICK, FIRST_COMPLETED)
                if not done:
                    yield None
                for future in done:
                    if (reading := future.result()) is not None:
                        yield reading
        finally:
            stop.set()


def script_of(path: Path, number: int) -> str:
    """The script on one page, ``Latin`` or ``Hebrew`` or …; "" when it cannot be told."""
    try:
        return tesseract.script_of(_picture(path, number))
    except Unreadable:
        return ""


def _read(path: Path, number: int, packs: Sequence[str]) -> Reading:
    try:
        return Reading(number, read_table(tesseract.table(_picture(path, number), packs)))
    except (Unreadable, ValueError) as error:
        log.warning("page %s: not recognised (%s)", number, error)
        return Reading(number, None)


def _picture(path: Path, number: int) -> bytes:
    return cage.run({"task": "raster", "page": number}, path, timeout=DRAWING_TIMEOUT).body


@contextmanager
def _place(stop: threading.Event, deadline: float) -> Iterator[bool]:
    """Wait for one of this machine's places; False when it is too late to begin.

    Files that are locked, because a lock goes when its process does, however it ends.
    """
    folder = Path(settings.DATA_DIR) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    files = [
        os.open(folder / f"recognition-{place}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        for place in range(AT_ONCE)
    ]
    try:
        while not stop.is_set() and time.monotonic() < deadline:
            if any(_locked(file) for file in files):
                yield True
                return
            stop.wait(LOOK_FOR_PLACE)
        yield False
    finally:
        for file in files:
            os.close(file)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
