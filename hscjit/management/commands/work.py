"""Runs the background workers without a web server."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hscjit.errands import Errands
from hscjit.preparation import prepare
from hscjit.supervisor import Supervisor


class Command(BaseCommand):
    help = "Runs the background workers (both clusters) until Ctrl-C or SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def on_signal(number: int, frame: FrameType | None) -> None:
            # A thread sets the event: the main one may be inside wait() and hold its lock.
            threading.Thread(target=stop.set).start()

        prepare()
        supervisor = Supervisor(settings.CLUSTERS)
        signal.signal(signal.SIGTERM, on_signal)
        signal.signal(signal.SIGINT, on_signal)
        supervisor.start()
        errands = Errands()
        errands.start()
        self.stderr.write("HSC-JIT is working. Stop with Ctrl-C.")
        stop.wait()
        errands.stop()
        supervisor.stop()
