"""Our predictor beside others: the same queries, the same machine, one run.

make bench                                   real data where it is there, else a made-up catalogue
make bench ARGS="PRODUCTS.jsonl QUERIES.jsonl"   other real data for the smaller table
make bench ARGS="--size 18000 --size 200000 --products-asked 300 --engine ours"
"""

from __future__ import annotations

import json
import os
import pickle
import platform
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from catalog.building import ProductRow
from catalog.evaluation import KEYS, read_queries
from catalog.picture import ProductFacts
from tests.bench.engines import ENGINES
from tests.bench.measuring import Case
from tests.bench.queries import queries
from tests.bench.synthesis import products

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
FILES = (REAL / "catalog" / "products_18k.jsonl", REAL / "prediction" / "queries_dev.jsonl")
SIZES = (18_000, 200_000)
HEAD = (
    "engine", "queries", "top-1", "top-3", "top-5", "P50 ms", "P95 ms", "P99 ms",
    "CPU P50", "CPU P95", "CPU P99", "build s", "MB",
)  # fmt: skip


def arguments() -> Namespace:
    parser = ArgumentParser(prog="make bench", description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="PRODUCTS.jsonl QUERIES.jsonl")
    parser.add_argument("--made-up", action="store_true", help="no real data, also where it is")
    parser.add_argument("--size", type=int, action="append", help="products; may be repeated")
    parser.add_argument("--products-asked", type=int, default=1000, help="of a made-up catalogue")
    parser.add_argument("--few", type=int, default=60, help="queries for the slow engines")
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES))
    parser.add_argument("--json", action="store_true", help="one JSON object for each row")
    given = parser.parse_args()
    if len(given.files) not in {0, 2}:
        parser.error("name both files, or none")
    return given


def cases(given: Namespace) -> Iterator[tuple[Case, Sequence[ProductRow]]]:
    """The catalogues to measure, one after the other."""
    files = given.files or ([] if given.made_up or not all(map(Path.exists, FILES)) else FILES)
    sizes = given.size or SIZES
    for size in sizes:
        if files and (size == SIZES[0] or given.files):
            yield real_case(*files, given.few)
            files = []
        else:
            rows = products(size)
            asked = [q for q in queries(rows, given.products_asked) if q.kind != KEYS]
            yield Case(f"{size:,} made-up products", size, tuple(asked), given.few), rows


def real_case(
    products_file: Path, queries_file: Path, few: int
) -> tuple[Case, Sequence[ProductRow]]:
    lines = products_file.read_text("utf-8").splitlines()
    rows = tuple(real_row(json.loads(line)) for line in lines)
    asked = tuple(query for query in read_queries(queries_file) if query.kind != KEYS)
    title = f"{len(rows):,} real products ({products_file.name})"
    return Case(title, len(rows), asked, few), rows


def real_row(data: dict[str, str]) -> ProductRow:
    facts = ProductFacts(
        data["id"], data["name"], data["brand"], data.get("category", ""), "", None, ""
    )
    return ProductRow(facts, model=data.get("model", ""))


def run(file: Path, engine: str) -> dict[str, Any]:
    """The figures of one engine, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.measuring", str(file), engine],
        cwd=ROOT, stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{engine} did not finish (status {done.returncode})")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def table_row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    given = arguments()
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else "?"
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {processors} processors, "
        f"load {os.getloadavg()[0]:.1f}",
        file=sys.stderr,
    )
    for case, rows in cases(given):
        if not given.json:
            print(f"\n{case.title}, {len(case.queries):,} queries\n\n{table_row(HEAD)}")
            print(table_row(["---"] * len(HEAD)))
        with tempfile.NamedTemporaryFile(suffix=".pickle") as file:
            for part in (case, *rows):
                pickle.dump(part, file)
            file.flush()
            for engine in given.engine or ENGINES:
                figures = run(Path(file.name), engine)
                if given.json:
                    print(json.dumps({"products": case.products, **figures}), flush=True)
                    continue
                cells = [f"{value:.3f}" for value in figures["top"]]
                cells += [f"{value:.2f}" for value in (*figures["latency_ms"], *figures["cpu_ms"])]
                cells += [f"{figures['build_seconds']:.1f}", f"{figures['memory_mb']:.0f}"]
                print(table_row([engine, figures["queries"], *cells]), flush=True)


if __name__ == "__main__":
    main()
