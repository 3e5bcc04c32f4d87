"""kill -9 in the middle of the work: the customer gets the answer all the same."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import psutil
import pytest

from tests.clients import client, text_of
from tests.drills.conftest import ZEPHYR
from tests.live import Desk, manage
from tests.support.sites import after, content

pytestmark = [pytest.mark.drill, pytest.mark.timeout(180)]

QUESTION = "How long must I hold the power button?"


def clusters(desk: Desk) -> list[psutil.Process]:
    return [p for p in desk.family() if "cluster" in p.cmdline()]


def busy_with(site_port: int, desk: Desk) -> psutil.Process:
    """The process that holds a connection to the site: it fetches."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for process in clusters(desk):
            try:
                peers = [c.raddr.port for c in process.net_connections("tcp") if c.raddr]
            except psutil.Error:
                continue
            if site_port in peers:
                return process
        time.sleep(0.05)
    raise AssertionError("nobody fetches")


@pytest.mark.parametrize("whom", ["the worker", "the whole cluster"])
async def test_worker_killed_during_a_fetch(tmp_path: Path, site, load, start, whom: str):
    url = site.answer("/slow.pdf", after(4, content(ZEPHYR)))
    load(tmp_path / "data", {"cold": url})
    desk = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port}")
    async with client(desk.socket_url()) as me:
        await me.say("query", product_id="cold", query=QUESTION)
        assert (await me.hear())["type"] == "status"
        victim = await asyncio.to_thread(busy_with, site.port, desk)
        if whom == "the worker":
            victim.kill()
        else:
            for process in clusters(desk):
                process.kill()
        killed = time.monotonic()
        answer = (await me.until("answer", "error", seconds=60))[-1]
    assert answer["outcome"] == "answered"
    assert time.monotonic() - killed < 30


async def test_parent_killed_and_started_again(tmp_path: Path, site, load, start):
    url = site.answer("/slow.pdf", after(3, content(ZEPHYR)))
    load(tmp_path / "data", {"cold": url})
    allowed = f"127.0.0.1:{site.port}"
    desk = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=allowed)
    async with client(desk.socket_url()) as me:
        await me.say("query", product_id="cold", query=QUESTION)
        ids = await me.hear()
        await asyncio.to_thread(busy_with, site.port, desk)
        family = desk.family()
        desk.process.kill()
        killed = time.monotonic()
    while any(p.is_running() and p.status() != "zombie" for p in family[1:]):
        assert time.monotonic() - killed < 10, [p for p in family if p.is_running()]
        await asyncio.sleep(0.05)
    desk.process.wait(5)
    again = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=allowed)
    async with client(again.socket_url()) as me:
        known = {name: ids[name] for name in ("conversation_id", "message_id")}
        await me.say("resume", **known, **{"from": 0})
        frames = await me.until("answer", "error", seconds=60)
    assert frames[-1]["outcome"] == "answered"
    assert text_of(frames) == frames[-1]["text"]


async def test_nobody_comes_back_and_the_answer_is_written_all_the_same(
    tmp_path: Path, site, load, start
):
    url = site.answer("/slow.pdf", after(2, content(ZEPHYR)))
    load(tmp_path / "data", {"cold": url})
    desk = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port}")
    async with client(desk.socket_url()) as me:
        await me.say("query", product_id="cold", query=QUESTION)
        ids = await me.hear()
    deadline = time.monotonic() + 30
    page = ""
    while "three seconds" not in page and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
        status, page = desk.get(f"/conversations/{ids['conversation_id']}/")
        assert status == 200
    assert "three seconds" in page


@pytest.mark.alone
async def test_a_question_during_an_import(tmp_path: Path, site, load, start, shared_data: Path):
    """At most a second longer than without; the median of several, as machines are noisy."""
    url = site.answer("/warm.pdf", content(ZEPHYR))
    load(tmp_path / "data", {"warm": url})
    desk = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port}")

    async def seconds_for_an_answer() -> float:
        async with client(desk.socket_url()) as me:
            began = time.monotonic()
            assert (await me.ask("warm", QUESTION))[-1]["answered"]
            return time.monotonic() - began

    await seconds_for_an_answer()
    quiet = sorted([await seconds_for_an_answer() for _ in range(5)])[2]
    file = str(shared_data / "catalog" / "products_18k.jsonl")
    importing = asyncio.create_task(
        asyncio.to_thread(manage, tmp_path / "data", "import_catalog", file)
    )
    busy = []
    while not importing.done():
        busy.append(await seconds_for_an_answer())
        await asyncio.sleep(0.2)
    await importing
    assert len(busy) >= 3
    assert sorted(busy)[len(busy) // 2] < quiet + 1
