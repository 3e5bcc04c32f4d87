"""Commands that run once behind a desk that has started, and never delay it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger("hscjit.errands")


class Errands:
    """settings.ERRANDS: command → dotted path of what tells whether it is needed. One by one."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = threading.Lock()
        self._read_end, self._write_end = os.pipe()

    def start(self) -> None:
        """Returns at once."""
        threading.Thread(target=self._run, name="errands", daemon=True).start()

    def stop(self) -> None:
        """End what is still running."""
        with self._lock:
            self._stopped = True
            if self._child is not None and self._child.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(self._child.pid, signal.SIGKILL)
                self._child.wait()

    def _run(self) -> None:
        for command, is_needed in settings.ERRANDS.items():
            try:
                if import_string(is_needed)() and (child := self._launched(command)):
                    child.wait()
            except OSError as error:
                logger.warning("%s could not be started (%s)", command, error)

    def _launched(self, command: str) -> subprocess.Popen[bytes] | None:
        manage = Path(settings.BASE_DIR, "manage.py")
        # It does not live on, so it must not leave its counts among those who do.
        environment = {k: v for k, v in os.environ.items() if k != "PROMETHEUS_MULTIPROC_DIR"}
        with self._lock:
            if self._stopped:
                return None
            self._child = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, str(manage), command, "--lifeline", str(self._read_end)],
                env=environment,
                pass_fds=[self._read_end],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            return self._child
