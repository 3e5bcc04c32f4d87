"""/metrics tells of web and workers, to those who may know."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from prometheus_client import REGISTRY, generate_latest

from hscjit import metrics
from hscjit.metrics_folder import forget_dead_gauges, open_metrics_folder
from tests.live import ROOT, Desk
from tests.services import binary, wait_for


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_never_by_path(client: Client) -> None:
    client.get("/no/such/page-4711/")
    client.get("/metrics")
    text = client.get("/metrics").content.decode()
    assert 'http_requests_total{method="GET",status="404",view="none"}' in text
    assert 'http_requests_total{method="GET",status="200",view="metrics"}' in text
    assert 'http_request_duration_seconds_count{view="metrics"}' in text
    assert "page-4711" not in text


def test_only_some_may_read(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
    lie = {"x-forwarded-for": "127.0.0.1"}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7", headers=lie).status_code == 403


def test_counters_of_the_dead_stay_and_gauges_go(tmp_path: Path) -> None:
    dead, files = 4_194_303, ["counter", "histogram", "gauge_livesum", "gauge_livemax"]
    for kind in files:
        (tmp_path / f"{kind}_{dead}.db").touch()
        (tmp_path / f"{kind}_1.db").touch()  # process 1 always lives
    forget_dead_gauges(tmp_path)
    left = {file.name for file in tmp_path.iterdir()}
    assert f"counter_{dead}.db" in left
    assert f"gauge_livesum_{dead}.db" not in left
    open_metrics_folder(tmp_path, clean=False)
    assert f"counter_{dead}.db" in {file.name for file in tmp_path.iterdir()}
    open_metrics_folder(tmp_path, clean=True)
    assert {file.name for file in tmp_path.iterdir()} == {f"{kind}_1.db" for kind in files}


def test_what_alarms_watch_is_there_before_it_happens() -> None:
    metrics.begin_at_zero()
    text = generate_latest(REGISTRY).decode()
    documented = re.findall(r"(?m)^\| `(\w+)`", (ROOT / "docs/metrics.md").read_text())
    of_models = {"llm_tokens_total", "llm_cost_total", "llm_breaker_open"}  # where there is one
    of_requests = {"http_requests_total", "http_request_duration_seconds"}  # with the first one
    for name in set(documented) - of_models - of_requests:
        assert re.search(rf"(?m)^{name}(_count)?[{{ ]", text), name


@pytest.mark.drill
def test_workers_count_into_the_same_page(desk: Desk) -> None:
    ran = re.compile(r'background_task_duration_seconds_count\{task="sweep"\} [1-9]')
    wait_for(lambda: bool(ran.search(desk.get("/metrics")[1])), 20, "a job in the metrics")
    assert "django_db_query_duration_seconds_bucket" in desk.get("/metrics")[1]
    idle = re.compile(r"^background_tasks_active 0\.0$", re.MULTILINE)  # once all have run
    wait_for(lambda: bool(idle.search(desk.get("/metrics")[1])), 20, "idle workers")


@pytest.mark.drill
@pytest.mark.service
def test_prometheus_likes_the_format(desk: Desk) -> None:
    desk.get("/no/such/page/")
    text = desk.get("/metrics")[1]
    done = subprocess.run(
        [binary("promtool"), "check", "metrics"],
        input=text, text=True, capture_output=True, timeout=30, check=False,
    )  # fmt: skip
    # promtool also has a taste for names; what django-prometheus calls its metrics is its own.
    complaints = [line for line in done.stderr.splitlines() if not line.startswith("django_")]
    assert done.returncode in {0, 3}, done.stderr
    assert complaints == []
