"""What hosts asked of us, noted in files for all processes of this machine, as the slots are.

One note says until when to stay away (``Retry-After``), one when the next request may begin
(``Crawl-delay``).
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from support.dialling import Watch
from support.errors import FetchFailed

LONGEST_FOR_ALL = 3600.0  # seconds: one refusal keeps the other manuals of a host no longer
LONGEST_DELAY = 10.0  # seconds between two requests, whatever robots.txt says


def stay_away(host: str, seconds: float) -> None:
    """The host has no time for us, for so long."""
    if seconds > 0:
        until = time.time() + min(seconds, LONGEST_FOR_ALL)
        _note(host, "until").write_text(str(until))


def check_welcome(host: str) -> None:
    """Raises FetchFailed, with the time that is left, while the host wants us to stay away."""
    until = _read(_note(host, "until"))
    left = until - time.time()
    if 0 < left <= LONGEST_FOR_ALL:
        clock = datetime.fromtimestamp(until, UTC).strftime("%H:%M")
        raise FetchFailed(f"{host} asked us to stay away until {clock} UTC", retry_after=left)


def wait_for_turn(host: str, delay: float, watch: Watch) -> None:
    """Keep ``delay`` seconds between requests to the host. Raises FetchFailed without the time."""
    delay = min(delay, LONGEST_DELAY)
    if delay <= 0:
        return
    with _note(host, "next").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        now = time.time()
        file.seek(0)
        turn = min(max(_number(file.read()), now), now + 100 * delay)  # a clock may have jumped
        if turn - now > watch.remaining(None):
            raise FetchFailed(f"{host} wants {delay:g} s between requests, and others come first")
        file.truncate(0)
        file.write(str(turn + delay))
    time.sleep(turn - now)


def _note(host: str, kind: str) -> Path:
    folder = Path(settings.DATA_DIR) / "hosts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{hashlib.sha256(host.encode()).hexdigest()[:16]}.{kind}"


def _read(note: Path) -> float:
    try:
        return _number(note.read_text())
    except OSError:
        return 0.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
