"""Runs the whole desk in the foreground: pages, sockets and background workers."""

from __future__ import annotations

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.module_loading import import_string

# Before anything else of Twisted: it installs the asyncio reactor.
from hscjit.server import DeskServer  # isort: skip
from hscjit import metrics
from hscjit.errands import Errands
from hscjit.preparation import prepare
from hscjit.supervisor import Supervisor


class Command(BaseCommand):
    help = "Runs pages, sockets and background workers in the foreground until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--no-worker", action="store_true", help="pages and sockets only; see `work`"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        listening = listen_on(settings.BIND, options["port"])
        try:
            prepare()
        except OperationalError as error:
            raise CommandError(f"the database does not answer: {_first_line(error)}") from error
        errands = Errands()
        supervisor = Supervisor({} if options["no_worker"] else settings.CLUSTERS)
        server = DeskServer(
            import_string(settings.ASGI_APPLICATION),
            listening,
            warm_up=[import_string(path) for path in settings.WARM_UP],
            on_ready=lambda: self._on_ready(options["port"], errands),
            on_stop=supervisor.begin_stop,
            drain=settings.DRAIN_SECONDS,
            body_limits=settings.LARGE_BODIES,
            body_dir=settings.FILE_UPLOAD_TEMP_DIR,
        )
        supervisor.start()
        try:
            server.run()
        finally:
            errands.stop()
            supervisor.stop()

    def _on_ready(self, port: int, errands: Errands) -> None:
        metrics.begin_at_zero()
        self._announce(port)
        errands.start()

    def _announce(self, port: int) -> None:
        host = f"[{settings.BIND}]" if ":" in settings.BIND else settings.BIND
        self.stdout.write(
            f"\n  HSC-JIT is at http://{host}:{port}/   (stop with Ctrl-C)\n"
            "  To use /admin/, make yourself an account:"
            " .venv/bin/python manage.py createsuperuser\n"
        )
        self.stdout.flush()


def listen_on(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything else, so that a second start changes nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CommandError(f"cannot listen on {host}:{port}: {reason}", returncode=1) from error
    except OverflowError:
        raise CommandError(f"--port {port}: allowed: 0 to 65535", returncode=2) from None


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
