"""Runs blocking database work off the event loop, a few threads at a time."""

from __future__ import annotations

import asyncio
import contextvars
import functools
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

# Few threads: SQLite has one writer anyway, and PostgreSQL pays for each connection.
_executor = ThreadPoolExecutor(max_workers=6, thread_name_prefix="database")


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
