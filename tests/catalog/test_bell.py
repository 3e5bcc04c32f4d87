"""With Redis every process hears of a change at once; without, nobody waits for it."""

from __future__ import annotations

import asyncio
import time

import pytest

from catalog import bell
from catalog.models import CatalogueVersion
from hscjit.cache import Breaker
from hscjit.threads import in_thread
from tests.live import free_port


@pytest.fixture(autouse=True)
def nothing_failed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "_breaker", Breaker())
    monkeypatch.setattr(bell, "PAUSE", 0.1)


async def hears(event: asyncio.Event, seconds: float = 5.0) -> float:
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while not event.is_set():
            await in_thread(bell.ring)()
            await asyncio.sleep(0.05)
    return time.monotonic() - began


@pytest.mark.service
async def test_all_hear_it_also_after_redis_was_away(settings, redis_server) -> None:
    settings.REDIS_URL = redis_server.url
    heard = [asyncio.Event(), asyncio.Event()]
    ears = [asyncio.create_task(bell.listen(event.set)) for event in heard]
    try:
        for event in heard:
            await hears(event)
        await asyncio.sleep(0.2)
        for event in heard:
            event.clear()
        await in_thread(bell.ring)()
        async with asyncio.timeout(1):
            await asyncio.gather(*(event.wait() for event in heard))
        redis_server.kill()
        await asyncio.sleep(0.3)
        for event in heard:
            event.clear()
        redis_server.start()
        for event in heard:
            await hears(event, 10)
    finally:
        for ear in ears:
            ear.cancel()


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
async def test_it_rings_when_the_change_is_committed(settings, redis_server) -> None:
    settings.REDIS_URL = redis_server.url
    heard = asyncio.Event()
    ear = asyncio.create_task(bell.listen(heard.set))
    try:
        await hears(heard)
        await asyncio.sleep(0.2)
        heard.clear()
        await in_thread(CatalogueVersion.rise)()
        async with asyncio.timeout(2):
            await heard.wait()
    finally:
        ear.cancel()


def test_a_dead_redis_costs_nothing(settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    began = time.monotonic()
    for _ in range(100):
        bell.ring()
    assert time.monotonic() - began < 2


async def test_without_redis_there_is_nothing_to_hear(settings) -> None:
    settings.REDIS_URL = ""
    bell.ring()
    async with asyncio.timeout(1):
        await bell.listen(lambda: None)
