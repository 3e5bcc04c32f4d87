"""Door: import catalogue files into the database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.feeds import NoFeed, find_files
from catalog.import_report import ImportReport
from catalog.importing import import_files

SHOWN = 50  # problems listed for people; --json lists all


class Command(BaseCommand):
    help = "Imports brand JSON, JSON Lines or CSV files (or folders of them) into the catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument(
            "--prune",
            action="store_true",
            help="retire products of the brands in the files that are not in the files any more",
        )
        parser.add_argument(
            "--keep-demo", action="store_true", help="do not retire the demo catalogue"
        )
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        paths: list[Path] = options["paths"]
        try:
            total = sum(file.stat().st_size for file in find_files(paths))
            # disable=None: no bar unless standard error is a terminal.
            with tqdm(total=total, unit="B", unit_scale=True, disable=None, file=sys.stderr) as bar:
                report = import_files(
                    paths,
                    dry_run=options["dry_run"],
                    prune=options["prune"],
                    keep_demo=options["keep_demo"],
                    progress=bar.update,
                )
        except NoFeed as error:
            raise CommandError(str(error), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._tell(report)
        if report.failures:
            sys.exit(1)

    def _tell(self, report: ImportReport) -> None:
        would = "Dry run, nothing was written: " if report.dry_run else ""
        self.stdout.write(
            f"{would}{report.created} created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {report.failed} failed "
            f"({report.files} files, {report.seconds:.1f} s)."
        )
        if report.retired:
            self.stdout.write(f"{report.retired} products retired that the files no longer hold.")
        if report.demo_retired:
            self.stdout.write(f"The demo catalogue was retired ({report.demo_retired} products).")
        if report.prune_skipped:
            self.stderr.write("Nothing was pruned, because rows failed.")
        for kind, problems in (("failed", report.failures), ("warning", report.warnings)):
            for problem in problems[:SHOWN]:
                key = f" [{problem.id}]" if problem.id else ""
                self.stderr.write(f"{kind}: {problem.file}:{problem.line}{key} {problem.reason}")
            if len(problems) > SHOWN:
                self.stderr.write(f"… and {len(problems) - SHOWN} more, see --json")
