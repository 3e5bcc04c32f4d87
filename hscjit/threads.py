"""Runs blocking database work off the event loop, a few threads at a time."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from channels.db import database_sync_to_async

P = ParamSpec("P")
T = TypeVar("T")

# Few threads: SQLite has one writer anyway, and PostgreSQL pays for each connection.
_executor = ThreadPoolExecutor(max_workers=6, thread_name_prefix="database")


def in_thread(function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """An awaitable form of ``function`` that runs in the database threads.

    asgiref's default (``thread_sensitive``) would run all such calls of the process one after
    another in a single thread; ours are independent of each other.
    """
    wrapped: Callable[P, Coroutine[Any, Any, T]] = database_sync_to_async(
        function, thread_sensitive=False, executor=_executor
    )
    return wrapped
