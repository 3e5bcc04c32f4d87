"""Tells those who wait that a row changed: a bell where there is one, a look at the row anyway.

The database is the truth (docs/decisions/0002). A ring only says "look again"; whoever waits is
also woken by a poll that compares the ``change`` numbers of all awaited rows in one query: every
200 ms where nobody can ring across processes, every second where Redis carries the rings.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import weakref
from collections.abc import AsyncIterator, Callable, Iterable
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import Error as DatabaseTrouble
from django.db import models, transaction
from django.db.models.functions import Cast

from hscjit.threads import in_thread
from support.models import Manual, Message

log = logging.getLogger(__name__)

GROUP = "bell"
POLL_ALONE = 0.2  # seconds; nobody rings across processes
POLL_WITH_BELL = 1.0
RING_TIMEOUT = 0.5
PAUSE_AFTER_FAILURE = 2.0


def message_key(message_id: UUID) -> str:
    return f"message:{message_id}"


def manual_key(manual_id: int) -> str:
    return f"manual:{manual_id}"


def ring_message(message_id: UUID) -> None:
    """After commit: wake whoever waits for this message, in every process."""
    _ring(message_key(message_id))


def ring_manual(manual_id: int) -> None:
    """After commit: wake whoever waits for this manual, in every process."""
    _ring(manual_key(manual_id))


def read_changes(keys: Iterable[str]) -> dict[str, int]:
    """The ``change`` number of every awaited row that exists, in one query."""
    messages = [k.partition(":")[2] for k in keys if k.startswith("message:")]
    manuals = [int(k.partition(":")[2]) for k in keys if k.startswith("manual:")]
    as_text = Cast("pk", models.CharField(max_length=40))
    rows = (
        Message.objects.filter(pk__in=messages)
        .order_by()
        .values_list(models.Value("message:"), as_text, "change")
        .union(
            Manual.objects.filter(pk__in=manuals)
            .order_by()
            .values_list(models.Value("manual:"), as_text, "change"),
            all=True,
        )
    )
    return {_key(kind, pk): change for kind, pk, change in rows}


def _key(kind: str, pk: str) -> str:
    return message_key(UUID(pk)) if kind == "message:" else kind + pk


class Watch:
    """One waiter. ``wait`` returns when something it watches changed, or after ``timeout``."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    async def wait(self, timeout: float) -> None:
        """Returns early on a change since the last ``wait`` (or since the watch began)."""
        # Not wait_for: until Python 3.12 it forgets a cancellation that comes with the event.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self.event.wait()
        self.event.clear()


class Hub:
    """All waiters of one event loop, their poller and their ear on the channel layer."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.watches: dict[str, set[Watch]] = {}
        self.listeners: set[Callable[[str], None]] = set()
        self._seen: dict[str, int] = {}
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._hears = False

    def add(self, key: str, watch: Watch) -> None:
        self.watches.setdefault(key, set()).add(watch)
        if not self._tasks or all(task.done() for task in self._tasks):
            tasks = [self.loop.create_task(self._poll())]
            if get_channel_layer() is not None:
                tasks.append(self.loop.create_task(self._listen()))
            self._tasks = tuple(tasks)

    def discard(self, key: str, watch: Watch) -> None:
        waiting = self.watches.get(key, set())
        waiting.discard(watch)
        if not waiting:
            self.watches.pop(key, None)
            self._seen.pop(key, None)

    def wake(self, key: str) -> None:
        for watch in self.watches.get(key, ()):
            watch.event.set()
        for listener in self.listeners:
            listener(key)

    async def _poll(self) -> None:
        read = in_thread(read_changes)
        idle_since: float | None = None
        while idle_since is None or time.monotonic() - idle_since < 5:
            await asyncio.sleep(POLL_WITH_BELL if self._hears else POLL_ALONE)
            if not self.watches:
                idle_since = idle_since or time.monotonic()
                continue
            idle_since = None
            try:
                self._compare(await read(tuple(self.watches)))
            except DatabaseTrouble as error:
                log.warning("bell: cannot read the awaited rows: %s", type(error).__name__)
        for task in self._tasks[1:]:
            task.cancel()
        self._tasks = ()

    def _compare(self, changes: dict[str, int]) -> None:
        # A row seen for the first time counts as changed: it may have, just before we looked.
        for key, change in changes.items():
            if key in self.watches and self._seen.get(key) != change:
                self._seen[key] = change
                self.wake(key)

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                self._hears = True
                while True:
                    self.wake((await layer.receive(channel))["key"])
            except asyncio.CancelledError:
                raise
            except Exception as error:
                self._hears = False
                log.warning("bell: no channel layer (%s), polling instead", type(error).__name__)
                await asyncio.sleep(PAUSE_AFTER_FAILURE)


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()
_silent_until = 0.0


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


@contextlib.asynccontextmanager
async def watching(*keys: str) -> AsyncIterator[Watch]:
    """Watch rows for as long as the block lasts. Enter first, read the rows then."""
    here, watch = hub(), Watch()
    for key in keys:
        here.add(key, watch)
    try:
        yield watch
    finally:
        for key in keys:
            here.discard(key, watch)


def _ring(key: str) -> None:
    transaction.on_commit(lambda: _ring_now(key))


def _ring_now(key: str) -> None:
    global _silent_until  # noqa: PLW0603 one pause for the process, whoever rings
    for known in list(_hubs.values()):
        with contextlib.suppress(RuntimeError):  # that loop has ended
            known.loop.call_soon_threadsafe(known.wake, key)
    layer = get_channel_layer()
    if layer is None or time.monotonic() < _silent_until:
        return
    try:
        async_to_sync(_send)(layer, key)
    except Exception as error:
        _silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
        log.warning("bell: cannot ring (%s)", type(error).__name__)


async def _send(layer: object, key: str) -> None:
    message = {"type": "bell.ring", "key": key}
    await asyncio.wait_for(layer.group_send(GROUP, message), RING_TIMEOUT)  # type: ignore[attr-defined]
