"""At most two connections at a time to one host, over all processes of this machine.

Each slot is a file that whoever connects holds locked; the system unlocks it when a process dies.
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from support.dialling import Watch
from support.errors import FetchFailed

AT_ONCE = 2
LOOK_EVERY = 0.1  # seconds


@contextmanager
def host_slot(host: str, watch: Watch) -> Iterator[None]:
    """Wait for a slot as long as the fetch may take. Raises FetchFailed when none comes free."""
    folder = Path(settings.DATA_DIR) / "hosts"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(host.encode()).hexdigest()[:16]
    with ExitStack() as stack:
        files = [
            stack.enter_context((folder / f"{name}.{number}").open("w"))
            for number in range(AT_ONCE)
        ]
        while not any(_taken(file) for file in files):
            try:
                time.sleep(watch.remaining(LOOK_EVERY))
            except FetchFailed as error:
                raise FetchFailed(f"{host} was busy with our other downloads") from error
        watch.begin(host)
        yield


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
