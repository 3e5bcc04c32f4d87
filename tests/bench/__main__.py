"""The predictor's latency beside that of the obvious way, in the same run on the same machine.

make bench                                  the demo catalogue, made larger
make bench ARGS="PRODUCTS.jsonl QUERIES.jsonl"
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscjit.settings")
os.environ["DATA_DIR"] = folder = tempfile.mkdtemp(prefix="desk-bench-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from rapidfuzz import fuzz, process  # noqa: E402

from catalog import snapshot  # noqa: E402
from catalog.predictor import predict  # noqa: E402

QUERIES = ("td17", "acoustic pi", "headphnes wireless", "how do i reset my mixer", "coffe machin")
BASELINE_QUERIES = 40  # each takes about a tenth of a second


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(name: str, answer: Callable[[str], object], queries: Sequence[str]) -> None:
    answer(queries[0])
    milliseconds = []
    for query in queries:
        began = time.perf_counter()
        answer(query)
        milliseconds.append((time.perf_counter() - began) * 1000)
    figures = "  ".join(f"P{p} {percentile(milliseconds, p / 100):8.2f} ms" for p in (50, 95, 99))
    print(f"{name:28} {figures}   ({len(queries)} queries)")


def main(arguments: Sequence[str]) -> None:
    call_command("migrate", verbosity=0)
    queries: Sequence[str] = QUERIES * 40
    if arguments:
        call_command("import_catalog", arguments[0], stdout=sys.stderr)
    else:
        call_command("load_demo", stdout=sys.stderr)
    if len(arguments) > 1:
        lines = Path(arguments[1]).read_text().splitlines()
        queries = [json.loads(line)["q"] for line in lines][:2000]
    catalogue = snapshot.current(fresh=True)
    names = [f"{product.brand} {product.name}" for product in catalogue.facts]
    print(f"{len(names)} products, Python {sys.version.split()[0]}")
    measure("catalog.predictor", lambda text: predict(catalogue, text), queries)
    measure(
        "rapidfuzz WRatio over all",
        lambda text: process.extract(text, names, scorer=fuzz.WRatio, limit=5),
        queries[:BASELINE_QUERIES],
    )


if __name__ == "__main__":
    main(sys.argv[1:])
