"""Door: ingest manuals, ask every question of a file, report how good the answers are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from support import encoders
from support.answering.engines import ENGINES, MODELS
from support.evaluation import BadQuestions, Figures, Question, read_questions
from support.evaluation_report import compare, markdown
from support.evaluation_run import evaluate

HIDDEN = "--in-this-database"


class Command(BaseCommand):
    help = (
        "Ingests the named manuals into a temporary database, asks every question and reports"
        " page recall, citations, answers, refusals and latency."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("questions", type=Path, nargs="+", help="JSON Lines")
        parser.add_argument("--manuals", type=Path, required=True, help="folder of the manuals")
        parser.add_argument("--engine", default="auto", choices=["auto", *ENGINES])
        parser.add_argument(
            "--mode", choices=["lexical", "full"], help="as the desk would search here"
        )
        parser.add_argument("--compare", type=Path, help="an earlier report, as JSON")
        parser.add_argument("--markdown", type=Path, metavar="FILE", help="write tables there")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the JSON there too")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(HIDDEN, action="store_true", dest="inside", help=SUPPRESS)

    def handle(self, *_args: Any, **options: Any) -> None:
        options["mode"] = options["mode"] or ("full" if encoders.present() else "lexical")
        if trouble := _trouble(options):
            raise CommandError(trouble, returncode=2)
        try:
            questions = _all_questions(options["questions"])
            old = json.loads(options["compare"].read_text()) if options["compare"] else None
        except (BadQuestions, OSError, ValueError) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["inside"]:
            call_command("migrate", verbosity=0)
            self.stdout.write(json.dumps(evaluate(questions, options["mode"])))
            return
        self._report(_in_a_temporary_place(options), old, options)

    def _report(self, figures: Figures, old: Figures | None, options: dict[str, Any]) -> None:
        if old is not None:
            figures["compared"] = compare(old, figures)
        if options["markdown"]:
            options["markdown"].write_text(markdown(figures) + "\n", encoding="utf-8")
        if options["report"]:
            options["report"].write_text(json.dumps(figures), encoding="utf-8")
        self.stdout.write(json.dumps(figures) if options["json"] else _table(figures))
        if failed := figures["failed_manuals"]:
            reasons = "; ".join(f"{name}: {reason}" for name, reason in failed.items())
            raise CommandError(f"not read, so nothing was found in them: {reasons}")


def _trouble(options: dict[str, Any]) -> str:
    """What is wrong with the call, before anything is read; "" for nothing."""
    if options["mode"] == "full" and not encoders.present():
        return "--mode full: there are no encoders here"
    offer = MODELS.get(options["engine"])
    if offer is not None and not getattr(settings, offer.needs):
        return f"--engine: {offer.needs} is not set"
    return "" if options["manuals"].is_dir() else f"--manuals: {options['manuals']} is no folder"


def _all_questions(files: list[Path]) -> tuple[Question, ...]:
    return tuple(question for file in files for question in read_questions(file))


def _in_a_temporary_place(options: dict[str, Any]) -> Figures:
    """Run ourselves with a database, storage and cache of our own; nothing stays behind."""
    left_out = {"DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SECRET_KEY", "SECRET_KEY_FILE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    with tempfile.TemporaryDirectory(prefix="evaluation-") as folder:
        environment |= {
            "DATA_DIR": folder,
            "MANUALS_DIR": str(options["manuals"].absolute()),
            "MODEL_DIR": str(settings.MODEL_DIR),
            "RETRIEVAL_MODE": "auto" if options["mode"] == "full" else "lexical",
            "ANSWER_ENGINE": options["engine"],
            "ANSWER_CACHE": "off",
            "LOG_LEVEL": "ERROR",
            "BIND": "127.0.0.1",
        }
        command = [
            *(sys.executable, "manage.py", "evaluate_answers"),
            *(str(file.absolute()) for file in options["questions"]),
            *("--manuals", environment["MANUALS_DIR"], "--mode", options["mode"], HIDDEN),
        ]
        done = subprocess.run(  # noqa: S603 our own command
            command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, check=False
        )
    if done.returncode != 0:
        raise CommandError("the evaluation did not come to its end")
    figures: Figures = json.loads(done.stdout)
    return figures


def _table(figures: Figures) -> str:
    lines = [
        f"{name:16} {figures[name]}"
        for name in (
            *("mode", "engine", "answerable", "unanswerable", "page_recall", "citation_hit"),
            *("answer_contains", "correct_refusal", "false_refusal", "unsure"),
            *("quotes_checked", "quotes_failing", "latency_ms", "ingest_seconds"),
        )
    ]
    for name, part in figures["by_manual"].items():
        lines.append(f"{name:40} {part['page_recall']} contains {part['answer_contains']}")
    for name, change in figures.get("compared", {}).items():
        better, worse = change["better"], change["worse"]
        lines.append(f"{name}: {len(better)} better {better}, {len(worse)} worse {worse}")
    return "\n".join(lines)
