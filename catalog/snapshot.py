"""The catalogue in this process's memory: there from the start, kept fresh in the background."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from django.db import DatabaseError

from catalog.bell import listen
from catalog.builder import Builder
from catalog.memory import Memory
from catalog.picture import ProductFacts, Snapshot
from hscjit.threads import in_thread

__all__ = [
    "ProductFacts",
    "Snapshot",
    "current",
    "is_loaded",
    "keep_fresh",
    "ready",
    "refresh",
    "start_refresher",
]

POLL = 1.0  # seconds between two looks at the version, whoever may ring or not
POLL_CHILD = 0.25  # while a child builds
AT_LEAST = 0.05  # seconds between two looks, however often it rings

logger = logging.getLogger(__name__)

_memory = Memory()
_builder = Builder()
_refreshers: set[asyncio.Task[None]] = set()


def current(fresh: bool = False) -> Snapshot:
    """The picture now: never waits, touches no database; empty before the first load.

    ``fresh``: look at the catalogue's version first and catch up if it changed. That queries the
    database, so it is for commands, synchronous views and tests, not for the event loop.
    """
    if fresh:
        refresh()
    return _memory.snapshot


def is_loaded() -> bool:
    """Whether the catalogue was read at least once in this process."""
    return _memory.stamp is not None


def refresh() -> bool:
    """Catch up with the database; True if the picture was swapped.

    Where nobody keeps the picture fresh (a command) a large one is made here, else by a child.
    """
    return _memory.refresh(here=not any(not task.done() for task in _refreshers))


async def ready() -> Snapshot:
    """The picture, as soon as there is one; starts the refresher."""
    start_refresher()
    if not is_loaded():
        await in_thread(_memory.refresh)()
    while not is_loaded():  # a child is building
        await asyncio.sleep(0.05)
    return _memory.snapshot


def start_refresher() -> None:
    """Keep this process's picture fresh from now on; call it in the event loop, as often as you
    like.
    """
    loop = asyncio.get_running_loop()
    if not any(task.get_loop() is loop and not task.done() for task in _refreshers):
        _refreshers.clear()
        _refreshers.add(loop.create_task(keep_fresh(), name="catalogue refresher"))


async def keep_fresh() -> None:
    """Look at the version again and again; a database that fails now is asked again later."""
    rung = asyncio.Event()
    ear = asyncio.create_task(listen(rung.set), name="catalogue bell")
    failing = False
    try:
        while True:
            try:
                await _look()
                failing = False
            except DatabaseError as error:
                if not failing:
                    logger.warning("catalogue cannot be read now: %s", type(error).__name__)
                failing = True
            except Exception:
                logger.exception("catalogue could not be refreshed")
            await asyncio.sleep(min(AT_LEAST, POLL))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_CHILD if _builder.is_running else POLL):
                    await rung.wait()
            rung.clear()
    finally:
        ear.cancel()
        _builder.stop()


async def _look() -> None:
    failed = _builder.outcome() is False
    await in_thread(_memory.refresh)(here=failed)
    if _memory.wants_build and _builder.may_start:
        await in_thread(_builder.start)()
