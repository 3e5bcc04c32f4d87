"""One cluster of background workers: django-q2's guard, without its traps.

django-q2 forks a guard out of a main process that then only waits; here the main process is the
guard. That is one process less, and its way of stopping cannot deadlock (see StopFlag).
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import uuid
from types import FrameType
from typing import Any

from django.db import connections
from django_q.cluster import Sentinel

logger = logging.getLogger("hscjit.guard")

BROKEN = 3  # exit status: "start me again, my queues cannot be trusted"


class StopFlag:
    """What django-q2 uses of multiprocessing.Event, but safe to set in a signal handler.

    Setting a real Event takes a lock that the interrupted code may be holding.
    """

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self._set = False

    def set(self) -> None:
        self._set = True
        os.write(self._write, b"!")

    def is_set(self) -> bool:
        return self._set

    def wait(self, timeout: float) -> bool:
        select.select([self._read], [], [], timeout)
        return self._set


class Guard(Sentinel):
    """Forks the workers of the cluster named in Q_CLUSTER_NAME and watches them until SIGTERM."""

    def __init__(self) -> None:
        self._stop, self._started = StopFlag(), StopFlag()
        super().__init__(self._stop, self._started, uuid.uuid4(), start=False)
        signal.signal(signal.SIGTERM, self._on_term)
        signal.signal(signal.SIGINT, self._on_term)
        # Workers must die of SIGTERM: that is how one that overstays its time-out is ended.
        os.register_at_fork(after_in_child=_default_signals)

    def run(self) -> None:
        """Blocks until the cluster was told to stop and its running jobs are done."""
        connections.close_all()
        gc.collect()
        gc.freeze()  # leaves the pages that children share with us unwritten
        self.start()

    def reincarnate(self, process: Any) -> None:
        """A process that ended itself is replaced; one that was killed takes the cluster along.

        Whoever waits for a job holds the queue's lock. Killed, it never gives it back, and the
        cluster would stand still for ever with all its processes alive.
        """
        if not process.is_alive() and (process.exitcode or 0) < 0:
            logger.error("process %d was killed (signal %d)", process.pid, -process.exitcode)
            self._give_up()
        super().reincarnate(process)

    def _give_up(self) -> None:
        for process in [*self.pool, self.monitor, self.pusher]:
            process.kill()
        os._exit(BROKEN)

    def _on_term(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()


def _default_signals() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
