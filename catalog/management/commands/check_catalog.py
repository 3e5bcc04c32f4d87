"""Door: what is missing or unreachable in the catalogue."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalog.checking import CatalogueCheck, check

SHOWN = 20  # of each kind, for people; --json lists all


class Command(BaseCommand):
    help = "Lists what is missing, ambiguous or unreachable. Exit status 1: addresses are broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--online", action="store_true", help="ask each address on the network")
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        with tqdm(unit="address", disable=None, file=sys.stderr, leave=False) as bar:
            found = check(online=options["online"], progress=bar.update)
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False))
        else:
            self._tell(found)
        if found.broken:
            sys.exit(1)

    def _tell(self, found: CatalogueCheck) -> None:
        self.stdout.write(f"{found.products} products.")
        self._list("products without a manual's address", found.without_manual)
        self._list("brands without products", found.brands_without_products)
        clashes = [f"{c.alias}: {', '.join(c.products)}" for c in found.alias_collisions]
        self._list("aliases that several products share", clashes)
        broken = [f"{b.url} ({b.product}): {b.reason}" for b in found.broken]
        self._list("addresses that lead nowhere", broken)

    def _list(self, title: str, lines: Sequence[str]) -> None:
        self.stdout.write(f"{len(lines)} {title}")
        for line in lines[:SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > SHOWN:
            self.stdout.write(f"  … and {len(lines) - SHOWN} more, see --json")
