"""Database work off the event loop: its result comes back, and a cancellation is not forgotten."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from hscjit import threads
from hscjit.threads import close_kept, in_thread


def asked() -> tuple[int, object]:
    """The thread, and the driver's connection that it asked with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return threading.get_ident(), connection.connection


async def test_the_result_and_the_error_come_back() -> None:
    assert await in_thread(lambda a, b: a + b)(1, b=2) == 3
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0)()


async def test_calls_run_beside_each_other_and_beside_the_loop() -> None:
    both_here = threading.Barrier(2)
    meet = in_thread(lambda: both_here.wait(timeout=5))
    assert sorted(await asyncio.gather(meet(), meet())) == [0, 1]


async def test_whoever_is_cancelled_during_a_call_ends() -> None:
    running, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        running.set()
        go_on.wait(5)

    async def for_ever() -> None:
        while True:
            await in_thread(slow)()

    task = asyncio.create_task(for_ever())
    while not running.is_set():
        await asyncio.sleep(0.01)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=2)
    go_on.set()
    assert task in done
    assert task.cancelled()


async def connections_of_threads(calls: int = 14) -> list[set[object]]:
    """Of each thread that took some of these calls: the connections that it asked with."""
    used: dict[int, set[object]] = {}
    for _ in range(calls):
        thread, its = await in_thread(asked)()
        used.setdefault(thread, set()).add(its)
    assert len(used) < calls
    return list(used.values())


@pytest.mark.django_db(transaction=True)
async def test_a_thread_keeps_its_connection() -> None:
    assert all(len(used) == 1 for used in await connections_of_threads())


@pytest.mark.django_db(transaction=True)
async def test_an_old_connection_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "KEPT", 0.0)
    assert sum(map(len, await connections_of_threads())) == 14


@pytest.mark.django_db(transaction=True)
async def test_what_is_closed_for_them_is_opened_again() -> None:
    before = set().union(*await connections_of_threads())
    await asyncio.to_thread(close_kept)
    assert before.isdisjoint(set().union(*await connections_of_threads()))


@pytest.mark.django_db(transaction=True)
async def test_nothing_is_closed_under_a_call() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> bool:
        _, before = asked()
        begun.set()
        go_on.wait(5)
        return asked()[1] is before

    call = asyncio.ensure_future(in_thread(work)())
    await asyncio.to_thread(begun.wait, 5)
    closing = asyncio.ensure_future(asyncio.to_thread(close_kept))
    await asyncio.wait([closing], timeout=0.2)
    assert not closing.done()
    go_on.set()
    assert await call
    await closing


@pytest.mark.django_db(transaction=True)
def test_threads_of_others_leave_nothing_behind() -> None:
    def work() -> object:
        asked()
        close_old_connections()  # what the server does after a request
        return connection.connection

    with ThreadPoolExecutor(1) as theirs:
        assert theirs.submit(work).result() is None
