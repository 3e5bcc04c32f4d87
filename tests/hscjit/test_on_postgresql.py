"""The same on PostgreSQL and Redis: models, ingest and the whole desk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live import ROOT, Desk
from tests.services import RedisServer, wait_for

pytestmark = [pytest.mark.service, pytest.mark.drill]

StartDesk = Callable[..., Desk]

KEY = "x" * 50
OURS = ("COVERAGE_", "PYTEST_")  # what tells a process that it is part of this run


@pytest.mark.alone
@pytest.mark.timeout(900)
def test_what_the_apps_do_in_the_database_works_there(postgres_url: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider",
         "-n", "2", "--dist", "loadfile",
         "tests/catalog", "tests/support",
         "-m", "django_db and not drill and not browser and not service"],
        cwd=ROOT, env=inherited | {"TEST_DATABASE_URL": postgres_url},
        capture_output=True, text=True, timeout=880, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]


def wait_until_ready_and_told(desk: Desk, name: str, ok: bool) -> None:
    """Until /ready is 200 and its check ``name`` says so."""

    def told() -> bool:
        status, body = desk.get("/ready")
        return status == 200 and json.loads(body)["checks"][name]["ok"] is ok

    wait_for(told, 20, f"{name} to be {ok}")


@pytest.mark.timeout(180)
def test_web_and_worker_share_postgresql_and_redis(
    tmp_path: Path, start: StartDesk, postgres_url: str, redis_server: RedisServer
) -> None:
    shared = {
        "DATABASE_URL": postgres_url, "REDIS_URL": redis_server.url, "SECRET_KEY": KEY,
        "STORAGE_URL": str(tmp_path / "shared"),
    }  # fmt: skip
    web = start(tmp_path / "web", "serve", "--no-worker", ready=False, **shared)
    worker = start(tmp_path / "work", "work", ready=False, **shared)
    web.wait_until_ready()
    checks = json.loads(web.get("/ready")[1])["checks"]
    names = {"database", "cache", "channel_layer", "catalogue", "worker", "retrieval"}
    assert set(checks) == names
    redis_server.kill()
    wait_until_ready_and_told(web, "cache", ok=False)
    began = time.monotonic()
    assert web.get("/")[0] == 200
    assert time.monotonic() - began < 3
    redis_server.start()
    wait_until_ready_and_told(web, "cache", ok=True)
    wait_until_ready_and_told(web, "channel_layer", ok=True)
    for desk in (web, worker):
        assert desk.stop() == 0
        assert "Traceback" not in desk.text_of_log()
