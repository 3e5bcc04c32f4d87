"""kill -9 while a scan is being read: nothing is left running, and the customer gets the answer."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import psutil
import pytest

from tests import services
from tests.clients import client
from tests.live import Desk
from tests.support.documents import SENTENCES
from tests.support.scans import scan
from tests.support.sites import content

pytestmark = [pytest.mark.drill, pytest.mark.timeout(240)]

PAGES = [[*SENTENCES[1:]] * 3] * 5 + [["Switching on", *SENTENCES]]


def tesseracts(desk: Desk) -> list[psutil.Process]:
    found = []
    for process in desk.family():
        try:
            if process.name() == "tesseract":
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def readers(desk: Desk) -> list[psutil.Process]:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if found := tesseracts(desk):
            return found
        time.sleep(0.02)
    raise AssertionError("no page is being read")


async def test_cluster_killed_while_a_scan_is_read(tmp_path: Path, site, load, start):
    services.binary("tesseract")
    url = site.answer("/scan.pdf", content(scan(PAGES)))
    load(tmp_path / "data", {"scan": url})
    desk = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port}")
    async with client(desk.socket_url()) as me:
        await me.say("query", product_id="scan", query="How do I switch the Zephyr on?")
        reading = await asyncio.to_thread(readers, desk)
        for process in desk.family():
            if "cluster" in process.cmdline():
                process.kill()
        gone, alive = await asyncio.to_thread(psutil.wait_procs, reading, 5)
        frames = await me.until("answer", "error", seconds=120)
    assert alive == []
    assert len(gone) == len(reading)
    assert frames[-1]["outcome"] == "answered"
    assert "three seconds" in frames[-1]["text"]
    stages = [frame["progress"] for frame in frames if frame.get("stage") == "extracting"]
    assert any(0 < progress < 1 for progress in stages)
