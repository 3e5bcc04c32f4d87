"""What an evaluation says to people: better, worse, and which questions failed in what."""

from __future__ import annotations

import pytest

from support.evaluation import Place, Question, Result, report
from support.evaluation_report import compare, interval, markdown


def result(name: str, *, page: int = 2, text: str = "48 V", **values) -> Result:
    answerable = values.pop("answerable", True)
    question = Question(
        id=name, manual_file="a.pdf", question="How much?", answerable=answerable, kind="spec",
        pages=(2,) if answerable else (), sections=(), must_contain=("48 V",), language="en",
    )  # fmt: skip
    usual = {
        "retrieved": (Place(9, ()), Place(page, ())), "cited": (Place(page, ()),),
        "outcome": "answered", "first_chunk_ms": 5.0, "total_ms": 10.0, "quotes": (True,),
    }  # fmt: skip
    return Result(question=question, text=text, **{**usual, **values})


def whole(*results: Result, **more):
    return {"mode": "lexical", "engine": "extractive", **report(results, {"a.pdf": 0.1}), **more}


def test_compare_names_what_changed_by_measure():
    old = whole(result("q", text=""), result("r"), result("s"), result("gone"))
    new = whole(result("q"), result("r", page=7), result("s", outcome="refused"), result("new"))
    assert compare(old, new) == {
        "contains": {"better": ["q"], "worse": []},
        "page": {"better": [], "worse": ["r"]},
        "outcome": {"better": [], "worse": ["s"]},
    }


def test_an_unanswerable_question_is_better_when_it_is_refused():
    old = whole(result("u", answerable=False))
    new = whole(result("u", answerable=False, outcome="unsure", text=""))
    assert compare(old, new)["outcome"] == {"better": ["u"], "worse": []}
    assert compare(old, new)["contains"] == {"better": [], "worse": []}


def test_a_report_of_old_tells_less():
    old = {"questions": [{"id": "q", "contains": False, "outcome": "answered"}]}
    assert compare(old, whole(result("q"))) == {
        "contains": {"better": ["q"], "worse": []},
        "page": {"better": [], "worse": []},
        "outcome": {"better": [], "worse": []},
    }


def test_markdown_names_every_failure_and_why():
    text = markdown(
        whole(
            result("fine"),
            result("lost", page=7),
            result("shy", outcome="unsure"),
            result("vague", text="a lot"),
            result("bold", answerable=False),
            result("liar", quotes=(False,)),
        )
    )
    assert "| a.pdf | 5 + 1 |" in text
    assert "5 of 6 questions failed in something" in text
    assert "`fine`" not in text
    assert "`lost` How much? — page 2 not among the first 3 (9, 7); cites 7, not 2" in text
    assert "`shy` How much? — unsure" in text
    assert "`vague` How much? — the answer lacks what was asked for" in text
    assert "`bold` How much? — answered, though the manual does not say" in text
    assert "`liar` How much? — **a quote that is not on its page**" in text
    assert "not on the page they name: 1" in text


def test_markdown_tells_what_changed():
    old, new = whole(result("q", text="")), whole(result("q"))
    text = markdown({**new, "compared": compare(old, new)})
    assert "- contains, better than before: q" in text
    assert "- outcome, worse than before: none" in text


def test_nothing_to_divide_by_is_a_dash():
    text = markdown(whole(result("u", answerable=False, outcome="refused")))
    assert "| – | – | – | – | – | 1.00 | – |" in text


def test_interval_is_wilsons():
    low, high = interval(0.7, 50)
    assert (low, high) == (pytest.approx(0.562, abs=0.001), pytest.approx(0.809, abs=0.001))
    assert interval(1.0, 10)[1] == pytest.approx(1.0)
