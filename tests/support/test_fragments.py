"""Event → HTML: where each fragment goes, and that nothing in it is taken for HTML."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from support import fragments
from support.answering.events import Answer, Chunk, CitedPlace, Status
from support.suggestions import Suggestion
from support.transcript import AnswerEntry
from support.verdicts import wording_of

ID = UUID("0b0e5f0e-5d5c-4f5e-8f5e-5d5c4f5e8f5e")
HOSTILE = "<img src=x onerror=alert(1)>"


def suggestion(name: str = "TX-17") -> Suggestion:
    return Suggestion("/products/x/?question=", name, "Rimtaro", "", "", "Manual ready", "ready")


def answer(text: str, outcome: str = "answered", reason: str | None = None, quotes: int = 1):
    places = tuple(
        CitedPlace(n, 1, "Manual", 2, "4", f"Quote {n}.", f"/manuals/1/pages/2/?c={n}")
        for n in range(1, quotes + 1)
    )
    return Answer(
        uuid4(), ID, None, text, outcome, reason, places, "extractive", False, None, None, {}
    )  # fmt: skip


def test_predictions_begin_with_what_the_page_looks_for() -> None:
    html = fragments.predictions(7, "tx", [suggestion()])
    assert html.startswith('<ul id="options" data-seq="7"')
    assert 'hx-swap-oob="innerHTML:#count">1 product to choose.' in html


def test_no_predictions_for_nothing_typed_say_nothing() -> None:
    html = fragments.predictions(7, "  ", [])
    assert '<span hx-swap-oob="innerHTML:#count"></span>' in html


def test_names_are_escaped() -> None:
    assert HOSTILE not in fragments.predictions(1, "x", [suggestion(HOSTILE)])


def test_status_is_a_line_and_a_bar_where_the_length_is_known() -> None:
    html = fragments.status(ID, Status("fetching", 0.25, f"Fetching {HOSTILE}"))
    assert f'hx-swap-oob="innerHTML:#status-{ID}">Fetching &lt;img' in html
    assert 'value="0.25"' in html
    assert "hidden" in fragments.status(ID, Status("queued", 0.0, "Soon"))


def test_chunks_are_appended_and_replace_all_where_text_is_taken_back() -> None:
    assert fragments.chunk(ID, Chunk(3, "d<"), "abc") == (
        f'<div hx-swap-oob="beforeend:#text-{ID}">d&lt;</div>'
    )
    assert fragments.chunk(ID, Chunk(1, "X"), "abc") == (
        f'<div hx-swap-oob="innerHTML:#text-{ID}">aX</div>'
    )
    assert "innerHTML:" in fragments.chunk(ID, Chunk(0, "all of it"), None)


def test_the_finished_answer_is_one_frame_into_the_log() -> None:
    wording = wording_of(answer("Page 4: “Quote 1.” [1]"), "en")
    entry = AnswerEntry(
        id=ID, conversation_id=uuid4(), outcome="answered", wording=wording, places=(),
        suggestion="", pro_tip="", product_id="p", question_text="?", rating="", comment="",
            language="en",
    )  # fmt: skip
    html = fragments.finished(entry)
    assert re.match(rf'<article id="message-{ID}"[^>]* hx-swap-oob="outerHTML:#slot-{ID}">', html)
    assert html.endswith(f'<div id="pending-{ID}" hx-swap-oob="delete"></div>')


def test_quotes_are_not_told_twice() -> None:
    wording = wording_of(answer("Page 4: “Quote 1.” [1]"), "en")
    assert wording.pieces == ()
    assert wording.verdict == "The manual says:"
    assert wording_of(answer("Page 4: “Quote 1.” [1]"), "he").verdict == "כך כתוב במדריך:"


def test_what_the_engine_says_before_its_quotes_is_the_verdict() -> None:
    text = "Perhaps not there. The closest:\n\nPage 4: “Quote 1.” [1]\n\nPage 4: “Quote 2.” [2]"
    wording = wording_of(answer(text, "unsure", quotes=2), "en")
    assert wording.verdict == "Perhaps not there. The closest:"
    assert wording.pieces == ()


def test_a_refusal_in_one_line_is_its_own_verdict() -> None:
    wording = wording_of(answer("It does not say.", "refused", "not_covered", quotes=0), "en")
    assert wording.verdict == "It does not say."
    assert wording.pieces == ()
    assert wording.advice
    assert wording.engine_note == ""


def test_a_stopped_answer_keeps_its_text() -> None:
    wording = wording_of(answer("Half of", "refused", "stopped", quotes=0), "en")
    assert wording.verdict == "You stopped this answer."
    assert [piece.text for piece in wording.pieces] == ["Half of"]
    assert wording.can_ask_again
