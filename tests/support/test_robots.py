"""robots.txt and Retry-After: what a site asks of us is done, for all its manuals, in bounds."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from support import host_notes, robots
from support.addresses import web_address
from support.dialling import Limits, Watch
from support.errors import FetchFailed
from support.fetching import fetch
from support.host_notes import LONGEST_FOR_ALL
from support.robots import Leave, leave_for
from tests.support import sites
from tests.support.sites import Site, running_site

BODY = b"%PDF-1.7\nmanual"


@pytest.fixture(autouse=True)
def respectful(settings: Any, own_folders: Path) -> None:
    settings.FETCH_ROBOTS = "respect"


def get(site: Site, folder: Path, path: str = "/manual.pdf", seconds: float = 5) -> bytes:
    limits = Limits(1024 * 1024, seconds, connect_seconds=1, read_seconds=0.5)
    site.pages.setdefault(path.partition("?")[0], sites.content(BODY))
    return fetch(site.url(path), folder / "file", limits=limits).path.read_bytes()


def say(site: Site, text: str) -> None:
    site.answer("/robots.txt", sites.content(text.encode(), "text/plain"))


def leave(text: str, path: str) -> Leave:
    """What a robots.txt says to one path, without a site."""
    address = web_address(f"https://{abs(hash(text))}.example{path}")
    return leave_for(address, lambda _: text.encode())


# --- what the file says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a.pdf", True),
        ("User-agent: *\nDisallow:", "/a.pdf", True),
        ("User-agent: *\nDisallow: /", "/a.pdf", False),
        ("User-agent: other\nDisallow: /", "/a.pdf", True),
        ("User-agent: hsc-jit\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a.pdf", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: HSC-JIT\nDisallow: /x", "/a.pdf", True),
        ("User-agent: *\nDisallow: /\nAllow: /dl/", "/dl/a.pdf", True),
        ("User-agent: *\nAllow: /dl/\nDisallow: /dl/old/", "/dl/old/a.pdf", False),
        ("User-agent: *\nDisallow: /dl/\nAllow: /dl/", "/dl/a.pdf", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/dl/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/dl/a.pdf?x=1", True),
        ("User-agent: *\nDisallow: /*/old/*.pdf", "/dl/old/a.pdf", False),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /get?id=", "/get?id=7", False),
        ("User-agent: *\nDisallow: /m%C3%BCll", "/müll/a.pdf", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/a.pdf", False),
        ("<html>Not found</html>", "/a.pdf", True),
        ("Disallow: /", "/a.pdf", True),
        ("\x00\xff" * 1000, "/a.pdf", True),
    ],
)
def test_what_is_allowed(text: str, path: str, allowed: bool) -> None:
    assert leave(text, path).allowed is allowed


def test_a_pattern_costs_no_more_than_its_length() -> None:
    text = "User-agent: *\nDisallow: /" + "*a" * 2000 + "$"
    started = time.monotonic()
    assert leave(text, "/" + "a" * 1900 + "b").allowed
    assert time.monotonic() - started < 0.5


# --- at a site ---------------------------------------------------------------------------------


def test_what_is_forbidden_is_not_fetched(site: Site, tmp_path: Path) -> None:
    say(site, "User-agent: *\nDisallow: /manual")
    with pytest.raises(FetchFailed, match=r"robots\.txt of 127\.0\.0\.1 does not let us") as caught:
        get(site, tmp_path)
    assert site.requests["/manual.pdf"] == 0
    assert not caught.value.permanent
    assert caught.value.retry_after == robots.KEPT
    assert "127" not in caught.value.customer_text
    assert get(site, tmp_path, "/other.pdf") == BODY


def test_it_is_asked_once_a_day(site: Site, tmp_path: Path) -> None:
    say(site, "User-agent: *\nDisallow: /private")
    for _ in range(3):
        get(site, tmp_path)
    assert site.requests["/robots.txt"] == 1


def test_it_is_not_asked_unless_we_shall(site: Site, tmp_path: Path, settings: Any) -> None:
    settings.FETCH_ROBOTS = "off"
    say(site, "User-agent: *\nDisallow: /")
    assert get(site, tmp_path) == BODY
    assert site.requests["/robots.txt"] == 0


@pytest.mark.parametrize(
    "answer",
    [sites.status(404), sites.status(500), sites.silence, sites.not_http,
     sites.redirect("/robots.txt"),
     sites.content(b"User-agent: *\nDisallow: /\n" + b"#" * robots.MAX_BYTES)],
    ids=("404", "500", "silence", "not-http", "loop", "too-large"),
)  # fmt: skip
def test_a_site_that_cannot_tell_allows(site: Site, tmp_path: Path, answer: sites.Answer) -> None:
    site.answer("/robots.txt", answer)
    started = time.monotonic()
    limits = Limits(1024 * 1024, 20, connect_seconds=1, read_seconds=0.5)
    site.answer("/manual.pdf", sites.content(BODY))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(robots, "SECONDS", 0.5)
        fetch(site.url("/manual.pdf"), tmp_path / "file", limits=limits)
    assert time.monotonic() - started < 3


def test_where_a_redirect_leads_is_asked_too(site: Site, tmp_path: Path, settings: Any) -> None:
    with running_site() as other:
        settings.FETCH_ALLOW_PRIVATE = frozenset({site.host_port, other.host_port})
        say(other, "User-agent: *\nDisallow: /")
        site.answer("/manual.pdf", sites.redirect(other.url("/a.pdf")))
        with pytest.raises(FetchFailed, match=r"robots\.txt"):
            get(site, tmp_path)
        assert other.requests["/a.pdf"] == 0


def test_nobody_is_asked_at_a_refused_address(tmp_path: Path, settings: Any) -> None:
    with running_site() as inner, pytest.raises(FetchFailed, match="refused"):
        fetch(inner.url("/a.pdf"), tmp_path / "file")
    assert inner.requests.total() == 0


def test_requests_keep_the_distance_asked_for(site: Site, tmp_path: Path) -> None:
    say(site, "User-agent: *\nCrawl-delay: 1")
    get(site, tmp_path)
    started = time.monotonic()
    threads = [
        threading.Thread(target=get, args=(site, tmp_path / name))
        for name in ("a", "b")
        if not (tmp_path / name).mkdir()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert site.requests["/manual.pdf"] == 3
    assert 1.5 < time.monotonic() - started < 4


def test_the_distance_has_a_bound(site: Site, tmp_path: Path) -> None:
    say(site, "User-agent: *\nCrawl-delay: 86400")
    get(site, tmp_path)
    with pytest.raises(FetchFailed, match="wants 10 s between requests"):
        get(site, tmp_path, seconds=2)


def test_a_clock_that_was_set_back_does_no_harm(tmp_path: Path, settings: Any) -> None:
    host_notes._note("maker.example", "next").write_text("9e12")
    host_notes._note("maker.example", "until").write_text("9e12")
    host_notes.check_welcome("maker.example")
    watch = Watch(Limits(1, 30.0), "maker.example")
    started = time.monotonic()
    host_notes.wait_for_turn("maker.example", 0.001, watch)
    assert time.monotonic() - started < 1


# --- Retry-After -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [429, 503])
def test_all_manuals_of_a_busy_host_wait(site: Site, tmp_path: Path, code: int) -> None:
    site.answer("/busy.pdf", sites.busy(code, "120"))
    with pytest.raises(FetchFailed, match=f"answered {code}"):
        get(site, tmp_path, "/busy.pdf")
    asked = site.requests.total()
    with pytest.raises(FetchFailed, match=r"asked us to stay away until \d\d:\d\d UTC") as caught:
        get(site, tmp_path)
    assert 100 < caught.value.retry_after <= 120
    assert not caught.value.permanent
    assert site.requests.total() == asked


def test_other_hosts_are_not_concerned(site: Site, tmp_path: Path, settings: Any) -> None:
    site.answer("/busy.pdf", sites.busy(429, "120"))
    with pytest.raises(FetchFailed):
        get(site, tmp_path, "/busy.pdf")
    with running_site() as other:
        settings.FETCH_ALLOW_PRIVATE = frozenset({other.host_port})
        assert get(other, tmp_path) == BODY


def test_a_refusal_of_one_file_is_its_own(site: Site, tmp_path: Path) -> None:
    site.answer("/busy.pdf", sites.busy(404, "120"))
    with pytest.raises(FetchFailed):
        get(site, tmp_path, "/busy.pdf")
    assert get(site, tmp_path) == BODY


def test_it_ends(site: Site, tmp_path: Path) -> None:
    site.answer("/busy.pdf", sites.flapping(sites.busy(503, "1"), sites.content(BODY)))
    with pytest.raises(FetchFailed):
        get(site, tmp_path, "/busy.pdf")
    time.sleep(1.1)
    assert get(site, tmp_path, "/busy.pdf") == BODY


def test_one_refusal_keeps_the_others_an_hour_at_most(site: Site, tmp_path: Path) -> None:
    site.answer("/busy.pdf", sites.busy(503, "80000"))
    with pytest.raises(FetchFailed) as caught:
        get(site, tmp_path, "/busy.pdf")
    assert caught.value.retry_after == 80000
    with pytest.raises(FetchFailed) as caught:
        get(site, tmp_path)
    assert caught.value.retry_after <= LONGEST_FOR_ALL
