"""A small shop for the tests of questions and answers: products, manuals, a way to stream."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import aclosing
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from catalog.models import Brand, ManualSource, Product
from support import index
from support.answering.events import Event
from support.conversations import answer_stream
from support.extraction import ExtractedPage
from support.models import Manual, ManualIndex, Page, Passage, Revision
from support.passages import split

numbers = itertools.count(1)

PAGES = (
    "Care and cleaning\nWipe the housing with a dry cloth. Never use solvent or alcohol.",
    "Factory reset\nHold FUNCTION and TAP together for five seconds while switching on."
    " The display shows RESET. All your own sounds are lost.",
    "Power\nUse only the supplied adaptor, 9 V DC, 500 mA, centre negative."
    " The fuse is not user replaceable.",
)


def make_product(name: str = "TX-17", url: str = "") -> Product:
    """A product; with ``url`` its manual is there."""
    brand, _ = Brand.objects.get_or_create(id="rimtaro", defaults={"name": "Rimtaro"})
    product = Product.objects.create(id=f"product-{next(numbers)}", brand=brand, name=name)
    if url:
        ManualSource.objects.create(product=product, url=url, language="en")
    return product


def make_ready_manual(
    product: Product, pages: tuple[str, ...] = PAGES, language: str = "en"
) -> Manual:
    """A manual of this product as a worker would leave it, without any file behind it."""
    url = f"file:test-{next(numbers)}.pdf"
    ManualSource.objects.create(product=product, url=url, language=language)
    manual = Manual.objects.create(address=url, title="Owner's manual")
    fill(manual, pages, language)
    return manual


def fill(manual: Manual, pages: tuple[str, ...] = PAGES, language: str = "en") -> Revision:
    """Give the manual a readable revision and say that it is ready."""
    revision = Revision.objects.create(
        manual=manual, sha256=f"{next(numbers):064}", size=1, media_type="application/pdf",
        storage_name="none", title="Owner's manual", language=language, page_count=len(pages),
        indexed_at=timezone.now(),
    )  # fmt: skip
    read = [ExtractedPage(n, str(n + 2), "", text, ()) for n, text in enumerate(pages, 1)]
    Page.objects.bulk_create(
        Page(revision=revision, number=page.number, label=page.label, text=page.text)
        for page in read
    )
    drafts = split(read, language)
    Passage.objects.bulk_create(
        Passage(
            revision=revision, number=draft.number, page_number=draft.page_number,
            start=draft.start, text=draft.text, heading_path=list(draft.heading_path),
        )
        for draft in drafts
    )  # fmt: skip
    ManualIndex.objects.create(
        revision=revision, version=index.VERSION, data=index.build(drafts, language)
    )
    Manual.objects.filter(pk=manual.pk).update(
        status="ready", current=revision, change=manual.change + 1, updated_at=timezone.now(),
        # So that nobody reads it again: there is no file.
        next_attempt_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    return revision


async def stream(message_id: UUID, start: int = 0, seconds: float = 10) -> list[Event]:
    """Everything that a viewer is told, to the end."""
    events = []
    async with asyncio.timeout(seconds):
        async with aclosing(answer_stream(message_id, start=start)) as source:
            events = [event async for event in source]
    return events
