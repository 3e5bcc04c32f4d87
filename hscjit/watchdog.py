"""Asks one cluster for a sign of life and says when it hangs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from hscjit.heartbeat import BEAT, HOST
from hscjit.metrics_folder import is_alive
from hscjit.models import RunningTask, WorkerHeartbeat

ASK_EVERY = 5.0
PATIENCE = 10.0

State = tuple[frozenset[str], tuple[tuple[int, object], ...]]


class Watchdog:
    """Puts a ping job into the cluster's queue every ASK_EVERY seconds, one at a time.

    The cluster hangs when for PATIENCE seconds the ping stays unanswered, although a worker is
    free and nothing moves: no job begins or ends and none is taken from the queue. A long queue
    moves; a cluster whose workers are all busy has nobody free.
    """

    def __init__(
        self, cluster: str, workers: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._cluster = cluster
        self._workers = workers
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """The cluster was started again: forget what was asked of the old one."""
        self._asked_at = 0.0  # clock; 0 = nothing outstanding
        self._asked_time = timezone.now()
        self._next_ask = self._clock()
        self._quiet_since = self._clock()
        self._last_state: State | None = None

    def hangs(self) -> bool:
        """Call about once a second; asks, looks for the answer, and judges."""
        now = self._clock()
        if not self._asked_at:
            if now >= self._next_ask:
                self._ask(now)
            return False
        if self._answered():
            self._asked_at = 0.0
            return False
        state, free = self._look()
        if free <= 0 or state != self._last_state:
            self._last_state = state
            self._quiet_since = now
        return now - self._quiet_since > PATIENCE

    def _ask(self, now: float) -> None:
        self._asked_time = timezone.now()
        async_task(BEAT, self._cluster, cluster=self._cluster, save=False)
        self._asked_at = self._quiet_since = now
        self._next_ask = now + ASK_EVERY
        self._last_state = None

    def _answered(self) -> bool:
        return WorkerHeartbeat.objects.filter(
            cluster=self._cluster, beat_at__gte=self._asked_time
        ).exists()

    def _look(self) -> tuple[State, int]:
        running = running_here(self._cluster)
        queue = OrmQ.objects.filter(key=self._cluster).order_by("pk")
        head = tuple(queue.values_list("pk", "lock")[:20])
        return (frozenset(running), head), self._workers - len(running)


def running_here(cluster: str) -> list[str]:
    """Ids of the jobs that live workers of this machine run for ``cluster``."""
    rows = RunningTask.objects.filter(cluster=cluster, host=HOST).values_list("task_id", "pid")
    return [task_id for task_id, pid in rows if is_alive(pid)]


def forget_dead_workers() -> None:
    """Delete the rows of jobs whose worker is gone, here or (judged by age) anywhere."""
    overdue = timezone.now() - timedelta(seconds=settings.JOB_RETRY)
    RunningTask.objects.filter(started_at__lt=overdue).delete()
    here = RunningTask.objects.filter(host=HOST).values_list("task_id", "pid")
    dead = [task_id for task_id, pid in here if not is_alive(pid)]
    RunningTask.objects.filter(task_id__in=dead).delete()
