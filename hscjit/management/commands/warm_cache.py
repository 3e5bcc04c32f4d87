"""Reads once what the first customers will need, so that it lies in the caches on the way."""

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
        report: dict[str, float] = {}
        for name, path in settings.CACHE_WARMERS.items():
            began = time.perf_counter()
            import_string(path)()
            report[name] = round(time.perf_counter() - began, 3)
        if options["json"]:
            self.stdout.write(json.dumps({"warmed": report}))
            return
        for name, seconds in report.items():
            self.stdout.write(f"{name}: {seconds} s")
