"""Runs blocking database work off the event loop, a few threads at a time."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
import time
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

P = ParamSpec("P")
T = TypeVar("T")

KEPT = 60.0  # seconds that one of our threads uses the same connection
PATIENCE = 10.0  # seconds that `close_kept` waits for a thread's call to end


class _Ours(threading.local):
    """``busy`` is held while one of our threads runs a call; other threads have None."""

    busy: threading.Lock | None = None


_ours = _Ours()
# What our threads hold, with the lock of the thread that does.
_kept: weakref.WeakKeyDictionary[BaseDatabaseWrapper, threading.Lock]
_kept = weakref.WeakKeyDictionary()
# Few threads: SQLite has one writer anyway, and PostgreSQL pays for each connection.
_executor = ThreadPoolExecutor(
    6, thread_name_prefix="database", initializer=lambda: setattr(_ours, "busy", threading.Lock())
)


def in_thread(function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """An awaitable form of ``function`` that runs in the database threads.

    Not asgiref's: its default (``thread_sensitive``) would run all such calls of the process one
    after another in a single thread, and whoever is cancelled while the call runs would not
    notice: it gives the result and forgets the cancellation, so the task lives on.
    """

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        call = functools.partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(
            _executor, contextvars.copy_context().run, _with_fresh_connections, call
        )

    return run


def _with_fresh_connections(call: Callable[[], T]) -> T:
    with _ours.busy or nullcontext():
        close_old_connections()
        try:
            return call()
        finally:
            close_old_connections()


def _keep(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Opening one costs as much as a handful of queries, and an answer takes ten turns in here.

    CONN_MAX_AGE is for all threads, and those of the server come and go: they would leave theirs
    behind. Ours stay.
    """
    if _ours.busy is not None:
        connection.close_at = time.monotonic() + KEPT
        _kept[connection] = _ours.busy


connection_created.connect(_keep, dispatch_uid="hscjit.threads")


def close_kept() -> None:
    """Close what the threads hold while they rest: a database with users cannot be removed.

    Never under a thread that still uses it: SQLite does not survive that.
    """
    for connection, busy in tuple(_kept.items()):
        if busy.acquire(timeout=PATIENCE):
            try:
                connection.inc_thread_sharing()
                connection.close()
                connection.dec_thread_sharing()
            finally:
                busy.release()
