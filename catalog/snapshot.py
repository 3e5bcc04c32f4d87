"""The catalogue in this process's memory: read at once, kept fresh in the background."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from datetime import datetime

from django.db import DatabaseError

from catalog.building import build
from catalog.loading import rows
from catalog.models import CatalogueVersion
from catalog.picture import ProductFacts, Snapshot
from hscjit import metrics
from hscjit.threads import in_thread

__all__ = [
    "ProductFacts",
    "Snapshot",
    "current",
    "is_loaded",
    "keep_fresh",
    "ready",
    "start_refresher",
]

POLL = 1.0  # seconds between two looks at the version
# After a rebuild the next one waits so many times as long as it took: an import raises the
# version with every batch, and must not keep the serving process busy with nothing else.
REST = 3.0

logger = logging.getLogger(__name__)
Stamp = tuple[int, datetime | None]


class _Memory:
    """The one reference that is swapped, and which state of the database it shows."""

    def __init__(self) -> None:
        self.snapshot = build(())
        self.stamp: Stamp | None = None
        self.built_in = 0.0
        self.built_at = 0.0
        self.building = threading.Lock()
        self.refresher: asyncio.Task[None] | None = None


_memory = _Memory()


def current(fresh: bool = False) -> Snapshot:
    """The picture now: never waits, touches no database; empty before the first load.

    ``fresh``: look at the catalogue's version first and rebuild if it changed. That queries the
    database, so it is for commands, synchronous views and tests, not for the event loop.
    """
    if fresh:
        refresh()
    return _memory.snapshot


def is_loaded() -> bool:
    """Whether the catalogue was read at least once in this process."""
    return _memory.stamp is not None


def refresh() -> bool:
    """Rebuild the picture if the database holds another version; True if it was rebuilt."""
    with _memory.building:
        stamp = _stamp()
        if stamp == _memory.stamp:
            return False
        started = time.monotonic()
        snapshot = build(rows(), version=stamp[0])
        _memory.snapshot, _memory.stamp = snapshot, stamp
        _memory.built_at = time.monotonic()
        _memory.built_in = _memory.built_at - started
    metrics.catalogue_products.set(len(snapshot))
    metrics.catalogue_version.set(stamp[0])
    logger.info(
        "catalogue version %d: %d products read in %.2f s",
        stamp[0], len(snapshot), _memory.built_in,
    )  # fmt: skip
    return True


def _stamp() -> Stamp:
    """Which state the database is in; read before the rows, so that no change is missed."""
    found = CatalogueVersion.objects.filter(pk=1).values_list("number", "changed_at").first()
    return found or (0, None)


async def ready() -> Snapshot:
    """The picture, after the first load if there was none yet; starts the refresher."""
    start_refresher()
    if not is_loaded():
        await in_thread(refresh)()
    return _memory.snapshot


def start_refresher() -> None:
    """Keep this process's picture fresh from now on; call it in the event loop, as often as you
    like.
    """
    task = _memory.refresher
    loop = asyncio.get_running_loop()
    if task is None or task.done() or task.get_loop() is not loop:
        _memory.refresher = loop.create_task(keep_fresh(), name="catalogue refresher")


async def keep_fresh() -> None:
    """Look at the version again and again; a database that fails now is asked again later."""
    failing = False
    while True:
        rest = _memory.built_at + _memory.built_in * REST - time.monotonic()
        if rest <= 0 or not is_loaded():
            try:
                await in_thread(refresh)()
                failing = False
            except DatabaseError as error:
                if not failing:
                    logger.warning("catalogue cannot be read now: %s", type(error).__name__)
                failing = True
            except Exception:
                logger.exception("catalogue could not be rebuilt")
        await asyncio.sleep(POLL)
