"""`manage.py serve` from a fresh folder to a clean end, and what survives kill -9: nothing."""

from __future__ import annotations

import contextlib
import json
import signal
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from tests.live import Desk
from tests.services import wait_for

pytestmark = [pytest.mark.drill, pytest.mark.timeout(120)]

StartDesk = Callable[..., Desk]


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def leaders(desk: Desk) -> dict[str, psutil.Process]:
    """The first process of each cluster, by name."""
    found = {}
    for child in psutil.Process(desk.process.pid).children():
        with contextlib.suppress(psutil.Error):  # it may be a zombie, or gone, by now
            words = child.cmdline()
            if "cluster" in words:
                found[words[3]] = child
    return found


def last_beat(data_dir: Path, cluster: str) -> datetime:
    with sqlite3.connect(data_dir / "desk.sqlite3", timeout=10) as connection:
        row = connection.execute(
            "SELECT beat_at FROM hscjit_workerheartbeat WHERE cluster = ?", [cluster]
        ).fetchone()
    if row is None:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.fromisoformat(row[0]).replace(tzinfo=UTC)


def wait_for_beat(data_dir: Path, cluster: str, seconds: float) -> None:
    now = datetime.now(UTC)
    wait_for(lambda: last_beat(data_dir, cluster) > now, seconds, f"a beat of {cluster}")


@pytest.mark.alone
def test_from_a_fresh_folder_to_a_clean_end(tmp_path: Path, start: StartDesk) -> None:
    for _ in range(2):  # the second time on what the first one left
        began = time.monotonic()
        desk = start(tmp_path, DRAIN_SECONDS="1")  # as users have it
        assert time.monotonic() - began < 15
        wait_for_beat(tmp_path, "now", 15)
        family = desk.family()
        assert len(family) > 5
        began = time.monotonic()
        assert desk.stop() == 0
        assert time.monotonic() - began < 8
        assert not alive(family)
        log = desk.text_of_log()
        assert f"HSC-JIT is at http://127.0.0.1:{desk.port}/" in log
        assert "createsuperuser" in log
        assert "Traceback" not in log
        assert "Warning" not in log


def test_ctrl_c_is_a_clean_end_too(demo_dir: Path, start: StartDesk) -> None:
    desk = start(demo_dir)
    family = desk.family()
    desk.process.send_signal(signal.SIGINT)
    assert desk.process.wait(15) == 0
    assert not alive(family)
    assert "Traceback" not in desk.text_of_log()


def test_two_starts_at_once_on_a_fresh_folder(tmp_path: Path, start: StartDesk) -> None:
    first, second = start(tmp_path, ready=False), start(tmp_path, ready=False)
    first.wait_until_ready()
    second.wait_until_ready()
    assert "Traceback" not in first.text_of_log() + second.text_of_log()


@pytest.mark.alone
def test_nothing_outlives_a_killed_desk(demo_dir: Path, start: StartDesk) -> None:
    desk = start(demo_dir)
    family = desk.family()
    desk.process.kill()
    wait_for(lambda: not alive(family), 3, "the end of every descendant")
    again = start(demo_dir)
    assert again.get("/health")[0] == 200


@pytest.mark.alone
def test_a_locked_database_does_not_hold_up_the_end(demo_dir: Path, start: StartDesk) -> None:
    desk = start(demo_dir)
    family = desk.family()
    with contextlib.closing(sqlite3.connect(demo_dir / "desk.sqlite3", timeout=10)) as database:
        database.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert desk.stop() == 0
        assert time.monotonic() - began < 12  # whoever writes waits for 20
        wait_for(lambda: not alive(family), 3, "the end of every descendant")


@pytest.mark.alone
def test_a_start_that_is_interrupted_leaves_nothing(tmp_path: Path, start: StartDesk) -> None:
    for pause in (0.3, 1.0, 1.6, 2.2):
        desk = start(tmp_path, ready=False)
        time.sleep(pause)
        family = desk.family()
        desk.process.send_signal(signal.SIGTERM)
        desk.process.wait(10)
        wait_for(lambda family=family: not alive(family), 3, "the end of every descendant")


@pytest.mark.alone
def test_a_killed_cluster_starts_again(demo_dir: Path, start: StartDesk) -> None:
    desk = start(demo_dir)
    old = leaders(desk)["now"]
    members = old.children(recursive=True)
    old.kill()
    wait_for(lambda: not alive(members), 4, "the end of its members")
    wait_for(lambda: leaders(desk).get("now", old).pid != old.pid, 5, "a new cluster")
    wait_for_beat(demo_dir, "now", 15)
    assert desk.get("/ready")[0] == 200


def test_no_killed_member_makes_the_queue_stand_still(demo_dir: Path, start: StartDesk) -> None:
    """Also not the idle worker that holds the queue's lock."""
    desk = start(demo_dir)
    wait_for_beat(demo_dir, "now", 30)
    for number in range(len(leaders(desk)["now"].children())):
        leader = leaders(desk)["now"]
        leader.children()[number].kill()
        wait_for(lambda old=leader: leaders(desk).get("now", old).pid != old.pid, 20, "a restart")
        wait_for_beat(demo_dir, "now", 30)


def test_a_stopped_cluster_is_noticed(demo_dir: Path, start: StartDesk) -> None:
    """Not dead, only standing still: the watchdog's business."""
    desk = start(demo_dir)
    old = leaders(desk)["now"]
    for process in old.children():
        process.suspend()
    wait_for(lambda: leaders(desk).get("now", old).pid != old.pid, 60, "a restart")
    wait_for_beat(demo_dir, "now", 30)
    assert "hangs" in desk.text_of_log()


def test_without_workers_somebody_else_has_to_work(tmp_path: Path, start: StartDesk) -> None:
    web = start(tmp_path, "serve", "--no-worker", ready=False)
    wait_for(lambda: web.get("/health")[0] == 200, 30, "health")
    status, body = web.get("/ready")
    assert status == 503
    assert json.loads(body)["checks"]["worker"]["ok"] is False
    worker = start(tmp_path, "work", ready=False)
    web.wait_until_ready()
    family = worker.family()
    assert worker.stop() == 0
    assert not alive(family)
