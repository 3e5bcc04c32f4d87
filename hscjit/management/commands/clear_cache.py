"""Empties the cache that all processes share."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.cache import caches
from django.core.management.base import BaseCommand, CommandError

from hscjit.cache import CacheDown


class Command(BaseCommand):
    help = "Empties the cache. Nothing is lost by it; things are slower for a moment."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        cache: Any = caches["default"]
        try:
            cache.ping()
        except CacheDown as error:
            raise CommandError("the shared cache does not answer") from error
        cache.clear()
        report = json.dumps({"cleared": True}) if options["json"] else "The cache is empty."
        self.stdout.write(report)
