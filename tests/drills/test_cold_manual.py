"""Many customers, one cold manual; and every way in which a manufacturer's site can fail."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

import psutil
import pytest

from tests.clients import client
from tests.drills.conftest import ZEPHYR
from tests.live import Desk
from tests.support.sites import (
    after,
    content,
    drip,
    endless,
    flapping,
    redirect,
    silence,
    status,
)

pytestmark = [pytest.mark.drill, pytest.mark.timeout(240)]

QUESTION = "How long must I hold the power button?"


async def answers_to(desk: Desk, products: list[str], seconds: float = 90) -> list[dict]:
    async def ask(product: str) -> dict:
        async with client(desk.socket_url()) as me:
            return (await me.ask(product, QUESTION, seconds=seconds))[-1]

    return await asyncio.gather(*(ask(product) for product in products))


async def test_twenty_customers_one_fetch_twenty_answers(tmp_path: Path, site, load, start):
    url = site.answer("/cold.pdf", after(1.5, content(ZEPHYR)))
    load(tmp_path / "data", {"cold": url})
    desk = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port}")
    answers = await answers_to(desk, ["cold"] * 20)
    assert [answer["outcome"] for answer in answers] == ["answered"] * 20
    assert all("three seconds" in answer["text"] for answer in answers)
    assert len({answer["message_id"] for answer in answers}) == 20
    assert site.requests["/cold.pdf"] == 1


async def test_bad_sites_give_a_reason_and_the_worker_lives_on(tmp_path: Path, site, load, start):
    page = b"<!doctype html><title>Sorry</title><p>Not here any more.</p>"
    bad = {
        "silent": site.answer("/silent", silence),
        "slow": site.answer("/slow", drip(ZEPHYR, per_second=10)),
        "endless": site.answer("/endless", endless),
        "inward": site.answer("/inward", redirect("http://127.0.0.1:9/secret.pdf")),
        "web-page": site.answer("/web-page.pdf", content(page)),
        "gone": site.answer("/gone", status(404)),
        "dead": "http://127.0.0.1:1/manual.pdf",
    }
    good = site.answer("/good.pdf", content(ZEPHYR))
    load(tmp_path / "data", {**bad, "good": good})
    desk = start(
        tmp_path / "data",
        FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port},127.0.0.1:1",
    )
    before = memory(desk)
    began = time.monotonic()
    answers = await answers_to(desk, list(bad), seconds=200)
    reasons = dict(zip(bad, (answer["reason"] for answer in answers), strict=True))
    assert reasons == {
        **dict.fromkeys(bad, "fetch_failed"), "web-page": "unreadable",
    }  # fmt: skip
    assert all(answer["text"] and not answer["answered"] for answer in answers)
    assert all("127.0.0.1" not in answer["text"] for answer in answers)
    assert time.monotonic() - began < 200
    assert memory(desk) - before < 300e6
    [answer] = await answers_to(desk, ["good"])
    assert answer["outcome"] == "answered"


async def test_next_attempt_works(tmp_path: Path, site, load, start):
    url = site.answer("/flaps", flapping(status(503), content(ZEPHYR)))
    load(tmp_path / "data", {"flaps": url})
    desk = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port}")
    [first] = await answers_to(desk, ["flaps"])
    assert first["reason"] == "fetch_failed"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        [answer] = await answers_to(desk, ["flaps"])
        if answer["answered"]:
            break
        await asyncio.sleep(1)
    assert answer["answered"]


async def test_every_broken_file(tmp_path: Path, site, load, start, shared_data: Path):
    expected = {
        "blank_one_page.pdf": "unreadable",
        "broken_html_named.pdf": "unreadable",
        "broken_zero_bytes.pdf": "unreadable",
        "encrypted_userpw_chowtape.pdf": "unreadable",
        "broken_badxref_chowtape.pdf": None,
        "encrypted_owneronly_chowtape.pdf": None,
        "glyphless_live_manual_en.pdf": None,
        "he_synthetic_mixer_mx8.pdf": None,
        "scan_synthetic_chowtape.pdf": None if shutil.which("tesseract") else "unreadable",
    }
    folder = shared_data / "manuals" / "stress"
    urls = {
        name: site.answer(f"/{name}", content((folder / name).read_bytes())) for name in expected
    }
    load(tmp_path / "data", urls)
    desk = start(tmp_path / "data", FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port}")
    answers = await answers_to(desk, list(expected))
    reasons = dict(zip(expected, (answer["reason"] for answer in answers), strict=True))
    readable = {name for name, reason in expected.items() if reason is None}
    assert {n: r for n, r in reasons.items() if n not in readable} == {
        n: r for n, r in expected.items() if n not in readable
    }
    assert all(reasons[name] in {None, "not_covered"} for name in readable)


def memory(desk: Desk) -> int:
    """Resident bytes of the whole family."""
    total = 0
    for process in desk.family():
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
