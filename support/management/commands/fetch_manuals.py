"""Door: fetch, extract and index manuals now, in the foreground."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from catalog.models import Product
from support import manuals, rounds
from support.errors import FetchFailed, Unreadable
from support.ingest import ingest
from support.models import Manual

STALE_AFTER = timedelta(days=7)
FAILURES = (FetchFailed.reason, Unreadable.reason)


@dataclass(slots=True)
class Report:
    """What was done; ``busy`` are manuals that another process was reading."""

    fetched: int = 0
    unchanged: int = 0
    busy: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "fetched": self.fetched,
            "unchanged": self.unchanged,
            "busy": self.busy,
            "failed": self.failed,
        }


class Command(BaseCommand):
    help = "Fetches, extracts and indexes manuals, whatever their state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--product", metavar="ID", action="append", help="may be repeated")
        which.add_argument(
            "--all",
            action="store_true",
            help="of every current product, with other languages and stand-ins",
        )
        which.add_argument(
            "--stale",
            action="store_true",
            help="not checked for a week, or failed and due for another attempt",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *_: Any, **options: Any) -> None:
        report = Report()
        _read(_chosen(options, report), report)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self.stdout.write(_in_words(report))
        if report.failed:
            sys.exit(1)


def _chosen(options: dict[str, Any], report: Report) -> list[Manual]:
    """The manuals to read; products without an address go into the report."""
    if options["all"]:
        return rounds.all_in_catalogue()
    if options["stale"]:
        return rounds.stale(STALE_AFTER)
    if not options["product"]:
        raise CommandError("say which: --product ID, --all or --stale", returncode=2)
    chosen: dict[int, Manual] = {}
    for product_id in options["product"]:
        product = Product.objects.filter(pk=product_id).first()
        if product is None:
            raise CommandError(f"there is no product {product_id!r}", returncode=2)
        manual = manuals.manual_for(product)
        if manual is None:
            text = f"the catalogue knows no manual of {product_id}"
            report.failed.append({"address": "", "reason": "no_manual", "text": text})
        else:
            chosen[manual.pk] = manual
    return list(chosen.values())


def _read(chosen: Iterable[Manual], report: Report) -> None:
    bar = tqdm(list(chosen), unit="manual", disable=None, file=sys.stderr)  # None: terminals only
    for manual in bar:
        bar.set_description(manual.address[-40:])

        def progress(received: int, _total: int | None) -> None:
            bar.set_postfix_str(f"{received / 1024**2:.1f} MB")

        _count(manual, ingest(manual.pk, again=True, on_progress=progress), report)


def _count(manual: Manual, outcome: str, report: Report) -> None:
    if outcome == "indexed":
        report.fetched += 1
    elif outcome == "unchanged":
        report.unchanged += 1
    elif outcome in FAILURES:
        manual.refresh_from_db()
        report.failed.append(
            {"address": manual.address, "reason": manual.reason, "text": manual.failure}
        )
    else:
        report.busy += 1


def _in_words(report: Report) -> str:
    lines = [f"{entry['address']}: {entry['text']}" for entry in report.failed]
    lines.append(
        f"{report.fetched} fetched, {report.unchanged} unchanged, {len(report.failed)} failed"
    )
    if report.busy:
        lines.append(f"{report.busy} are being read by another process")
    return "\n".join(lines)
