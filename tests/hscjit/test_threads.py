"""Database work off the event loop: its result comes back, and a cancellation is not forgotten."""

from __future__ import annotations

import asyncio
import threading

import pytest

from hscjit.threads import in_thread


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
