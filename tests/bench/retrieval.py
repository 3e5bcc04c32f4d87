"""How long customers wait for passages and for the first text of an answer: one manual, warm.

make bench                                   after the predictor
python -m tests.bench.retrieval [MANUAL QUESTIONS.jsonl] [--rounds N]

"words" is plain BM25 with all of ours switched off but the words themselves: what the others are
compared with. The rows from "evidence" on go through the whole desk: question in, first text out.
The database is a temporary one; the encoders are those of MODEL_DIR.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
REAL_CASE = (REAL / "manuals" / "expeyes17_manual_en.pdf", REAL / "qa" / "qa_dev.jsonl")
DEMO = ROOT / "catalog" / "demo"
DEMO_CASE = (DEMO / "manuals" / "rimtaro_tx17_owners_manual.pdf", DEMO / "questions.jsonl")
HEAD = ("method", "questions", "P50 ms", "P95 ms", "CPU P50", "CPU P95", "× words")

Lap = tuple[float, float]  # seconds by the clock, and of the processor, in all threads
Method = Callable[[str], Lap]

_blanks = itertools.count(1)


def arguments() -> Namespace:
    parser = ArgumentParser(
        prog="python -m tests.bench.retrieval", description=__doc__.split("\n", 1)[0]
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="MANUAL QUESTIONS.jsonl")
    parser.add_argument("--rounds", type=int, default=3, help="how often each question is asked")
    given = parser.parse_args()
    if len(given.files) not in {0, 2}:
        parser.error("name both files, or none")
    given.files = given.files or (REAL_CASE if all(map(Path.exists, REAL_CASE)) else DEMO_CASE)
    return given


@contextmanager
def desk(manuals: Path) -> Iterator[None]:
    """Django with an empty database of its own; the models stay where they are."""
    models = os.environ.get("MODEL_DIR") or str(ROOT / "var" / "models")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "hscjit.settings",
            "DATA_DIR": folder,
            "MANUALS_DIR": str(manuals.absolute()),
            "MODEL_DIR": models,
            "LOG_LEVEL": "ERROR",
            "ANSWER_CACHE": "on",
            "ANSWER_ENGINE": "extractive",
        }
        for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_URL"):
            os.environ.pop(name, None)
        import django  # noqa: PLC0415 - the settings are read when it starts
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        yield


def methods(file: str) -> Iterator[tuple[str, Method]]:
    """Reads the manual; what is measured, the baseline first, each when the one before is done."""
    from catalog.models import Brand, ManualSource, Product  # noqa: PLC0415 - see desk
    from support import encoders, ingest, manuals, open_indexes, retrieval, vectorising  # noqa: PLC0415
    from support.questions import Wanted  # noqa: PLC0415
    from support.words import terms  # noqa: PLC0415
    from tests.bench.first_text import Customer, cross_encoder  # noqa: PLC0415

    brand = Brand.objects.create(id="bench", name="Bench")
    product = Product.objects.create(id="bench", brand=brand, name="Bench")
    manual = manuals.manual_at(ManualSource.objects.create(product=product, url=f"file:{file}"))
    ingest.ingest(manual.pk)
    manual.refresh_from_db()
    revision = manual.current
    reader = open_indexes.index_of(revision) if revision else None
    if revision is None or reader is None:
        raise SystemExit(f"{file} cannot be read: {manual.failure}")
    customer = Customer(product.pk)

    def plain(text: str) -> object:
        asked = [Wanted(((term, 1.0),)) for term in terms(text, reader.language)]
        return reader.search(asked, 10)

    yield "words", timed(plain)
    yield "ours, by words", timed(lambda text: retrieval.find(revision, text))
    yield "first text, by words", customer.asks
    if encoders.load() is None:
        print("no encoders in MODEL_DIR: by words only (manage.py fetch_models)", file=sys.stderr)
        return
    began = time.perf_counter()
    vectorising.finish(revision)
    took = time.perf_counter() - began
    revision.refresh_from_db()
    yield "words, vectors, tokens", timed(lambda text: retrieval.find(revision, text))
    with cross_encoder(reads=True):
        yield "with the cross-encoder", timed(lambda text: retrieval.look(revision, text))
    yield "evidence while typing", customer.types
    with cross_encoder(reads=False):
        yield "first text, without the cross-encoder", customer.asks
    with cross_encoder(reads=True):
        yield "first text, with the cross-encoder", customer.asks
    yield "first text, as customers get it", customer.asks
    customer.leaves()
    print(f"\nVectors of its {len(reader)} passages were made in {took:.1f} s.")


def timed(method: Callable[[str], object]) -> Method:
    """Each question is new to the caches by its blanks, and means the same."""

    def lap(text: str) -> Lap:
        text += " " * next(_blanks)
        began, worked = time.perf_counter(), time.process_time()
        method(text)
        return time.perf_counter() - began, time.process_time() - worked

    return lap


def measure(name: str, method: Method, asked: Sequence[str], rounds: int) -> list[object]:
    """A row of the table without its last cell; in milliseconds."""
    laps = [method(text) for _ in range(rounds) for text in asked]
    seconds, cpu = zip(*laps, strict=True)
    return [name, len(laps), *percentiles(seconds), *percentiles(cpu)]


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """P50 and P95 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [0] * 19
    return statistics.median(seconds) * 1000, cuts[-1] * 1000


def questions(file: Path, manual: str) -> list[str]:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [row["question"] for row in rows if row["manual_file"] == manual]


def main() -> None:
    given = arguments()
    manual, source = given.files
    asked = questions(source, manual.name)
    with desk(manual.parent):
        print(f"\n{manual.name}, {len(asked)} questions, {given.rounds} rounds\n")
        print("| " + " | ".join(HEAD) + " |\n|" + " --- |" * len(HEAD))
        baseline = 0.0
        for name, method in methods(manual.name):
            measure(name, method, asked[:3], 1)  # warm
            row = measure(name, method, asked, given.rounds)
            baseline = baseline or float(str(row[2]))
            cells = [f"{c:.2f}" if isinstance(c, float) else str(c) for c in row]
            print("| " + " | ".join([*cells, f"{float(str(row[2])) / baseline:.1f}"]) + " |")


if __name__ == "__main__":
    main()
