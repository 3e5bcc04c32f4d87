"""The child side of the cage: limits itself, reads one stranger's file, answers, ends.

Run as ``python -m support.extraction.child``; see `support.extraction.cage` for what is said over
the pipes. Imports no Django: it must start in a few hundredths of a second.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import threading
from typing import Any

from support.errors import Unreadable
from support.extraction import reading
from support.extraction.pages import BROKEN_TEXT

OPEN_FILES = 48
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


def leave_with_parent() -> None:
    """Two ways of noticing that the parent is gone, because each alone has a gap."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch_lifeline, daemon=True).start()


def _watch_lifeline() -> None:
    while os.read(0, 1024):
        pass
    os._exit(1)


def leave_the_network() -> bool:
    """Move into a network namespace with nothing in it; False where the kernel allows none.

    Only a process of one thread may: call it before any other starts.
    """
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def limit(memory: int, seconds: int) -> None:
    """``memory`` in bytes of address space, ``seconds`` of processor time; no files written."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def answer(facts: dict[str, Any], body: bytes = b"") -> None:
    """Say it and be gone; nobody waits for the clean-up of what a stranger's file left in us."""
    out = sys.stdout.buffer
    out.write(json.dumps(facts | {"size": len(body)}).encode() + b"\n" + body)
    out.flush()
    os._exit(0)


def _first_line() -> bytes:
    """The order; nothing follows it as long as the parent lives."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(0, 65536)
        if not part:
            os._exit(1)
        line += part
    return line


def _refusal(why: str) -> dict[str, Any]:
    return {"unreadable": why, "customer_text": BROKEN_TEXT}


def main() -> None:
    order = json.loads(_first_line())
    alone = leave_the_network()
    leave_with_parent()
    work = reading.TASKS[order["task"]]()
    limit(order["memory"], order["seconds"])
    try:
        facts: dict[str, Any] = {}
        body = work(order)
    except Unreadable as error:
        facts, body = {"unreadable": str(error), "customer_text": error.customer_text}, b""
    except MemoryError:
        facts, body = _refusal("reading the file needed too much memory"), b""
    except Exception as error:  # whatever a stranger's file makes libraries throw
        facts, body = _refusal(f"the reader gave up ({type(error).__name__})"), b""
    answer(facts | {"alone": alone}, body)


if __name__ == "__main__":
    main()
