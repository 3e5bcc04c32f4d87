"""From a question to the passages of a stored manual."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from prometheus_client import REGISTRY

from support import index, open_indexes, retrieval
from support.extraction import ExtractedPage, Heading
from support.models import Manual, ManualIndex, Page, Passage, Revision
from support.passages import split

pytestmark = pytest.mark.django_db

PAGES = (
    ExtractedPage(1, "i", "", "Contents"),
    ExtractedPage(2, "1", "care", "Care\nWash the filter in warm water.", (Heading(0, 1, "Care"),)),
    ExtractedPage(3, "2", "data", "Data\nThe weight is 1.2 kg.", (Heading(0, 1, "Data"),)),
)


@pytest.fixture(autouse=True)
def _no_open_indexes():
    retrieval.forget()
    yield
    retrieval.forget()


def stored(pages: tuple[ExtractedPage, ...] = PAGES, address: str = "file:a.pdf") -> Revision:
    manual = Manual.objects.create(address=address)
    revision = Revision.objects.create(
        manual=manual, sha256="0" * 64, size=1, media_type="application/pdf", language="en"
    )
    drafts = split(pages, "en")
    for page in pages:
        Page.objects.create(
            revision=revision, number=page.number, label=page.label, anchor=page.anchor,
            text=page.text,
        )  # fmt: skip
    for draft in drafts:
        Passage.objects.create(
            revision=revision, number=draft.number, page_number=draft.page_number,
            start=draft.start, text=draft.text, heading_path=list(draft.heading_path),
        )  # fmt: skip
    ManualIndex.objects.create(
        revision=revision, version=index.VERSION, data=index.build(drafts, "en")
    )
    return revision


def test_a_hit_tells_its_place():
    hit = retrieval.find(stored(), "How do I clean the filter?")[0]
    assert (hit.page, hit.page_label, hit.anchor) == (2, "1", "care")
    assert hit.text == "Care\nWash the filter in warm water."
    assert hit.heading_path == ("Care",)
    assert hit.score > 0
    assert 0 < hit.coverage <= 1


def test_the_second_question_reads_the_index_no_more():
    revision = stored()
    retrieval.find(revision, "filter")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert retrieval.find(revision, "weight")[0].page == 3
    assert not any("manualindex" in query["sql"] for query in queries)
    assert len(queries) == 2


def test_manuals_do_not_mix():
    first = stored()
    second = stored((ExtractedPage(1, "1", "", "The lamp blinks red."),), "file:b.pdf")
    assert retrieval.find(first, "lamp") == ()
    assert retrieval.find(second, "lamp")[0].page == 1
    assert retrieval.find(second, "filter") == ()


def test_without_an_index_of_today_nothing_is_found():
    revision = stored()
    ManualIndex.objects.filter(revision=revision).update(version=index.VERSION + 1)
    assert retrieval.find(revision, "filter") == ()


def test_the_limit_holds_and_each_question_is_counted():
    text = "\n\n".join("Wash the filter in warm water each week. " * 20 for _ in range(5))
    revision = stored((ExtractedPage(1, "1", "", text),))
    before = REGISTRY.get_sample_value("retrieval_seconds_count") or 0
    assert len(retrieval.find(revision, "filter", limit=3)) == 3
    assert REGISTRY.get_sample_value("retrieval_seconds_count") == before + 1


def test_only_the_last_used_indexes_stay_open(monkeypatch: pytest.MonkeyPatch):
    few = open_indexes._OpenIndexes(2)
    monkeypatch.setattr(open_indexes, "_open_indexes", few)
    revisions = [stored(address=f"file:{n}.pdf") for n in range(3)]
    for revision in revisions:
        retrieval.find(revision, "filter")
    assert {key[0] for key in few._readers} == {revision.pk for revision in revisions[1:]}


@pytest.mark.parametrize("question", ["", "???", "的", "x" * 2000, "a " * 1000, "\x00\ud800"])
def test_questions_that_say_nothing(question: str):
    found = retrieval.look(stored(), question)
    assert found.hits == ()
    assert (found.signals.coverage, found.signals.margin) == (0.0, 0.0)


def test_a_manual_of_one_passage():
    revision = stored((ExtractedPage(1, "1", "", "The lamp blinks red."),))
    found = retrieval.look(revision, "Why does the lamp blink?")
    assert [hit.page for hit in found.hits] == [1]
    assert (found.signals.passages, found.signals.agreement) == (1, 1.0)


def test_a_revision_without_an_index():
    revision = stored()
    ManualIndex.objects.all().delete()
    assert retrieval.look(revision, "filter") == retrieval.Found(())
