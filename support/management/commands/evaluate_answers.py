"""Door: ingest manuals, ask every question of a file, report how good the answers are."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from tqdm import tqdm

from catalog.models import Brand, ManualSource, Product
from hscjit.threads import in_thread
from support import conversations, manuals, recognition, retrieval
from support.answering.engines import ENGINES
from support.answering.events import Answer
from support.evaluation import (
    BadQuestions,
    Figures,
    Place,
    Question,
    Result,
    compare,
    read_questions,
    report,
)
from support.ingest import ingest
from support.models import Manual

MORE_THAN_ENOUGH = 60  # passages, so that the first five distinct pages are among them
HIDDEN = "--in-this-database"


class Command(BaseCommand):
    help = (
        "Ingests the named manuals into a temporary database, asks every question and reports"
        " page recall, citations, answers, refusals and latency."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("questions", type=Path, help="JSON Lines")
        parser.add_argument("--manuals", type=Path, required=True, help="folder of the manuals")
        parser.add_argument("--engine", default="auto", choices=["auto", *ENGINES])
        parser.add_argument("--mode", default="lexical", choices=["lexical", "full"])
        parser.add_argument("--compare", type=Path, help="an earlier report, as JSON")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(HIDDEN, action="store_true", dest="inside", help=SUPPRESS)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["mode"] == "full":
            raise CommandError("--mode full: there are no encoders here", returncode=2)
        try:
            questions = read_questions(options["questions"])
            old = json.loads(options["compare"].read_text()) if options["compare"] else None
        except (BadQuestions, OSError, ValueError) as error:
            raise CommandError(str(error), returncode=2) from error
        if not options["manuals"].is_dir():
            raise CommandError(f"--manuals: {options['manuals']} is no folder", returncode=2)
        if options["inside"]:
            self.stdout.write(json.dumps(_evaluate(questions)))
            return
        figures = _in_a_temporary_place(options)
        if old is not None:
            figures["compared"] = compare(old, figures)
        self.stdout.write(json.dumps(figures) if options["json"] else _table(figures))


def _in_a_temporary_place(options: dict[str, Any]) -> Figures:
    """Run ourselves with a database, storage and cache of our own; nothing stays behind."""
    left_out = {"DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SECRET_KEY", "SECRET_KEY_FILE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    with tempfile.TemporaryDirectory(prefix="evaluation-") as folder:
        environment |= {
            "DATA_DIR": folder,
            "MANUALS_DIR": str(options["manuals"].absolute()),
            "ANSWER_ENGINE": options["engine"],
            "LOG_LEVEL": "ERROR",
            "BIND": "127.0.0.1",
        }
        command = [
            *(sys.executable, "manage.py", "evaluate_answers"),
            str(options["questions"].absolute()),
            *("--manuals", environment["MANUALS_DIR"], HIDDEN),
        ]
        done = subprocess.run(  # noqa: S603 our own command
            command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, check=False
        )
    if done.returncode != 0:
        raise CommandError("the evaluation did not come to its end")
    figures: Figures = json.loads(done.stdout)
    return figures


def _evaluate(questions: tuple[Question, ...]) -> Figures:
    call_command("migrate", verbosity=0)
    brand = Brand.objects.create(id="evaluation", name="Evaluation")
    files = list(dict.fromkeys(question.manual_file for question in questions))
    products = {name: _product(brand, number, name) for number, name in enumerate(files)}
    seconds = {}
    for name in _progress(files, "reading"):
        began = time.monotonic()
        manual = manuals.manual_for(products[name])
        if manual is not None:
            ingest(manual.pk)
            _read_pictures(manual)
        seconds[name] = round(time.monotonic() - began, 3)
    results = asyncio.run(_ask_all(questions, products))
    return report(results, seconds)


def _read_pictures(manual: Manual) -> None:
    """What a desk reads in the background: here the figures must not depend on when it is done."""
    manual.refresh_from_db()
    if manual.current is not None:
        recognition.finish(manual.current)


def _product(brand: Brand, number: int, file: str) -> Product:
    product = Product.objects.create(id=f"manual-{number}", brand=brand, name=file)
    ManualSource.objects.create(product=product, url=f"file:{file}")
    return product


async def _ask_all(questions: tuple[Question, ...], products: dict[str, Product]) -> list[Result]:
    results = []
    for question in _progress(questions, "asking"):
        product = products[question.manual_file]
        message = await in_thread(conversations.ask)(product.pk, question.question)
        began = time.monotonic()
        async for event in conversations.answer_stream(message.pk):
            if isinstance(event, Answer):
                total = round((time.monotonic() - began) * 1000, 2)
                results.append(await in_thread(_result)(question, product, event, total))
    return results


def _result(question: Question, product: Product, answer: Answer, total_ms: float) -> Result:
    manual = manuals.manual_for(product)
    revision = manual.current if manual else None
    hits = retrieval.find(revision, question.question, limit=MORE_THAN_ENOUGH) if revision else ()
    places = {
        hit.page: Place(hit.page, (hit.page_label, *hit.heading_path)) for hit in reversed(hits)
    }
    order = list(dict.fromkeys(hit.page for hit in hits))
    return Result(
        question=question,
        retrieved=tuple(places[page] for page in order),
        cited=tuple(
            places.get(place.page, Place(place.page, (place.page_label,)))
            for place in answer.citations
        ),
        outcome=answer.outcome,
        text=answer.text,
        first_chunk_ms=answer.timings.get("first_chunk"),
        total_ms=total_ms,
    )


def _progress(items: Any, what: str) -> Any:
    return tqdm(items, desc=what, disable=not sys.stderr.isatty(), file=sys.stderr)


def _table(figures: Figures) -> str:
    lines = [
        f"{name:16} {figures[name]}"
        for name in (
            *("answerable", "unanswerable", "page_recall", "citation_hit", "answer_contains"),
            *("correct_refusal", "false_refusal", "unsure", "latency_ms", "ingest_seconds"),
        )
    ]
    for name, part in figures["by_manual"].items():
        lines.append(f"{name:40} {part['page_recall']} contains {part['answer_contains']}")
    if "compared" in figures:
        lines.append(f"compared: {figures['compared']}")
    return "\n".join(lines)
