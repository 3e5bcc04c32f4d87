"""Door: how good the predictions are on a file of queries."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.evaluation import BadQueries, evaluate, read_queries
from catalog.snapshot import current

COLUMNS = ("n", "top1", "top3", "top5", "mrr", "keys_to_top3")


class Command(BaseCommand):
    help = "Measures top-1/3/5, MRR, keys-to-top-3 and latency of the predictions, by class."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
        parser.add_argument("--json", action="store_true", help="the figures as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            queries = list(read_queries(options["queries"]))
        except BadQueries as error:
            raise CommandError(str(error), returncode=2) from None
        snapshot = current(fresh=True)
        with tqdm(total=len(queries), unit="query", disable=None, file=sys.stderr) as bar:
            figures = evaluate(snapshot, queries, bar.update)
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            self._table(figures)

    def _table(self, figures: dict[str, Any]) -> None:
        head = "".join(f"{name:>13}" for name in (*COLUMNS, "p50 ms", "p95 ms", "p99 ms"))
        self.stdout.write(f"{'class':12}{head}")
        for name, row in (*figures["by_class"].items(), ("all", figures)):
            values = [row[column] for column in COLUMNS] + list(row["latency_ms"].values())
            cells = "".join(f"{'–' if value is None else value:>13}" for value in values)
            self.stdout.write(f"{name:12}{cells}")
        self._calibration(figures["calibration"])

    def _calibration(self, figures: dict[str, Any]) -> None:
        self.stdout.write(f"\n{'confidence':12}{'n':>13}{'mean':>13}{'right':>13}")
        for row in figures["bins"]:
            name = f"{row['from']}–{row['to']}"
            self.stdout.write(f"{name:12}{row['n']:>13}{row['confidence']:>13}{row['right']:>13}")
        if figures["error"] is not None:
            self.stdout.write(f"expected calibration error {figures['error']}")
