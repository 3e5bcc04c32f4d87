"""Two web processes and a worker share PostgreSQL, Redis and a folder; then Redis stops."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.clients import client, text_of
from tests.drills.conftest import ZEPHYR
from tests.live import Desk
from tests.support.sites import after, content

pytestmark = [pytest.mark.drill, pytest.mark.service, pytest.mark.timeout(240)]

QUESTION = "How long must I hold the power button?"


@pytest.fixture
def shared(tmp_path: Path, site, redis_server, postgres_url) -> dict[str, str]:
    """What all processes are told."""
    return {
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_server.url,
        "SECRET_KEY": "the same for all of them",
        "STORAGE_URL": str(tmp_path / "shared-manuals"),
        "FETCH_ALLOW_PRIVATE": f"127.0.0.1:{site.port}",
    }


@pytest.fixture
def webs(tmp_path: Path, site, shared, load, start) -> tuple[Desk, Desk]:
    """Two web processes and one worker, each with its own DATA_DIR."""
    manuals = {
        name: site.answer(f"/{name}.pdf", after(3, content(ZEPHYR + name.encode())))
        for name in ("one", "two")
    }
    load(tmp_path / "import", manuals, **shared)
    start(tmp_path / "worker", "work", ready=False, **shared)
    first = start(tmp_path / "web-1", "serve", "--no-worker", **shared)
    second = start(tmp_path / "web-2", "serve", "--no-worker", **shared)
    return first, second


async def asked_here_resumed_there(webs: tuple[Desk, Desk], product: str, between) -> None:
    first, second = webs
    async with client(first.socket_url()) as me:
        await me.say("query", product_id=product, query=QUESTION)
        ids = await me.hear()
    await between()
    known = {name: ids[name] for name in ("conversation_id", "message_id")}
    async with client(second.socket_url()) as me:
        await me.say("resume", **known, **{"from": 0})
        frames = await me.until("answer", "error", seconds=60)
        whole = frames[-1]
        assert whole["outcome"] == "answered"
        assert text_of(frames) == whole["text"]
        assert "three seconds" in whole["text"]
    async with client(first.socket_url()) as me:
        for offset in (0, 5, len(whole["text"])):
            await me.say("resume", **known, **{"from": offset})
            again = await me.until("answer", "error")
            assert text_of(again, whole["text"][:offset]) == whole["text"]
    place = whole["citations"][0]
    for web in webs:
        status, page = web.get(place["url"])
        assert status == 200
        assert "<mark" in page
        picture = page.split('src="/manuals/')[1].split('"')[0].replace("&amp;", "&")
        assert web.get(f"/manuals/{picture}")[0] == 200


async def test_asked_here_fetched_there_resumed_elsewhere(webs, site):
    async def nothing() -> None:
        await asyncio.sleep(0)

    await asked_here_resumed_there(webs, "one", nothing)
    assert site.requests["/one.pdf"] == 1


async def test_redis_stops_in_the_middle(webs, site, redis_server):
    async def redis_stops() -> None:
        await asyncio.sleep(0.5)
        redis_server.kill()

    await asked_here_resumed_there(webs, "two", redis_stops)
    assert site.requests["/two.pdf"] == 1
    for web in webs:
        assert web.get("/health")[0] == 200
        status, body = web.get("/ready")
        assert (status, json.loads(body)["checks"]["cache"]["ok"]) == (200, False)
    redis_server.start()
    await asked_here_resumed_there(webs, "one", lambda: asyncio.sleep(0))
