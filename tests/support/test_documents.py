"""Several documents of a product: which one answers, and what stands in for one that failed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import ManualSource, Product
from support import conversations, jobs, manuals, states
from support.answering.events import Answer, Status
from support.composing import document_lines, manual_state_of
from support.conversations.background import answer_if_possible
from support.documents import stood_in_for
from support.models import Manual, Message
from tests.support import sites
from tests.support.desk import fill, make_product, stream
from tests.support.documents import SENTENCES, manual_pdf
from tests.support.sites import Site

pytestmark = pytest.mark.django_db

QUESTION = "How long do I hold the power button?"


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


@pytest.fixture
def product() -> Product:
    return make_product("Zephyr")


def add(product: Product, name: str, language: str = "", kind: str = "pdf") -> ManualSource:
    """Behind those that are there already."""
    position = product.manual_sources.count()
    return ManualSource.objects.create(
        product=product, url=f"file:{name}.pdf", title=name, language=language, kind=kind,
        position=position,
    )  # fmt: skip


def ready(source: ManualSource) -> Manual:
    manual = manuals.manual_at(source)
    fill(manual, language=source.language or "en")
    manual.refresh_from_db()
    return manual


def failed(source: ManualSource) -> Manual:
    manual = manuals.manual_at(source)
    Manual.objects.filter(pk=manual.pk).update(
        status="failed", reason="fetch_failed", customer_text="No luck.", permanent=True
    )
    manual.refresh_from_db()
    return manual


def chosen(product: Product, question: str = "") -> str:
    manual = manuals.manual_for(product, question)
    assert manual is not None
    return manual.title


# --- which one -----------------------------------------------------------------------------------


def test_the_first_answers_even_before_it_is_read(product: Product) -> None:
    add(product, "first")
    ready(add(product, "second"))
    assert chosen(product) == "first"


def test_what_is_ready_stands_in_for_what_failed(product: Product) -> None:
    failed(add(product, "first"))
    add(product, "second")
    ready(add(product, "third"))
    assert chosen(product) == "third"


def test_what_was_never_tried_is_tried_next(product: Product) -> None:
    failed(add(product, "first"))
    failed(add(product, "second"))
    add(product, "third")
    assert chosen(product) == "third"


def test_where_all_failed_the_first_says_why(product: Product) -> None:
    failed(add(product, "first"))
    failed(add(product, "second"))
    assert chosen(product) == "first"


def test_another_language_does_not_stand_in(product: Product) -> None:
    failed(add(product, "first", "en"))
    ready(add(product, "zweites", "de"))
    assert chosen(product) == "first"
    ready(add(product, "third", "en"))
    assert chosen(product) == "third"


def test_the_same_kind_goes_before_another(product: Product) -> None:
    failed(add(product, "first"))
    ready(add(product, "page", kind="html"))
    ready(add(product, "third"))
    assert chosen(product) == "third"


def test_one_that_was_read_before_needs_no_stand_in(product: Product) -> None:
    first = ready(add(product, "first"))
    Manual.objects.filter(pk=first.pk).update(reason="fetch_failed", failure="404 today")
    ready(add(product, "second"))
    assert chosen(product) == "first"


def test_trying_the_first_again_keeps_nobody_waiting(product: Product) -> None:
    first = failed(add(product, "first"))
    ready(add(product, "second"))
    manuals.want(first, again=True)
    assert Manual.objects.get(pk=first.pk).status == "queued"
    assert chosen(product) == "second"
    fill(first)
    Manual.objects.filter(pk=first.pk).update(reason="")
    assert chosen(product) == "first"


def test_a_question_gets_the_document_in_its_language(product: Product) -> None:
    ready(add(product, "Owner's manual", "en"))
    german = add(product, "Bedienungsanleitung", "de")
    asked = "Wie kann ich das Gerät auf die Werkseinstellungen zurücksetzen?"
    assert chosen(product, asked) == "Owner's manual"  # as long as the other is not read
    assert manuals.want_for(product, asked) is not None
    assert Manual.objects.get(address=german.url).status == "queued"
    ready(german)
    assert chosen(product, asked) == "Bedienungsanleitung"
    assert chosen(product, QUESTION) == "Owner's manual"
    assert chosen(product) == "Owner's manual"


def test_the_first_is_tried_again_by_itself(product: Product) -> None:
    first = failed(add(product, "first"))
    Manual.objects.filter(pk=first.pk).update(permanent=False, next_attempt_at=timezone.now())
    second = ready(add(product, "second"))
    assert manuals.want_for(product) == second
    assert Manual.objects.get(pk=first.pk).status == "queued"


def test_one_that_fails_at_this_moment_is_stood_in_for(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(manual: Manual) -> Manual:
        Manual.objects.filter(pk=manual.pk).update(status="failed", reason="fetch_failed")
        manual.refresh_from_db()
        return manual

    add(product, "first")
    second = ready(add(product, "second"))
    monkeypatch.setattr(manuals, "want", too_late)
    assert manuals.answering_now(product) == second


# --- what customers and staff see ----------------------------------------------------------------


def test_the_product_page_lists_them_all(product: Product, client: Client) -> None:
    failed(add(product, "first"))
    second = ready(add(product, "second", "en"))
    add(product, "<third>")
    texts = [(line.title, line.text, line.answers) for line in document_lines(product)]
    assert texts == [
        ("first", "cannot be read right now", False),
        ("second", "ready", True),
        ("<third>", "fetched when it is needed", False),
    ]
    page = client.get(f"/products/{product.pk}/").content.decode()
    assert f'href="/manuals/{second.current_id}/pages/1/"' in page
    assert "&lt;third&gt;" in page
    assert manual_state_of(product).text.startswith("The first manual cannot be read right now; “")


def test_a_prediction_does_not_say_that_there_is_no_manual(product: Product) -> None:
    first = failed(add(product, "first"))
    assert stood_in_for([first.address]) == frozenset()
    ready(add(product, "second"))
    lonely = failed(add(make_product("Other"), "lonely"))
    assert stood_in_for([first.address, lonely.address]) == {first.address}
    states.refresh()
    assert states.state_of(first.address) == "ready"
    assert states.state_of(lonely.address) == "failed"


def test_one_document_needs_no_list(product: Product, client: Client) -> None:
    ready(add(product, "first"))
    assert document_lines(product) == ()
    assert "Documents</h2>" not in client.get(f"/products/{product.pk}/").content.decode()


def test_staff_sees_what_stands_in(product: Product, admin_client: Client) -> None:
    first = failed(add(product, "first"))
    second = ready(add(product, "second"))
    page = admin_client.get(reverse("admin:support_manual_change", args=[first.pk]))
    assert f'/admin/support/manual/{second.pk}/change/" dir="auto">second</a>' in str(page.content)
    page = admin_client.get(reverse("admin:support_manual_change", args=[second.pk]))
    assert "While this cannot be read" not in page.content.decode()


# --- an answer -----------------------------------------------------------------------------------


def with_backup(site: Site, product: Product) -> None:
    for position, path in enumerate(("/gone.pdf", "/mirror.pdf")):
        ManualSource.objects.create(product=product, url=site.url(path), position=position)
    site.answer("/mirror.pdf", sites.content(manual_pdf()))


@pytest.mark.django_db(transaction=True)
def test_an_answer_comes_from_the_backup(site: Site, product: Product) -> None:
    with_backup(site, product)
    answer = conversations.ask(product.pk, QUESTION)
    main = Manual.objects.get()
    assert jobs.ingest(main.pk) == "fetch_failed"
    assert answer_if_possible(answer.pk) == "waiting"  # and the other one is on its way
    other = Manual.objects.exclude(pk=main.pk).get()
    assert other.status == "queued"
    assert jobs.ingest(other.pk) == "indexed"
    assert answer_if_possible(answer.pk) == "answered"
    row = Message.objects.get(pk=answer.pk)
    assert SENTENCES[0] in row.text
    assert row.revision is not None
    assert row.revision.manual == other


@pytest.mark.django_db(transaction=True)
async def test_whoever_waits_is_led_over(site: Site, product: Product) -> None:
    await sync_to_async(with_backup)(site, product)
    answer = await sync_to_async(conversations.ask)(product.pk, QUESTION)

    async def work() -> None:
        for _ in range(2):
            waiting = Manual.objects.filter(status="queued")
            while not (manual := await waiting.afirst()):
                await asyncio.sleep(0.05)
            await asyncio.to_thread(jobs.ingest, manual.pk)

    working = asyncio.create_task(work())
    events = await stream(answer.pk, seconds=20)
    await working
    assert not [event for event in events if isinstance(event, Status) and event.stage == "failed"]
    assert isinstance(events[-1], Answer)
    assert SENTENCES[0] in events[-1].text


def test_a_pick_fetches_the_backup_without_a_question(site: Site, product: Product) -> None:
    with_backup(site, product)
    manuals.want_for(product)
    main = Manual.objects.get()
    assert jobs.ingest(main.pk) == "fetch_failed"
    other = Manual.objects.exclude(pk=main.pk).get()
    assert other.status == "queued"
    assert jobs.ingest(other.pk) == "indexed"
    assert "answers instead" in manual_state_of(product).text


@pytest.mark.django_db(transaction=True)
def test_without_a_backup_the_reason_is_told(site: Site, product: Product) -> None:
    ManualSource.objects.create(product=product, url=site.url("/gone.pdf"))
    answer = conversations.ask(product.pk, QUESTION)
    jobs.ingest(Manual.objects.get().pk)
    assert answer_if_possible(answer.pk) == "answered"
    assert Message.objects.get(pk=answer.pk).reason == "fetch_failed"
