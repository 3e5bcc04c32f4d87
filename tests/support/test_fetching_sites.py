"""Fetching from a site that behaves, and from sites with every bad habit: bounded, and named."""

from __future__ import annotations

import hashlib
import os
import resource
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from support.dialling import Limits
from support.errors import FetchFailed
from support.fetching import USER_AGENT, Fetched, fetch
from tests.support import sites
from tests.support.sites import Site, running_site

BODY = b"%PDF-1.7\n" + os.urandom(300_000)
SHORT = Limits(1024 * 1024, 2.0, connect_seconds=1.0, read_seconds=0.5, slow_window=0.6)


def get(address: str, folder: Path, limits: Limits = SHORT) -> Fetched:
    return fetch(address, folder / "file", limits=limits)


def test_an_honest_site(site: Site, tmp_path: Path) -> None:
    address = site.answer("/manual.pdf", sites.content(BODY))
    told: list[tuple[int, int | None]] = []
    fetched = fetch(address, tmp_path / "file", on_progress=lambda *seen: told.append(seen))
    assert fetched.path.read_bytes() == BODY
    assert fetched.size == len(BODY)
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    assert fetched.final_url == address
    assert fetched.content_type == "application/pdf"
    assert told[0][1] == len(BODY)
    assert len(told) <= 5
    assert site.requests["/manual.pdf"] == 1
    assert site.headers[0]["user-agent"] == USER_AGENT
    assert site.headers[0]["host"] == f"127.0.0.1:{site.port}"


def test_redirects_are_followed_up_to_three(site: Site, tmp_path: Path) -> None:
    site.answer("/manual.pdf", sites.content(BODY))
    site.answer("/3", sites.redirect("manual.pdf", 308))
    site.answer("/2", sites.redirect("/3?a=b", 301))
    address = site.answer("/1", sites.redirect(site.url("/2")))
    assert get(address, tmp_path).final_url == site.url("/manual.pdf")
    too_many = site.answer("/0", sites.redirect("/1"))
    with pytest.raises(FetchFailed, match="more than 3 redirects"):
        get(too_many, tmp_path)


def test_a_loop_of_redirects_ends(site: Site, tmp_path: Path) -> None:
    address = site.answer("/loop", sites.redirect("/loop"))
    with pytest.raises(FetchFailed, match="more than 3 redirects"):
        get(address, tmp_path)
    assert site.requests["/loop"] == 4


def test_a_redirect_into_this_machine_is_not_followed(site: Site, tmp_path: Path) -> None:
    with running_site() as inner:
        inner.answer("/secret", sites.content(b"secret"))
        address = site.answer("/manual.pdf", sites.redirect(inner.url("/secret")))
        with pytest.raises(FetchFailed, match="redirect") as caught:
            get(address, tmp_path)
        assert not caught.value.permanent
        assert inner.requests.total() == 0


@pytest.mark.parametrize("code", (204, 206, 300, 304, 403, 404, 410, 429, 500, 503, 999))
def test_only_200_is_a_manual(site: Site, tmp_path: Path, code: int) -> None:
    address = site.answer("/manual.pdf", sites.status(code))
    with pytest.raises(FetchFailed, match=f"127.0.0.1 answered {code}") as caught:
        get(address, tmp_path)
    assert not caught.value.permanent
    assert "127.0.0.1" not in caught.value.customer_text


