"""Lets a child process make the picture of a large catalogue: it keeps the interpreter busy."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

TIMEOUT = 600.0  # seconds for one picture; 200,000 products take 10 to 40
# After a build the next one waits so many times as long as it took: an import raises the version
# with every batch, and must not keep a whole processor busy with nothing else.
REST = 3.0
SHORTEST_REST = 3.0  # seconds

logger = logging.getLogger(__name__)


class Builder:
    """At most one child of this process at a time; it dies with us, see hscjit.lifeline."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._write_end = -1
        self._started = 0.0
        self._rest_until = 0.0

    @property
    def is_running(self) -> bool:
        return self._child is not None

    @property
    def may_start(self) -> bool:
        return self._child is None and time.monotonic() >= self._rest_until

    def start(self) -> None:
        """Start ``build_catalogue``; returns at once."""
        read_end, self._write_end = os.pipe()
        manage = Path(settings.BASE_DIR, "manage.py")
        # It does not live on, so it must not leave its counts among those who do.
        environment = {k: v for k, v in os.environ.items() if k != "PROMETHEUS_MULTIPROC_DIR"}
        try:
            self._child = subprocess.Popen(  # noqa: S603
                [sys.executable, str(manage), "build_catalogue", "--lifeline", str(read_end)],
                env=environment,
                pass_fds=[read_end],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(read_end)
        self._started = time.monotonic()

    def outcome(self) -> bool | None:
        """Whether the child did its work; None while it runs, or where none was started."""
        child = self._child
        if child is None:
            return None
        taken = time.monotonic() - self._started
        status = child.poll()
        if status is None and taken < TIMEOUT:
            return None
        self.stop()
        self._rest_until = time.monotonic() + max(taken * REST, SHORTEST_REST)
        if status != 0:
            logger.error("the catalogue's picture was not built: exit status %s", status)
        return status == 0

    def stop(self) -> None:
        """End the child, if there is one."""
        if self._child is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        os.close(self._write_end)
        self._child = None
