"""Measures one engine in a process of its own, so that its memory is not another one's.

python -m tests.bench.measuring CASE.pickle ENGINE  prints the figures as one JSON object.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import pickle
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from catalog.evaluation import QueryRow, percentile
from tests.bench.engines import ENGINES, Answer, folder

WARM_UP = 5  # queries that are not counted


@dataclass(frozen=True, slots=True)
class Case:
    """``products`` (their number) and queries; ``few``: how many a slow engine gets at least."""

    title: str
    products: int
    queries: tuple[QueryRow, ...]
    few: int


@dataclass(frozen=True, slots=True)
class Figures:
    """``memory_mb``: growth of resident memory, after building and answering.

    ``latency_ms``: P50, P95, P99 by the clock; ``cpu_ms``: the same of this thread's processor
    time, which other programs on the machine do not lengthen.
    """

    engine: str
    queries: int
    top: tuple[float, ...]
    latency_ms: tuple[float, ...]
    cpu_ms: tuple[float, ...]
    build_seconds: float
    memory_mb: float


def resident() -> int:
    """Bytes this process really holds; what is free goes back to the system first."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # elsewhere what is free counts too
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return psutil.Process().memory_info().rss


def measure(file: Path, engine: str) -> Figures:
    """Build ``engine`` and ask it. ``file`` holds a pickled Case, then each of its products.

    The time of building includes reading the products.
    """
    builder, share = ENGINES[engine]
    with file.open("rb") as source, folder() as path:
        case: Case = pickle.load(source)
        asked = spread(case.queries, share, case.few)
        before = resident()
        started = time.perf_counter()
        # One by one: what an engine does not keep is no memory of its.
        answer = builder((pickle.load(source) for _ in range(case.products)), Path(path))
        built = time.perf_counter() - started
        ranks, seconds, cpu = ask(answer, asked)
        memory = resident() - before
    return Figures(
        engine=engine,
        queries=len(asked),
        top=tuple(round(sum(r < depth for r in ranks) / len(ranks), 4) for depth in (1, 3, 5)),
        latency_ms=percentiles(seconds),
        cpu_ms=percentiles(cpu),
        build_seconds=round(built, 2),
        memory_mb=round(memory / 1e6, 1),
    )


def spread(queries: Sequence[QueryRow], share: float, few: int) -> list[QueryRow]:
    """``share`` of the queries (all of them, or at least ``few``), evenly from the whole list."""
    wanted = len(queries) if share >= 1 else min(max(int(len(queries) * share), few), len(queries))
    return [queries[place * len(queries) // wanted] for place in range(wanted)]


def percentiles(seconds: Sequence[float]) -> tuple[float, ...]:
    return tuple(percentile(seconds, percent) or 0.0 for percent in (50, 95, 99))


def ask(answer: Answer, queries: Sequence[QueryRow]) -> tuple[list[int], list[float], list[float]]:
    """(rank of the first right product or 99, seconds, seconds of processor) of each query."""
    for query in queries[:WARM_UP]:
        answer(query.text)
    ranks, seconds, cpu = [], [], []
    for query in queries:
        started, worked = time.perf_counter(), time.thread_time()
        ids = answer(query.text)
        cpu.append(time.thread_time() - worked)
        seconds.append(time.perf_counter() - started)
        ranks.append(next((n for n, key in enumerate(ids) if key in query.accept), 99))
    return ranks, seconds, cpu


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1]), sys.argv[2]))))
