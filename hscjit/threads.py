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
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

P = ParamSpec("P")
T = TypeVar("T")

KEPT = 60.0  # seconds that one of our threads uses the same connection

_ours = threading.local()
_kept: weakref.WeakSet[BaseDatabaseWrapper] = weakref.WeakSet()
# Few threads: SQLite has one writer anyway, and PostgreSQL pays for each connection.
_executor = ThreadPoolExecutor(
    6, thread_name_prefix="database", initializer=lambda: setattr(_ours, "thread", True)
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
    if getattr(_ours, "thread", False):
        connection.close_at = time.monotonic() + KEPT
        _kept.add(connection)


connection_created.connect(_keep, dispatch_uid="hscjit.threads")


def close_kept() -> None:
    """Close what the threads hold while they rest: a database with users cannot be removed."""
    for connection in tuple(_kept):
        connection.inc_thread_sharing()
        connection.close()
        connection.dec_thread_sharing()
