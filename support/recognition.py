"""Has the pages read that are only pictures: who does it, when, and for how long at a time.

A manual without text of its own is read while the customer waits, under the lease of its reading.
In all others the pictures come last: the manual is READY, and jobs of SLICE seconds in the cluster
`later` work through them (a chain, see support.turns), so that a prefetch never waits long behind
a thick scan.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from uuid import UUID

from hscjit import metrics
from support.errors import Unavailable
from support.extraction import tesseract
from support.manual_lease import LeaseLost
from support.models import Manual, Page, Revision
from support.page_reading import Reading, read_pages, script_of
from support.recognised_text import Guard, RecognisedText
from support.stored_files import on_disk
from support.turns import Turns

log = logging.getLogger(__name__)

SLICE = 20.0  # seconds of one job in `later`
BATCH = 6  # pages that become searchable together
FIRST = 2  # pages that tell which language it is; until then every pack takes part
MOST_AT_ONCE = 20  # chains that one sweep begins

TURNS = Turns("recogniser", "recognised_until", "support.jobs.recognise")

Progress = Callable[[int, int], None]


def start(revision_id: int) -> bool:
    """Queue the reading of the revision's pictures if it has any and nobody is on it."""
    wanted = Page.objects.filter(revision=revision_id, recognition=Page.Recognition.WANTED)
    if not tesseract.is_available() or not wanted.exists():
        return False
    return TURNS.begin(revision_id)


def go_on(revision_id: int, token: UUID) -> str:
    """One job of the chain: ``done``, ``more`` (the next job is queued) or ``lost``."""
    turn = TURNS.turn(revision_id, token)
    try:
        turn.renew()
        revision = Revision.objects.select_related("manual").get(pk=revision_id)
        with on_disk(revision.storage_name) as path:
            left = read(revision, path, turn, seconds=SLICE)
        turn.renew()
    except (LeaseLost, Revision.DoesNotExist, Unavailable):  # the sweep begins anew
        return "lost"
    if left and tesseract.is_available():
        turn.hand_on()
        return "more"
    turn.release()
    return "done"


def rescue_abandoned() -> int:
    """Begin a chain for every manual in use whose pictures nobody reads; how many."""
    if not tesseract.is_available():
        return 0
    waiting = (
        Revision.objects.filter(TURNS.nobody(), indexed_at__isnull=False)
        .filter(pages__recognition=Page.Recognition.WANTED)
        .filter(pk__in=Manual.objects.exclude(current=None).values("current"))
    )
    numbers = waiting.order_by("pk").values_list("pk", flat=True).distinct()
    return sum(start(number) for number in numbers[:MOST_AT_ONCE])


def read(
    revision: Revision,
    path: Path,
    guard: Guard,
    *,
    seconds: float,
    while_worth_it: bool = False,
    on_progress: Progress | None = None,
) -> int:
    """Read pictures for about ``seconds``; how many pages are left. Raises LeaseLost.

    ``on_progress`` gets the pages read and all that are to be read. Each BATCH is searchable, in
    a shown revision, as soon as it is written. A page that cannot be read counts as read.
    ``while_worth_it``: stop when the first of them say nothing.
    """
    deadline = time.monotonic() + seconds
    wanted = revision.pages.filter(recognition=Page.Recognition.WANTED)
    numbers = list(wanted.order_by("number").values_list("number", flat=True))
    text = RecognisedText(revision)
    script = script_of(path, numbers[0]) if numbers and not _language(revision) else ""
    total, left = len(numbers), len(numbers)
    for batch in _batches(numbers, FIRST if script == "Latin" else BATCH):
        packs = tesseract.packs_for(_language(revision), script)
        readings = []
        for reading in read_pages(path, batch, packs, deadline):
            guard.renew()
            if reading is not None:
                readings.append(reading)
                _count(reading)
                if on_progress:
                    on_progress(total - left + len(readings), total)
        if readings:
            text.add(readings, guard)
            left -= len(readings)
        if time.monotonic() >= deadline or (while_worth_it and not text.gained):
            break
    return left


def progress(revision: Revision) -> tuple[int, int]:
    """How many pictures of pages were read (or cannot be), and how many there are."""
    pages = revision.pages.exclude(recognition=Page.Recognition.NONE)
    return pages.exclude(recognition=Page.Recognition.WANTED).count(), pages.count()


def finish(revision: Revision) -> None:
    """Read all pictures of a revision here and now, for commands that wait for it."""
    turn = TURNS.seize(revision.pk)
    with on_disk(revision.storage_name) as path:
        read(revision, path, turn, seconds=float("inf"))
    turn.release()


def _count(reading: Reading) -> None:
    outcome = "failed" if reading.page is None else "read" if reading.page.text else "empty"
    metrics.recognised_pages.labels(outcome).inc()


def _language(revision: Revision) -> str:
    return revision.language or revision.manual.language


def _batches(numbers: list[int], first: int) -> Iterator[list[int]]:
    rest = iter(numbers)
    size = first
    while batch := list(islice(rest, size)):
        yield batch
        size = BATCH
