"""Runs one reading task on a stranger's file in a child process that may die without harm.

The child (`support.extraction.child`) gets the file as an open descriptor, one line of JSON on
its standard input, and answers on its standard output with one line of JSON and, after it, as
many bytes as that line says. Its standard input stays open as long as we live: when it ends, the
child leaves. The child limits itself (memory, CPU, files, an empty network) before it looks at the
first byte.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from support.errors import Unreadable
from support.extraction.pages import BROKEN_TEXT

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
MIB = 1024 * 1024
LEAST_MEMORY = 640 * MIB  # of address space: what the readers alone take, and a large picture
MOST_MEMORY = 1536 * MIB
MEMORY_TIMES = 2  # the file's size
LEAST_SECONDS = 30.0
SECONDS_A_MIB = 2.0
MAX_ANSWER_BYTES = 128 * 1024 * 1024
TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """The child's answer: the facts of its first line and the bytes that followed."""

    facts: dict[str, Any]
    body: bytes


def memory_for(size: int) -> int:
    """Bytes of address space for a file of ``size`` bytes."""
    return min(LEAST_MEMORY + MEMORY_TIMES * size, MOST_MEMORY)


def seconds_for(size: int) -> float:
    """Seconds for a file of ``size`` bytes, as far as the caller's patience goes."""
    return LEAST_SECONDS + SECONDS_A_MIB * size / MIB


def run(task: Mapping[str, Any], path: Path, *, timeout: float = TIMEOUT) -> Reply:
    """Let a child do ``task`` with the file at ``path``, for at most ``timeout`` seconds.

    Small files get less time and memory than large ones: see ``seconds_for``, ``memory_for``.
    Raises Unreadable when the child says so, and just the same when it dies, takes too long or
    answers nonsense: all of that is the file's doing. OSError when ``path`` cannot be opened.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        timeout = min(timeout, seconds_for(size))
        order = dict(task, file=file.fileno(), memory=memory_for(size), seconds=int(timeout) + 1)
        child = _start(file.fileno())
        try:
            output = _converse(child, json.dumps(order).encode() + b"\n", timeout)
        finally:
            _end(child)
    return _reply(output, child.returncode, timeout)


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    # No environment but what Python needs: a file that takes the child over finds no secrets.
    return subprocess.Popen(
        [sys.executable, "-s", "-m", "support.extraction.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        start_new_session=True,
        cwd=ROOT,  # where ``-m`` looks first
        env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
    )


def _converse(child: subprocess.Popen[bytes], order: bytes, timeout: float) -> bytes | None:
    """All that the child says; None when the time or the size ran out."""
    assert child.stdin is not None  # noqa: S101 - both are pipes, see _start
    assert child.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError):
        child.stdin.write(order)
        child.stdin.flush()
    return _read_until(child.stdout, time.monotonic() + timeout)


def _read_until(stream: BinaryIO | Any, deadline: float) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while size <= MAX_ANSWER_BYTES:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                return None
            part = os.read(stream.fileno(), 1024 * 1024)
            if not part:
                return b"".join(parts)
            parts.append(part)
            size += len(part)
    return None


def _end(child: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind: a child that has said all is gone already, any other is killed."""
    with suppress(BrokenPipeError):
        child.stdin.close()  # type: ignore[union-attr]
    try:
        child.wait(0.2)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    child.stdout.close()  # type: ignore[union-attr]


def _reply(output: bytes | None, status: int, timeout: float) -> Reply:
    if output is None:
        raise Unreadable(
            f"reading the file took longer than {timeout:g} s or gave too much",
            customer_text=BROKEN_TEXT,
        )
    head, _, body = output.partition(b"\n")
    try:
        facts = json.loads(head)
        complete = facts["size"] == len(body)
    except (ValueError, KeyError, TypeError):
        complete = False
    if not complete:
        raise Unreadable(_why_it_died(status), customer_text=BROKEN_TEXT)
    if not facts.get("alone"):
        _warn_of_network()
    if "unreadable" in facts:
        raise Unreadable(str(facts["unreadable"]), customer_text=str(facts["customer_text"]))
    return Reply(facts, body)


@cache
def _warn_of_network() -> None:
    """Once in a process: the operator's kernel decides, and that does not change."""
    logger.warning(
        "Manuals are read without a network namespace of their own: the kernel allows none."
    )


def _why_it_died(status: int) -> str:
    if status == -signal.SIGXCPU:
        return "reading the file took too much processor time"
    if status < 0:
        name = signal.Signals(-status).name
        return f"reading the file needed too much memory or crashed the reader ({name})"
    return f"reading the file failed inside the reader (exit status {status})"
