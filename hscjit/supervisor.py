"""Starts the clusters of background workers, restarts the dead and the hung, ends them all."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connections
from django_q.tasks import async_task

from hscjit.guard import BROKEN
from hscjit.metrics_folder import forget_dead_gauges
from hscjit.watchdog import Watchdog, forget_dead_workers

logger = logging.getLogger("hscjit.supervisor")

LOOK_EVERY = 1.0
PATIENCE = 4.0  # seconds a cluster has to end its jobs before it is killed
MOMENT = 3.0  # seconds that remain for the rest; a database that is locked may want more
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STABLE_AFTER = 60.0  # a cluster that ran this long starts again without a grown pause


@dataclass(slots=True)
class _Cluster:
    name: str
    watchdog: Watchdog
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    start_at: float = field(default_factory=time.monotonic)


class Supervisor:
    """Owns one process group per cluster.

    Every process of a cluster holds the read end of a pipe whose write end lives here only, so
    none of them outlives this process, whatever ends it (see hscjit.lifeline).
    """

    def __init__(self, clusters: Mapping[str, int]) -> None:
        """``clusters``: name → number of workers."""
        self._clusters = [_Cluster(name, Watchdog(name, n)) for name, n in clusters.items()]
        self._read_end, self._write_end = os.pipe()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)

    def start(self) -> None:
        for cluster in self._clusters:
            self._launch(cluster)
        self._thread.start()

    def begin_stop(self) -> None:
        """Tell all clusters to finish; returns at once. May be called from any thread."""
        self._stopping.set()

    def stop(self) -> None:
        """Blocks until every process of every cluster is gone (at most PATIENCE and MOMENT).

        Whatever is left then ends with this process: it loses its pipe.
        """
        self.begin_stop()
        deadline = time.monotonic() + PATIENCE + MOMENT
        while self._thread.is_alive() and time.monotonic() < deadline:
            # In slices: only this thread, the main one, handles signals, such as that of a cluster
            # that ended. As long as one waits, CPython 3.11 lets a thread that is traced (by
            # coverage) turn on the spot, and it may have come to the other thread, waking nobody.
            self._thread.join(0.2)

    # --- the thread -----------------------------------------------------------------------

    def _run(self) -> None:
        self._housekeeping()
        for plan in settings.SCHEDULES.values():  # once now, not only when its minute comes
            self._safely(async_task, plan["func"], cluster=plan["cluster"])
        while not self._stopping.wait(LOOK_EVERY):
            for cluster in self._clusters:
                self._look_after(cluster)
        self._end_all()

    def _look_after(self, cluster: _Cluster) -> None:
        if cluster.process is None:
            if time.monotonic() >= cluster.start_at:
                self._launch(cluster)
        elif _has_ended(cluster.process):
            self._bury(cluster, cluster.process)
        elif self._safely(cluster.watchdog.hangs):
            logger.error("the cluster %s hangs and is started again", cluster.name)
            self._bury(cluster, cluster.process)

    def _launch(self, cluster: _Cluster) -> None:
        manage = Path(settings.BASE_DIR, "manage.py")
        command = [sys.executable, str(manage), "cluster", cluster.name]
        # A session of its own: Ctrl-C on the terminal is ours to handle, and one killpg ends all.
        cluster.process = subprocess.Popen(  # noqa: S603
            [*command, "--lifeline", str(self._read_end)],
            env={**os.environ, "Q_CLUSTER_NAME": cluster.name},
            pass_fds=[self._read_end],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        cluster.started_at = time.monotonic()
        cluster.watchdog.reset()

    def _bury(self, cluster: _Cluster, process: subprocess.Popen[bytes]) -> None:
        """Kill what is left of the cluster and set the time of its next start."""
        _kill_group(process)
        status = process.wait()
        if time.monotonic() - cluster.started_at > STABLE_AFTER:
            cluster.pause = FIRST_PAUSE
        pause = 0.0 if status == BROKEN and cluster.pause == FIRST_PAUSE else cluster.pause
        logger.warning("cluster %s ended (%d); again in %.1f s", cluster.name, status, pause)
        cluster.pause = min(cluster.pause * 2, LONGEST_PAUSE)
        cluster.start_at = time.monotonic() + pause
        cluster.process = None
        self._housekeeping()

    def _housekeeping(self) -> None:
        self._safely(forget_dead_workers)
        if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            forget_dead_gauges(Path(folder))

    def _end_all(self) -> None:
        processes = [c.process for c in self._clusters if c.process is not None]
        for process in processes:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not all(_has_ended(p) for p in processes):
            time.sleep(0.05)
        for process in processes:
            _kill_group(process)
            process.wait()
        self._housekeeping()
        connections.close_all()

    def _safely(self, function: object, *args: object, **kwargs: object) -> object:
        """The result, or None while the database is in trouble: the clusters must be kept alive."""
        try:
            return function(*args, **kwargs)  # type: ignore[operator]
        except DatabaseTrouble as error:
            logger.warning("the supervisor cannot use the database (%s)", type(error).__name__)
            connections.close_all()
            return None


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it is dead; leaves it unreaped, so that its group's number cannot be used again."""
    if process.returncode is not None:
        return True
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, process.pid, flags) is not None


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
