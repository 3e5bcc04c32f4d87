"""The figures of an evaluation are those that the contract defines."""

from __future__ import annotations

import json

import pytest

from support.evaluation import (
    BadQuestions,
    Place,
    Question,
    Result,
    figures,
    read_questions,
    report,
    stands_on,
)


def question(**values) -> Question:
    usual = {
        "id": "q", "manual_file": "a.pdf", "question": "How?", "answerable": True, "kind": "fact",
        "pages": (2,), "sections": (), "must_contain": ("48 V",),
    }  # fmt: skip
    return Question(**{**usual, **values})


def result(asked: Question | None = None, **values) -> Result:
    usual = {
        "question": asked or question(), "retrieved": (), "cited": (), "outcome": "answered",
        "text": "", "first_chunk_ms": 5.0, "total_ms": 10.0,
    }  # fmt: skip
    return Result(**{**usual, **values})


def places(*pages: int) -> tuple[Place, ...]:
    return tuple(Place(page, ()) for page in pages)


def test_page_recall_counts_distinct_pages_from_the_first():
    results = [
        result(retrieved=places(2, 9)),
        result(retrieved=places(9, 8, 2)),
        result(retrieved=places(9, 8, 7, 6, 2)),
        result(retrieved=places(9, 8, 7, 6, 5, 2)),
    ]
    assert figures(results)["page_recall"] == {"1": 0.25, "3": 0.5, "5": 0.75}


def test_a_section_counts_by_its_heading_or_one_on_its_path():
    asked = question(pages=(), sections=("Safety Notes",))
    own = result(asked, retrieved=(Place(7, ("SAFETY notes",)),))
    above = result(asked, retrieved=(Place(8, ("Water", "Safety Notes")),))
    other = result(asked, retrieved=(Place(9, ("Notes",)),))
    assert figures([own, above, other])["page_recall"]["1"] == pytest.approx(0.6667)


def test_citation_hit_needs_an_answer_that_cites_a_gold_page():
    results = [
        result(cited=places(9, 2)),
        result(cited=places(9)),
        result(cited=places(2), outcome="unsure"),
        result(),
    ]
    assert figures(results)["citation_hit"] == 0.25


def test_answer_contains_ignores_space_soft_hyphens_and_case():
    good = result(text="It is 4\u00ad8\u00a0v.")
    both = result(question(must_contain=("48 V", "phantom")), text="48V")
    assert figures([good, both])["answer_contains"] == 0.5


def test_refusals():
    nothing = question(answerable=False, pages=(), must_contain=())
    results = [
        result(nothing, outcome="refused"), result(nothing, outcome="unsure"), result(nothing),
        result(outcome="refused"), result(), result(), result(),
    ]  # fmt: skip
    found = figures(results)
    assert (found["answerable"], found["unanswerable"]) == (4, 3)
    assert found["correct_refusal"] == pytest.approx(0.6667)
    assert found["false_refusal"] == 0.25
    assert found["unsure"] == pytest.approx(0.1429)


def test_nothing_to_divide_by_gives_none():
    found = figures([])
    assert found["page_recall"] == {"1": None, "3": None, "5": None}
    assert found["correct_refusal"] is None
    assert found["latency_ms"] == {
        "first_chunk_p50": None, "first_chunk_p95": None, "total_p95": None,
    }  # fmt: skip


def test_report_has_groups_and_every_question():
    other = question(id="r", manual_file="b.pdf", kind="table")
    whole = report([result(), result(other, text="48 V")], {"a.pdf": 0.1, "b.pdf": 0.2})
    assert set(whole["by_manual"]) == {"a.pdf", "b.pdf"}
    assert whole["by_kind"]["table"]["answer_contains"] == 1
    assert [row["id"] for row in whole["questions"]] == ["q", "r"]
    assert set(whole["questions"][0]) == {
        "id", "manual_file", "kind", "question", "answerable", "gold", "retrieved_pages",
        "found_at", "outcome", "text", "cited_pages", "cites_gold", "contains", "right_outcome",
        "quotes_failing", "ms",
    }  # fmt: skip


def test_quotes_are_counted():
    found = figures([result(quotes=(True, False)), result(quotes=(True,))])
    assert (found["quotes_checked"], found["quotes_failing"]) == (3, 1)


@pytest.mark.parametrize(
    ("quote", "page", "stands"),
    [
        ("Use 9 V\u00a0DC.", "Power: use 9\nV DC. The fuse …", True),
        ("hy\u00adphen", "a hyphen", True),
        ("Use 9 V", "Use 5 V", False),
        ("+48 V", "-48 V", False),
        ("do not open", "do open", False),
        ("", "anything", False),
        (" \u200b", "anything", False),
    ],
)
def test_a_quote_stands_on_a_page_or_does_not(quote, page, stands):
    assert stands_on(quote, page) is stands


def test_questions_file(tmp_path):
    file = tmp_path / "qa.jsonl"
    row = {"id": 1, "manual_file": "a.pdf", "question": "How?", "answerable": True, "pages": [3]}
    file.write_text("\ufeff" + json.dumps(row) + "\n\n", encoding="utf-8")
    [read] = read_questions(file)
    assert (read.id, read.pages, read.must_contain) == ("1", (3,), ())


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', "7"])
def test_bad_line_is_named(tmp_path, line):
    file = tmp_path / "qa.jsonl"
    file.write_text("\n" + line)
    with pytest.raises(BadQuestions, match="line 2"):
        read_questions(file)


def test_empty_file(tmp_path):
    file = tmp_path / "qa.jsonl"
    file.write_text("\n")
    with pytest.raises(BadQuestions, match="no question"):
        read_questions(file)
