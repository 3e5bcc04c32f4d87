"""Passages that say it in other words: with the real encoders, without them, and in between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support import encoders, meaning, reranking, retrieval, vectorising, vectors
from support.models import Manual, PassageTokens, PassageVectors, Revision
from support.variants import variants_of
from tests.support.desk import make_product, make_ready_manual

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]

PAGES = (
    "Care\nWipe the housing with a dry cloth. Never use petrol.",
    "Guarantee\nShould the unit become defective within two years, we mend it free of charge.",
    "Storage\nKeep the unit dry and out of the sun. Take the cells out before a long break.",
    "Display\nA blinking drop means that the tank is empty: pour in fresh water up to the mark.",
    "Sound\nTurn the knob to the left to make it quieter.",
    "Mounting\nDrive four screws into the wall and hang the unit on them.",
)
IN_OTHER_WORDS = "it flashes a symbol, do I have to refill anything?"


@pytest.fixture(autouse=True)
def _models(settings: Any, model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.MODEL_DIR = model_dir
    monkeypatch.setattr(reranking, "BUDGET_MS", 10_000.0)  # a busy machine has time, too
    vectors.forget()
    retrieval.forget()
    yield
    vectors.forget()
    retrieval.forget()
    encoders.forget()


def manual(pages: tuple[str, ...] = PAGES) -> Manual:
    return make_ready_manual(make_product(), pages)


def encoded(pages: tuple[str, ...] = PAGES) -> Revision:
    assert encoders.load()
    revision = current(manual(pages))
    vectorising.finish(revision)
    revision.refresh_from_db()
    return revision


def current(of: Manual) -> Revision:
    of.refresh_from_db()
    assert of.current is not None
    return of.current


def test_meaning_finds_what_words_do_not(settings: Any):
    revision = encoded()
    found = retrieval.look(revision, IN_OTHER_WORDS)
    assert (found.hits[0].page, found.signals.mode) == (4, "full")
    settings.RETRIEVAL_MODE = "lexical"
    by_words = retrieval.look(revision, IN_OTHER_WORDS)
    assert by_words.signals.mode == "lexical"
    assert 4 not in [hit.page for hit in by_words.hits[:1]]


def test_what_the_signals_tell():
    told = retrieval.look(encoded(), "How long is the guarantee?").signals
    assert told.dense and told.late and told.alike and told.dense_ahead
    assert 0 < told.dense <= 1.01 and 0 < told.late <= 1.01
    assert told.lead >= told.margin > 0 and told.rare_missing == 0
    assert told.methods == 3 and told.passages == len(PAGES)
    assert told.agreement == 1.0 and 0 < told.coverage <= told.coverage_together <= 1
    assert told.missing == ()
    other = retrieval.look(encoded(), "Does the Turbo button play MP3 files?").signals
    assert "Turbo" in other.missing and other.unknown > 0.5
    assert other.rare_missing is not None and 0 < other.rare_missing <= 1
    assert other.alike is not None and other.alike < told.alike
    assert other.dense_ahead is not None and other.dense_ahead < told.dense_ahead


def test_the_first_question_does_not_wait_for_the_encoders():
    revision = encoded()
    encoders.forget()
    assert retrieval.look(revision, "guarantee").signals.mode == "lexical"


def test_before_there_are_vectors_words_must_do():
    encoders.load()
    found = retrieval.look(current(manual()), "guarantee")
    assert (found.hits[0].page, found.signals.mode) == (2, "lexical")


def test_passages_without_vectors_yet_are_found_by_their_words():
    revision = encoded()
    late = PassageVectors.objects.get(revision=revision)
    rows = memoryview(bytes(late.data))
    half = late.count // 2 * (len(rows) // late.count)
    late.count, late.data = late.count // 2, bytes(rows[:half])
    late.save()
    PassageTokens.objects.filter(revision=revision, number__gte=late.count).delete()
    vectors.forget()
    found = retrieval.look(revision, "Where do the screws go?")
    assert (found.hits[0].page, found.signals.mode) == (6, "full")
    assert retrieval.look(revision, "Is there a warranty if it breaks?").hits[0].page == 2


def test_a_question_that_the_encoders_cannot_read():
    assert retrieval.look(encoded(), "כמה זמן האחריות?").signals.mode == "lexical"


def test_no_time_no_cross_encoder(monkeypatch: pytest.MonkeyPatch):
    revision = encoded()
    monkeypatch.setattr(reranking, "CLOSE", 99.0)  # any order is open
    assert retrieval.look(revision, IN_OTHER_WORDS, deadline_ms=0).signals.cross is None
    assert retrieval.look(revision, IN_OTHER_WORDS).signals.cross is not None


def test_where_the_order_is_clear_nobody_reads_it_again():
    assert retrieval.look(encoded(), "How long is the guarantee?").signals.cross is None


def test_a_question_still_being_typed_costs_no_query_for_what_was_found_before():
    revision = encoded()
    before = retrieval.find(revision, "guarantee")
    with CaptureQueriesContext(connection) as queries:
        after = retrieval.find(revision, "guarantee and more")
    assert {hit.page for hit in after} == {hit.page for hit in before}
    assert len(queries) == 0


def test_the_customers_own_model_first():
    pages = (
        "MX12\nTo split the keys of the MX12, press SPLIT.",
        "Split\nTo split the keys, hold DUAL.",
    )
    revision = encoded((*pages, *PAGES))
    asked = "How do I split the keys?"
    mine = retrieval.look(revision, asked, variants=variants_of("Mirvoce MX8"))
    assert mine.hits[0].page == 2
    assert [hit.page for hit in mine.hits if hit.foreign] == [1]
    theirs = retrieval.look(revision, asked, variants=variants_of("Mirvoce MX12"))
    assert not any(hit.foreign for hit in theirs.hits)


def test_scripts():
    assert meaning._is_latin("Wie groß ist es? 5 €")
    assert not meaning._is_latin("כמה זה שוקל? MX8")
    assert not meaning._is_latin("12 / 3")
