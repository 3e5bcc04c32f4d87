"""Door: put the encoders into MODEL_DIR; `serve` and `work` run it once, behind themselves."""

from __future__ import annotations

import json
import os
import sys
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from hscjit.lifeline import hold_on_to
from support import vectorising
from support.encoders import manifest
from support.encoders.fetching import Report, Unwritable, fetch_missing

LOW_PRIORITY = 10


class Command(BaseCommand):
    help = "Puts the encoders named in the manifest into MODEL_DIR, checked by sha256."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
        parser.add_argument("--lifeline", type=int, metavar="FD", help=SUPPRESS)

    def handle(self, *_: Any, **options: Any) -> None:
        if options["lifeline"] is not None:
            hold_on_to(options["lifeline"])
            os.nice(LOW_PRIORITY)
        try:
            report = fetch_missing(manifest.FILES, lambda text: self.stderr.write(f"… {text}"))
        except Unwritable as error:
            raise CommandError(f"MODEL_DIR: {error}", returncode=1) from error
        if report.fetched and not report.failed:
            _begin_vectors()
        if options["json"]:
            self.stdout.write(json.dumps(_as_dict(report), ensure_ascii=False))
        elif options["lifeline"] is None or report.fetched or report.failed:
            self.stdout.write(_in_words(report))
        if report.failed:
            sys.exit(1)


def _begin_vectors() -> None:
    """Of the manuals read so far. Where the database is not there, the sweep does it."""
    try:
        vectorising.rescue_abandoned()
    except DatabaseError:
        return


def _as_dict(report: Report) -> dict[str, Any]:
    return {
        "folder": str(settings.MODEL_DIR),
        "mode": "lexical" if report.failed else "full",
        "there": report.there,
        "fetched": report.fetched,
        "failed": report.failed,
    }


def _in_words(report: Report) -> str:
    if not report.failed:
        number = len(report.fetched)
        return f"Encoders: {number} files fetched." if number else "Encoders: all files are there."
    why = "; ".join(dict.fromkeys(reason for them in report.failed.values() for reason in them))
    return (
        f"Encoders: {len(report.failed)} files could not be had, so answers are found by words"
        f" alone ({why}). `fetch_models` tries again."
    )
