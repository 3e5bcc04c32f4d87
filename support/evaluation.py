"""How good the answers are, as figures over questions with known pages (pure).

A row of the questions file:

    {"id": "mx8-01", "manual_file": "mx8.pdf", "lang": "en", "question": "How heavy is it?",
     "pages": [2], "answer": "2.3 kg", "must_contain": ["2.3"], "answerable": true, "kind": "spec"}

A quote is checked here by another rule than the desk's own (support.answering.citations), so that
a mistake there is seen.
"""

from __future__ import annotations

import json
import statistics
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.answering.citations import normalised

Figures = dict[str, Any]


class BadQuestions(Exception):
    """The questions file cannot be used; the text names the line."""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    manual_file: str
    question: str
    answerable: bool
    kind: str
    pages: tuple[int, ...]
    sections: tuple[str, ...]
    must_contain: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A page (in HTML a section) with the headings that stand over it."""

    page: int
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What the desk did with one question. ``ms`` are milliseconds; None: no text came.

    ``quotes`` says of each quote shown whether it stands on the page it names.
    """

    question: Question
    retrieved: tuple[Place, ...]
    cited: tuple[Place, ...]
    outcome: str
    text: str
    first_chunk_ms: float | None
    total_ms: float
    quotes: tuple[bool, ...] = ()

    @property
    def answered(self) -> bool:
        return self.outcome == "answered"

    @property
    def contains(self) -> bool:
        text = normalised(self.text)
        return all(normalised(wanted) in text for wanted in self.question.must_contain)

    def is_gold(self, place: Place) -> bool:
        wanted = {normalised(section) for section in self.question.sections}
        named = {normalised(heading) for heading in place.headings}
        return place.page in self.question.pages or bool(wanted & named)

    @property
    def found_at(self) -> int | None:
        """The place of the first gold page among those retrieved, from 1."""
        places = enumerate(self.retrieved, 1)
        return next((number for number, place in places if self.is_gold(place)), None)

    def recalled(self, first: int) -> bool:
        return self.found_at is not None and self.found_at <= first

    @property
    def cites_gold(self) -> bool:
        return self.answered and any(self.is_gold(place) for place in self.cited)

    @property
    def judged_rightly(self) -> bool:
        """Answered what can be answered, and nothing else."""
        return self.answered == self.question.answerable


def read_questions(path: Path) -> tuple[Question, ...]:
    """All rows of a JSON Lines file; raises BadQuestions or OSError."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadQuestions(f"{path.name}, line {number}: {error!r}") from error
    if not rows:
        raise BadQuestions(f"{path.name}: holds no question")
    return tuple(rows)


def _question(row: dict[str, Any]) -> Question:
    return Question(
        id=str(row["id"]),
        manual_file=str(row["manual_file"]),
        question=str(row["question"]),
        answerable=bool(row["answerable"]),
        kind=str(row.get("kind", "")),
        pages=tuple(int(page) for page in row.get("pages") or ()),
        sections=tuple(str(section) for section in row.get("sections") or ()),
        must_contain=tuple(str(text) for text in row.get("must_contain") or ()),
        language=str(row.get("lang") or ""),
    )


def stands_on(quote: str, page_text: str) -> bool:
    """Whether the quote's letters, digits and signs stand on the page one after the other."""
    wanted = _printed(quote)
    return bool(wanted) and wanted in _printed(page_text)


def _printed(text: str) -> str:
    """What one can see of the text: no spaces, no control or format characters."""
    seen = unicodedata.normalize("NFKC", text)
    return "".join(c for c in seen if unicodedata.category(c)[0] not in "CZ").casefold()


def report(results: Sequence[Result], ingest_seconds: dict[str, float]) -> Figures:
    """The whole report of the contract: figures, also by manual and kind, and every question."""
    return {
        **figures(results),
        "ingest_seconds": ingest_seconds,
        "by_manual": _grouped(results, lambda result: result.question.manual_file),
        "by_kind": _grouped(results, lambda result: result.question.kind),
        "by_language": _grouped(results, lambda result: result.question.language),
        "questions": [_row(result) for result in results],
    }


def figures(results: Sequence[Result]) -> Figures:
    """Shares are from 0 to 1; None where there is nothing to divide by."""
    answerable = [result for result in results if result.question.answerable]
    unanswerable = [result for result in results if not result.question.answerable]
    with_text = [result.first_chunk_ms for result in results if result.first_chunk_ms is not None]
    totals = [result.total_ms for result in results]
    return {
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "page_recall": {str(k): share(r.recalled(k) for r in answerable) for k in (1, 3, 5)},
        "citation_hit": share(r.cites_gold for r in answerable),
        "answer_contains": share(r.contains for r in answerable),
        "correct_refusal": share(not r.answered for r in unanswerable),
        "false_refusal": share(not r.answered for r in answerable),
        "unsure": share(r.outcome == "unsure" for r in results),
        "quotes_checked": sum(len(r.quotes) for r in results),
        "quotes_failing": sum(r.quotes.count(False) for r in results),
        "latency_ms": {
            "first_chunk_p50": percentile(with_text, 50),
            "first_chunk_p95": percentile(with_text, 95),
            "total_p95": percentile(totals, 95),
        },
    }


def share(flags: Iterable[bool]) -> float | None:
    """Of how many it is true, from 0 to 1; None of nothing."""
    values = list(flags)
    return round(sum(values) / len(values), 4) if values else None


def percentile(values: Sequence[float], percent: int) -> float | None:
    if len(values) < 2:
        return values[0] if values else None
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 2)


def _grouped(results: Sequence[Result], key: Callable[[Result], str]) -> dict[str, Figures]:
    names = sorted({key(result) for result in results})
    return {name: figures([r for r in results if key(r) == name]) for name in names}


def _row(result: Result) -> Figures:
    question = result.question
    return {
        "id": question.id,
        "manual_file": question.manual_file,
        "kind": question.kind,
        "question": question.question,
        "answerable": question.answerable,
        "gold": [*question.pages, *question.sections],
        "retrieved_pages": [place.page for place in result.retrieved],
        "found_at": result.found_at,
        "outcome": result.outcome,
        "text": result.text,
        "cited_pages": [place.page for place in result.cited],
        "cites_gold": result.cites_gold,
        "contains": result.contains,
        "right_outcome": result.judged_rightly,
        "quotes_failing": result.quotes.count(False),
        "ms": result.total_ms,
    }
