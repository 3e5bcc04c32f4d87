"""Door: make the picture of the catalogue that the serving processes of this machine map."""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog.building import build
from catalog.loading import rows
from catalog.models import CatalogueVersion, ProductChange
from catalog.picture_files import Origin
from catalog.shelf import Shelf
from hscjit.lifeline import hold_on_to

NICENESS = 10


class Command(BaseCommand):
    help = "Stores the picture of the catalogue that predictions are read from, in DATA_DIR."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--lifeline", type=int, metavar="FD", help="a pipe: we exit when it ends"
        )
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["lifeline"] is not None:
            hold_on_to(options["lifeline"])
            os.nice(NICENESS)  # beside those that serve; by hand nobody wants it slow
        began = time.monotonic()
        report = self._build(Shelf()) | {"seconds": round(time.monotonic() - began, 2)}
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write(", ".join(f"{name}: {value}" for name, value in report.items()))

    def _build(self, shelf: Shelf) -> dict[str, Any]:
        with shelf.builders_turn() as ours:
            if not ours:
                return {"outcome": "another one waits already"}
            if not CatalogueVersion.current():
                CatalogueVersion.rise()  # products that came in past every door of ours
            stamp = CatalogueVersion.stamp()
            origin = Origin(stamp.lineage, stamp.number)
            if shelf.has(origin):
                return {"outcome": "up to date", "version": stamp.number}
            picture = build(rows(), stamp.number)
            path = shelf.put(picture, origin)
            ProductChange.forget(stamp.number)
        return {
            "outcome": "built", "version": stamp.number, "products": len(picture),
            "folder": path.name,
        }  # fmt: skip
