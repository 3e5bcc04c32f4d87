"""/health touches nothing; /ready asks what the deployment uses, and says 503 when draining."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from hscjit import health
from hscjit.models import RunningTask, WorkerHeartbeat

ALL_WELL = {"database": "hscjit.health.database", "worker": "hscjit.health.worker"}


async def passes() -> None:
    return


async def hangs() -> None:
    await asyncio.sleep(60)


async def fails() -> None:
    raise OperationalError("password authentication failed for user bob at db.internal")


async def unused() -> None:
    raise health.NotUsed


async def tells() -> dict[str, str]:
    return {"mode": "lexical"}


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/ready")
    return response.status_code, json.loads(response.content)


def checks(settings: Any, *names: str) -> None:
    settings.READINESS_CHECKS = {name: f"{__name__}.{name}" for name in names}


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        health, "import_string", lambda path: globals()[path.rpartition(".")[2]], raising=True
    )


def test_health_needs_no_database_and_no_known_host(client: Client) -> None:
    response = client.get("/health", headers={"host": "10.1.2.3:8000"})
    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "healthy"
    assert body["version"]
    assert body["uptime_seconds"] >= 0


def test_ready_when_all_checks_pass(client: Client, settings: Any) -> None:
    checks(settings, "passes", "unused")
    status, body = ready(client)
    assert status == 200
    assert body["status"] == "ready"
    assert list(body["checks"]) == ["passes"]
    assert body["checks"]["passes"]["ok"] is True
    assert body["checks"]["passes"]["ms"] >= 0


def test_a_failing_check_is_told_without_its_secrets(client: Client, settings: Any) -> None:
    checks(settings, "passes", "fails")
    status, body = ready(client)
    assert status == 503
    assert body["status"] == "not_ready"
    assert body["checks"]["fails"]["ok"] is False
    assert "db.internal" not in json.dumps(body)


def test_a_dead_redis_is_told_but_tolerated(client: Client, settings: Any) -> None:
    checks(settings, "passes", "fails")
    settings.READINESS_TELLS_ONLY = {"fails"}
    status, body = ready(client)
    assert (status, body["status"]) == (200, "ready")
    assert body["checks"]["fails"]["ok"] is False


def test_a_check_may_tell_something_besides(client: Client, settings: Any) -> None:
    checks(settings, "tells")
    result = ready(client)[1]["checks"]["tells"]
    assert (result["ok"], result["mode"]) == (True, "lexical")


def test_a_hanging_check_costs_its_time_out_only(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECK_TIMEOUT", 0.1)
    checks(settings, "hangs")
    status, body = ready(client)
    assert status == 503
    assert body["checks"]["hangs"]["ms"] < 1000


def test_draining_says_503_first(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks(settings, "passes")
    monkeypatch.setitem(health._state, "draining", False)
    assert ready(client)[0] == 200
    health.start_draining()
    status, body = ready(client)
    assert (status, body["status"]) == (503, "not_ready")
    assert client.get("/health").status_code == 200


@pytest.mark.django_db(transaction=True)
async def test_workers_show_signs_of_life(settings: Any) -> None:
    settings.CLUSTERS = {"now": 2, "later": 1}
    with pytest.raises(health.NotReady, match="now, later"):
        await health.worker()
    now = timezone.now()
    await WorkerHeartbeat.objects.acreate(cluster="now", beat_at=now)
    await WorkerHeartbeat.objects.acreate(cluster="later", beat_at=now - timedelta(seconds=31))
    with pytest.raises(health.NotReady, match=r"from: later$"):
        await health.worker()
    # A worker in the middle of a long job does not answer, but lives.
    await RunningTask.objects.acreate(
        task_id="t", cluster="later", pid=1, host="h", name="ocr", started_at=now
    )
    await health.worker()


@pytest.mark.django_db(transaction=True)
async def test_without_redis_there_is_nothing_to_ask(settings: Any) -> None:
    await health.database()
    settings.REDIS_URL = ""
    for check in (health.cache, health.channel_layer):
        with pytest.raises(health.NotUsed):
            await check()
