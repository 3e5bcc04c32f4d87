"""What the workers tell about themselves: heartbeats, and rows for the jobs being run."""

from __future__ import annotations

import logging
import os
import socket
import time
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django_q.conf import Conf

from hscjit.metrics import background_task_duration, background_tasks_active
from hscjit.models import RunningTask, WorkerHeartbeat

logger = logging.getLogger("hscjit.heartbeat")

BEAT = "hscjit.heartbeat.beat"
HOST = socket.gethostname()

_began: dict[str, float] = {}


def beat(cluster: str) -> None:
    """The job that shows that ``cluster`` runs jobs; asked for by the supervisor."""
    WorkerHeartbeat.objects.update_or_create(cluster=cluster, defaults={"beat_at": timezone.now()})


def job_started(task: dict[str, Any], **_: Any) -> None:
    """Receiver of django-q2's pre_execute, in the worker."""
    if task["func"] == BEAT:
        return
    background_tasks_active.inc()
    _began[task["id"]] = time.perf_counter()
    row = {
        "cluster": Conf.CLUSTER_NAME,
        "pid": os.getpid(),
        "host": HOST,
        "name": short_name(task["func"]),
        "started_at": timezone.now(),
    }
    # A sign of life that cannot be written must not cost the job.
    try:
        with transaction.atomic():
            RunningTask.objects.update_or_create(task_id=task["id"], defaults=row)
    except DatabaseError:
        logger.warning("cannot note that a job began", exc_info=True)


def job_ended(task: dict[str, Any], **_: Any) -> None:
    """Receiver of django-q2's post_execute_in_worker."""
    if task["func"] == BEAT:
        return
    began = _began.pop(task["id"], None)
    if began is not None:
        background_tasks_active.dec()
        duration = time.perf_counter() - began
        background_task_duration.labels(short_name(task["func"])).observe(duration)
    try:
        with transaction.atomic():
            RunningTask.objects.filter(task_id=task["id"]).delete()
    except DatabaseError:
        logger.warning("cannot note that a job ended", exc_info=True)


def short_name(function: Any) -> str:
    """``support.jobs.ingest`` → ``ingest``."""
    name = function if isinstance(function, str) else getattr(function, "__name__", "unknown")
    return str(name).rpartition(".")[2]