def test_nobody_listens(site: Site, settings: Any, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        settings.FETCH_ALLOW_PRIVATE = frozenset({("127.0.0.1", port)})
        with pytest.raises(FetchFailed, match="no connection") as caught:
            get(f"http://127.0.0.1:{port}/x.pdf", tmp_path)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("answer", "words", "seconds"),
    (
        (sites.silence, "stopped sending", 1.0),
        (sites.drip(BODY, 10), "too slowly", 1.5),
        (sites.drip_headers(10), "too slowly", 1.5),
        (sites.endless, "larger than the limit of 1 MB", 2.5),
        (sites.content(BODY, length=2 * 1024 * 1024), "larger than the limit", 1.0),
        (sites.content(BODY, length=len(BODY) + 1000), "broke off", 1.0),
        (sites.content(BODY, length=100_000), "sent more than the 100000 bytes", 1.0),
        (sites.content(BODY, length=-5), "broke off", 1.0),
        (sites.not_http, "not HTTP", 1.0),
        (sites.gzipped(b"0" * 5_000_000), "larger than the limit", 2.0),
        (sites.gzipped_badly(BODY), "broken gzip|in the middle", 1.0),
        (sites.encoded("br", BODY), "encoding 'br'", 1.0),
    ),
    ids=(
        "silence",
        "drip",
        "drip-headers",
        "endless",
        "announced-too-large",
        "stops-early",
        "sends-more",
        "negative-length",
        "not-http",
        "bomb",
        "broken-gzip",
        "unknown-encoding",
    ),
)
def test_bad_habits_end_in_time(
    site: Site, tmp_path: Path, answer: sites.Answer, words: str, seconds: float
) -> None:
    address = site.answer("/manual.pdf", sites.flapping(answer, sites.content(BODY)))
    started = time.monotonic()
    with pytest.raises(FetchFailed, match=words) as caught:
        get(address, tmp_path)
    assert time.monotonic() - started < seconds
    assert not caught.value.permanent
    assert get(address, tmp_path).path.read_bytes() == BODY  # the next attempt works


def test_the_clock_runs_over_everything(site: Site, tmp_path: Path) -> None:
    """Fast enough for the slowest allowed speed, and still cut when the time is over."""
    address = site.answer("/manual.pdf", sites.drip(BODY, 100))
    limits = Limits(1024 * 1024, 0.7, slowest=1.0, slow_window=0.1)
    started = time.monotonic()
    with pytest.raises(FetchFailed, match=r"took longer than 0\.7 seconds"):
        get(address, tmp_path, limits)
    assert 0.6 < time.monotonic() - started < 1.2


def test_the_clock_runs_over_redirects(site: Site, tmp_path: Path) -> None:
    address = site.answer("/1", sites.after(0.4, sites.redirect("/2")))
    site.answer("/2", sites.after(0.4, sites.content(BODY)))
    with pytest.raises(FetchFailed, match=r"took longer than 0\.6 seconds"):
        get(address, tmp_path, Limits(1024 * 1024, 0.6))


def test_a_look_up_that_hangs_is_left_behind(tmp_path: Path) -> None:
    hanging = threading.Event()

    def resolver(host: str, port: int) -> tuple[str, ...]:
        hanging.wait(5)
        return ()

    started = time.monotonic()
    with pytest.raises(FetchFailed, match="looking up"):
        fetch("http://slow.example/", tmp_path / "f", limits=Limits(10, 0.3), resolver=resolver)
    assert time.monotonic() - started < 1
    hanging.set()


def test_a_name_that_does_not_exist(tmp_path: Path) -> None:
    def resolver(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(FetchFailed, match=r"no-such\.example was not found") as caught:
        fetch("http://no-such.example/", tmp_path / "f", resolver=resolver)
    assert not caught.value.permanent


def test_what_was_compressed_on_the_way_is_unpacked(site: Site, tmp_path: Path) -> None:
    address = site.answer("/manual.pdf", sites.gzipped(BODY))
    fetched = get(address, tmp_path)
    assert fetched.path.read_bytes() == BODY
    assert site.headers[0]["accept-encoding"] == "identity"


def test_memory_stays_bounded(site: Site, tmp_path: Path) -> None:
    address = site.answer("/manual.pdf", sites.content(bytes(64 * 1024 * 1024)))
    get(site.answer("/small", sites.content(BODY)), tmp_path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fetched = get(address, tmp_path, Limits(100 * 1024 * 1024, 20))
    assert fetched.size == 64 * 1024 * 1024
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 16 * 1024


def test_an_exception_of_the_callback_ends_the_fetch(site: Site, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(received: int, total: int | None) -> None:
        raise Enough

    address = site.answer("/manual.pdf", sites.endless)
    with pytest.raises(Enough):
        fetch(address, tmp_path / "file", on_progress=stop)


def test_zero_bytes_are_for_the_reader_to_judge(site: Site, tmp_path: Path) -> None:
    assert get(site.answer("/empty.pdf", sites.content(b"")), tmp_path).size == 0
