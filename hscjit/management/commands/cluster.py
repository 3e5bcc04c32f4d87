"""Runs one cluster of background workers; `serve` and `work` start it, people rarely do."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django_q.conf import Conf

from hscjit.guard import Guard
from hscjit.lifeline import hold_on_to


class Command(BaseCommand):
    help = "Runs one cluster of background workers until SIGTERM."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=list(settings.CLUSTERS))
        parser.add_argument(
            "--lifeline", type=int, metavar="FD", help="a pipe: everything exits when it ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"] != Conf.CLUSTER_NAME:
            # django-q2 reads the name while it is imported, so start anew with the name set.
            environment = {**os.environ, "Q_CLUSTER_NAME": options["name"]}
            if options["lifeline"] is not None:
                os.set_inheritable(options["lifeline"], True)
            os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606
        if options["lifeline"] is not None:
            hold_on_to(options["lifeline"])
        Guard().run()
