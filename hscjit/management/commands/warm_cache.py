"""Puts into the cache what the first customers will ask for."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Fills the caches (settings.CACHE_WARMERS), so that the first customers do not wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        report: dict[str, dict[str, float]] = {}
        for name, path in settings.CACHE_WARMERS.items():
            began = time.perf_counter()
            count = import_string(path)()
            report[name] = {"count": count, "seconds": round(time.perf_counter() - began, 3)}
        if options["json"]:
            self.stdout.write(json.dumps({"warmed": report}))
            return
        for name, figures in report.items():
            self.stdout.write(f"{name}: {figures['count']} in {figures['seconds']} s")
