"""How good predictions are: queries with known answers against a picture of the catalogue."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.calibration import Calibration
from catalog.picture import Snapshot
from catalog.predictor import Prediction, predict

DEPTH = 5  # products looked at for each query
KEYS = "keys"  # the class of queries that are typed letter by letter


class BadQueries(Exception):
    """The file cannot be read as queries; the text says where and why."""


@dataclass(frozen=True, slots=True)
class QueryRow:
    """``accept``: ids any of which is right. ``prefixes``: in class ``keys``, shortest first."""

    kind: str
    text: str
    accept: frozenset[str]
    prefixes: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What was measured in one class: ranks from 0, None where the product was not found."""

    ranks: list[int | None] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """The contract's figures; None where nothing was measured."""
        return {
            "n": len(self.ranks) or len(self.keys),
            "top1": self._share(1),
            "top3": self._share(3),
            "top5": self._share(5),
            "mrr": _mean([0.0 if rank is None else 1 / (rank + 1) for rank in self.ranks]),
            "keys_to_top3": _mean(self.keys),
            "latency_ms": {
                f"p{percent}": percentile(self.seconds, percent) for percent in (50, 95, 99)
            },
        }

    def _share(self, depth: int) -> float | None:
        return _mean([float(rank is not None and rank < depth) for rank in self.ranks])


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def percentile(seconds: Sequence[float], percent: int) -> float | None:
    """In milliseconds; the smallest value that so many percent of all do not exceed."""
    if not seconds:
        return None
    rank = max(-(-len(seconds) * percent // 100), 1)
    return round(sorted(seconds)[rank - 1] * 1000, 3)


def read_queries(path: Path) -> Iterator[QueryRow]:
    """The queries of a JSON Lines file; raises BadQueries."""
    # {"cls": "typo1", "q": "iel a26", "target": "p15407", "accept": ["p15407"]}
    try:
        with path.open(encoding="utf-8-sig") as file:
            for line, text in enumerate(file, 1):
                if text.strip():
                    yield _query(json.loads(text), f"{path}:{line}")
    except (OSError, ValueError) as error:
        raise BadQueries(f"{path} cannot be read: {error}") from None


def _query(row: Any, where: str) -> QueryRow:
    try:
        # A prefix has more right answers than the whole text.
        accept = frozenset([*row["accept"], *row.get("accept_prefix", ())])
        prefixes = tuple(row["prefixes"]) if row["cls"] == KEYS else ()
        return QueryRow(row["cls"], row["q"], accept, prefixes)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadQueries(f"{where} is no query ({type(error).__name__}: {error})") from None


def evaluate(
    snapshot: Snapshot,
    queries: Iterable[QueryRow],
    progress: Callable[[], object] = lambda: None,
) -> dict[str, Any]:
    """The contract's figures over ``queries``, and how far confidences can be believed.

    Latency is that of the predictor alone.
    """
    total = Tally()
    calibration = Calibration()
    classes: dict[str, Tally] = {}
    for query in queries:
        tally = classes.setdefault(query.kind, Tally())
        if query.kind == KEYS:
            share = _keys(snapshot, query, tally)
            tally.keys.append(share)
            total.keys.append(share)
        else:
            found, seconds = _timed(snapshot, query.text)
            right = [prediction.product.id in query.accept for prediction in found]
            rank = right.index(True) if True in right else None
            for prediction, is_right in zip(found, right, strict=True):
                calibration.add(prediction.confidence, is_right)
            for each in (tally, total):
                each.ranks.append(rank)
                each.seconds.append(seconds)
        progress()
    by_class = {kind: classes[kind].figures() for kind in sorted(classes)}
    figures = total.figures()
    return {
        **figures,
        "n": len(total.ranks),
        "by_class": by_class,
        "calibration": calibration.figures(),
    }


def _keys(snapshot: Snapshot, query: QueryRow, tally: Tally) -> float:
    """The share of the text that must be typed until the product is among the first three."""
    for prefix in query.prefixes:
        found, seconds = _timed(snapshot, prefix)
        tally.seconds.append(seconds)
        if any(prediction.product.id in query.accept for prediction in found[:3]):
            return len(prefix) / max(len(query.text), 1)
    return 1.0


def _timed(snapshot: Snapshot, text: str) -> tuple[tuple[Prediction, ...], float]:
    started = time.perf_counter()
    predictions = predict(snapshot, text, DEPTH)
    return predictions, time.perf_counter() - started
