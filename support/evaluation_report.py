"""A report of an evaluation for people: against an earlier one, and as Markdown (pure)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from support.evaluation import Figures

SHOWN = 3  # pages of a failed question, as a customer sees them
TOP = 3  # a page further down helps nobody
COLUMNS = ("page@1", "page@3", "page@5", "cites", "contains", "refuses rightly", "refuses wrongly")
Row = Mapping[str, Any]
# What a question can be better or worse at; None where the row does not tell.
MEASURES: dict[str, Callable[[Row], bool | None]] = {
    "contains": lambda row: row["contains"] if _answerable(row) else None,
    "page": lambda row: _page_found(row) if _answerable(row) else None,
    "outcome": lambda row: row.get("right_outcome"),
}


def _answerable(row: Row) -> bool:
    return bool(row.get("answerable", True))


def _page_found(row: Row) -> bool | None:
    """Whether a gold page is among the first three; reports of old do not say."""
    return bool(row["found_at"] and row["found_at"] <= TOP) if "found_at" in row else None


def compare(old: Figures, new: Figures) -> dict[str, dict[str, list[str]]]:
    """Of each measure, the questions of both reports that got better and that got worse."""
    before = {row["id"]: row for row in old.get("questions", [])}
    changes: dict[str, dict[str, list[str]]] = {}
    for name, measure in MEASURES.items():
        changes[name] = {"better": [], "worse": []}
        for row in new["questions"]:
            was = measure(before[row["id"]]) if row["id"] in before else None
            now = measure(row)
            if was is not None and now is not None and was != now:
                changes[name]["better" if now else "worse"].append(row["id"])
    return changes


def markdown(figures: Figures) -> str:
    """Tables by manual and kind, and every failed question by name."""
    return "\n".join([*_head(figures), *_tables(figures), *_changes(figures), *_failures(figures)])


def _head(figures: Figures) -> Iterator[str]:
    latency = figures["latency_ms"]
    yield f"Mode: {figures['mode']}, engine: {figures['engine']}."
    yield f"{figures['answerable']} answerable questions, {figures['unanswerable']} not answerable."
    yield (
        f"Quotes shown: {figures['quotes_checked']},"
        f" not on the page they name: {figures['quotes_failing']}."
    )
    yield (
        f"First text after {_ms(latency['first_chunk_p50'])} (median),"
        f" {_ms(latency['first_chunk_p95'])} (95 of 100);"
        f" whole answer {_ms(latency['total_p95'])} (95 of 100)."
    )
    yield ""


def _tables(figures: Figures) -> Iterator[str]:
    for title, key in (("manual", "by_manual"), ("kind", "by_kind"), ("language", "by_language")):
        yield f"| {title} | questions | {' | '.join(COLUMNS)} |"
        yield "|---|" + "---|" * (len(COLUMNS) + 1)
        for name, part in figures.get(key, {}).items():
            yield _line(name or "not said", part)
        yield _line("**all**", figures)
        yield ""
    yield "95 of 100 intervals of all: " + ", ".join(_intervals(figures)) + "."
    yield ""


def _line(name: str, part: Figures) -> str:
    recall = part["page_recall"]
    shares = (
        *(recall["1"], recall["3"], recall["5"], part["citation_hit"], part["answer_contains"]),
        *(part["correct_refusal"], part["false_refusal"]),
    )
    counted = f"{part['answerable']} + {part['unanswerable']}"
    return f"| {name} | {counted} | {' | '.join(map(_share, shares))} |"


def _intervals(figures: Figures) -> Iterator[str]:
    answerable, not_answerable = figures["answerable"], figures["unanswerable"]
    for name, value, count in (
        ("page@3", figures["page_recall"]["3"], answerable),
        ("cites", figures["citation_hit"], answerable),
        ("contains", figures["answer_contains"], answerable),
        ("refuses rightly", figures["correct_refusal"], not_answerable),
        ("refuses wrongly", figures["false_refusal"], answerable),
    ):
        if value is not None:
            low, high = interval(value, count)
            yield f"{name} {low:.2f}–{high:.2f}"


def interval(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of ``count`` questions."""
    z = 1.96
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - spread) / (1 + z * z / count), (middle + spread) / (1 + z * z / count)


def _changes(figures: Figures) -> Iterator[str]:
    for name, change in figures.get("compared", {}).items():
        for way in ("better", "worse"):
            yield f"- {name}, {way} than before: {', '.join(change[way]) or 'none'}"
    if "compared" in figures:
        yield ""


def _failures(figures: Figures) -> Iterator[str]:
    failed = [(row, tuple(_faults(row))) for row in figures["questions"]]
    failed = [(row, faults) for row, faults in failed if faults]
    yield f"{len(failed)} of {len(figures['questions'])} questions failed in something:"
    yield ""
    for row, faults in failed:
        yield f"- `{row['id']}` {row['question']} — {'; '.join(faults)}"


def _faults(row: Row) -> Iterator[str]:
    if row["quotes_failing"]:
        yield "**a quote that is not on its page**"
    if not row["answerable"]:
        if not row["right_outcome"]:
            yield "answered, though the manual does not say"
        return
    pages = list(dict.fromkeys(row["retrieved_pages"]))[:SHOWN]
    gold = ", ".join(map(str, row["gold"]))
    if not _page_found(row):
        yield f"page {gold} not among the first {TOP} ({', '.join(map(str, pages)) or 'none'})"
    if not row["right_outcome"]:
        yield str(row["outcome"])
    elif not row["cites_gold"]:
        yield f"cites {', '.join(map(str, row['cited_pages'])) or 'nothing'}, not {gold}"
    elif not row["contains"]:
        yield "the answer lacks what was asked for"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("0.", ".", 1)


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} ms"
