"""An in-memory map of what every manual's state is, so that a keystroke costs no query.

Loaded once, then kept fresh by the bell and by a look at the rows that changed, once a second
while somebody types in this process.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

from django.db import Error as DatabaseTrouble

from hscjit.threads import in_thread
from support import bells
from support.documents import MOST_LOOKED_AT, stood_in_for
from support.models import Manual

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
OVERLAP = timedelta(seconds=5)  # a row may be committed later than the time it carries
NOT_FETCHED = "new"
READY, FAILED = Manual.Status.READY.value, Manual.Status.FAILED.value

_states: dict[str, str] = {}
_stood_in: frozenset[str] = frozenset()
_read_up_to: datetime | None = None
_typists = 0
_refresher: asyncio.Task[None] | None = None


def state_of(address: str) -> str:
    """The status of the manual at this address, as of a moment ago; ``new`` before the first.

    One that failed counts as ready where another document of its product answers.
    """
    state = _states.get(address, NOT_FETCHED)
    return READY if state == FAILED and address in _stood_in else state


def typist_came() -> None:
    """A socket opened on which products are predicted; keep the map fresh from now on."""
    global _typists, _refresher  # noqa: PLW0603 one map and one refresher for the process
    _typists += 1
    if _refresher is None or _refresher.done():
        _refresher = asyncio.get_running_loop().create_task(_keep_fresh())


def typist_left() -> None:
    global _typists  # noqa: PLW0603
    _typists -= 1


async def _keep_fresh() -> None:
    rung = asyncio.Event()

    def hear(key: str) -> None:
        if key.startswith("manual:"):
            rung.set()

    bells.hub().listeners.add(hear)
    try:
        while _typists > 0:
            rung.clear()
            with contextlib.suppress(DatabaseTrouble):
                await in_thread(refresh)()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await rung.wait()
            await asyncio.sleep(0.05)  # many rings, one look
    finally:
        bells.hub().listeners.discard(hear)


def refresh() -> None:
    """Read the manuals that changed since the last time."""
    global _read_up_to, _stood_in  # noqa: PLW0603
    rows = Manual.objects.order_by("updated_at")
    if _read_up_to is not None:
        rows = rows.filter(updated_at__gt=_read_up_to - OVERLAP)
    changed = False
    for address, status, updated_at in rows.values_list("address", "status", "updated_at"):
        changed |= _states.get(address) != status
        _states[address] = status
        _read_up_to = max(_read_up_to or updated_at, updated_at)
    if changed:
        failed = [address for address, status in _states.items() if status == FAILED]
        _stood_in = stood_in_for(failed[-MOST_LOOKED_AT:]) if failed else frozenset()
