"""robots.txt: what a site lets us fetch and how fast, where FETCH_ROBOTS is ``respect``.

urllib.robotparser takes the file apart; which rule counts is decided here as RFC 9309 has it (the
longest match, ``*`` and ``$``), because the library takes the first and knows no patterns.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from urllib.robotparser import RobotFileParser

from django.core.cache import cache

from support.addresses import WebAddress
from support.errors import FetchFailed

AGENT = "HSC-JIT"
KEPT = 24 * 3600  # seconds
KEPT_AFTER_FAILURE = 600
MAX_BYTES = 512 * 1024
SECONDS = 10.0  # for fetching it

Get = Callable[[str], bytes]  # the bytes at an address; raises FetchFailed


@dataclass(frozen=True, slots=True)
class Leave:
    """What the site says to one address; ``delay``: seconds between requests."""

    allowed: bool
    delay: float


def leave_for(found: WebAddress, get: Get) -> Leave:
    """Ask the site, or the cache. A site that cannot tell allows everything."""
    parser = RobotFileParser()
    parser.parse(_text(found, get).splitlines())
    delay = parser.crawl_delay(AGENT)
    entries = [*parser.entries, parser.default_entry]  # type: ignore[attr-defined]
    entry = next((e for e in entries if e is not None and e.applies_to(AGENT)), None)
    allowed = entry is None or _allows(entry, unquote(found.target))
    return Leave(allowed, float(delay or 0))


def forbidden(found: WebAddress) -> FetchFailed:
    """Looked at again tomorrow: a site may change its mind."""
    return FetchFailed(
        f"the robots.txt of {found.host} does not let us fetch this (FETCH_ROBOTS=respect)",
        customer_text="The manufacturer does not let this manual be fetched automatically.",
        retry_after=KEPT,
    )


def _text(found: WebAddress, get: Get) -> str:
    base = f"{found.scheme}://{found.host_and_port}"
    key = f"robots:{base}"
    packed: bytes | None = cache.get(key)
    if packed is None:
        kept = KEPT
        try:
            data = get(f"{base}/robots.txt")
        except FetchFailed:
            data, kept = b"", KEPT_AFTER_FAILURE
        packed = zlib.compress(data)
        cache.set(key, packed, kept)
    return zlib.decompress(packed).decode("utf-8", "replace").removeprefix("\ufeff")


def _allows(entry: Any, target: str) -> bool:
    """The longest rule that matches; an allowing one where two are as long."""
    best = (-1, True)
    for rule in entry.rulelines:
        pattern = unquote(rule.path)
        if pattern and _matches(pattern, target):
            best = max(best, (len(pattern), bool(rule.allowance)))
    return best[1]


def _matches(pattern: str, target: str) -> bool:
    """``*`` is anything, ``$`` the end. By searching, not as a regular expression: a stranger's
    pattern must not cost more than its length."""
    to_the_end = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    place = len(first)
    last = others.pop() if to_the_end and others else None
    for part in others:
        place = target.find(part, place)
        if place < 0:
            return False
        place += len(part)
    if last is not None:
        return target.endswith(last) and len(target) - len(last) >= place
    return not to_the_end or place == len(target)
