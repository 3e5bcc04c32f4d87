"""What is read off pictures of pages joins its revision: page texts, passages, the index.

Passages are only ever added, so that a row number keeps its meaning for whoever holds an older
index. Those that no longer stand on their page stay as rows and are left out of the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from support import index, manual_language, passages, revisions
from support.extraction import ExtractedPage, Heading, language
from support.extraction.word_boxes import packed
from support.models import ManualIndex, Page, Passage, Revision
from support.page_reading import Reading
from support.passages import PassageDraft

BETTER = 1.2  # times as many letters as the file's own text, or that one stays


class Guard(Protocol):
    """A lease; ``renew`` raises LeaseLost when somebody else has the right now."""

    def renew(self) -> None: ...


class RecognisedText:
    """The passages of one revision in memory, while its pages are being read."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        self.gained = False  # any passage, through ``add``
        self._drafts = [_draft(row) for row in revision.passages.order_by("number")]
        changed = revision.pages.filter(recognition=Page.Recognition.DONE)
        texts = dict(changed.values_list("number", "text"))
        self._drafts = [
            draft if _stands(draft, texts.get(draft.page_number)) else _blank(draft)
            for draft in self._drafts
        ]

    def add(self, readings: Sequence[Reading], guard: Guard) -> None:
        """Write the pages, their passages and a new index in one short transaction."""
        by_number = {reading.number: reading for reading in readings}
        pages = list(self.revision.pages.filter(number__in=by_number).order_by("number"))
        replaced = [page for page in pages if _take(page, by_number[page.number])]
        self._settle_language(replaced)
        added = self._new_drafts(replaced, by_number)
        gone = {page.number for page in replaced}
        drafts = [_blank(d) if d.page_number in gone else d for d in self._drafts] + added
        data = index.build(drafts, self._language())  # before the transaction: it takes a while
        self._write(pages, added, data, guard)
        self._drafts = drafts
        self.gained = self.gained or bool(added)

    def _language(self) -> str:
        return self.revision.language or self.revision.manual.language

    def _settle_language(self, replaced: Sequence[Page]) -> None:
        revision = self.revision
        if not revision.language:
            revision.language = manual_language.of_manual(page.text for page in replaced)
        for page in replaced:
            page.language = language.of_page(page.text, self._language())

    def _new_drafts(
        self, replaced: Iterable[Page], readings: Mapping[int, Reading]
    ) -> list[PassageDraft]:
        pages = [
            ExtractedPage(p.number, p.label, p.anchor, p.text, _headings(readings[p.number]))
            for p in replaced
        ]
        drafts = passages.split(pages, self._language())
        return [replace(draft, number=len(self._drafts) + n) for n, draft in enumerate(drafts)]

    def _write(
        self, pages: list[Page], added: list[PassageDraft], data: bytes, guard: Guard
    ) -> None:
        revision = self.revision
        written_at = timezone.now() if revision.indexed_at else None  # not yet shown: nor now
        with transaction.atomic():
            guard.renew()
            Page.objects.bulk_update(
                pages, ["text", "language", "recognition", "confidence", "words"]
            )
            Passage.objects.bulk_create(revisions.passage_rows(revision, added))
            ManualIndex.objects.filter(revision=revision).update(data=data)
            Revision.objects.filter(pk=revision.pk).update(
                language=revision.language, indexed_at=written_at
            )
        revision.indexed_at = written_at


def _take(page: Page, reading: Reading) -> bool:
    """Put what was read into the row; whether it is more than what the file itself says."""
    found = reading.page
    page.recognition = Page.Recognition.FAILED if found is None else Page.Recognition.DONE
    if found is None or _letters(found.text) <= BETTER * _letters(page.text):
        return False
    page.text = revisions.clean(found.text)
    page.confidence = found.confidence
    page.words = packed(found.words)
    return True


def _headings(reading: Reading) -> tuple[Heading, ...]:
    return reading.page.headings if reading.page else ()


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _draft(row: Passage) -> PassageDraft:
    return PassageDraft(row.number, row.page_number, row.start, row.text, tuple(row.heading_path))


def _stands(draft: PassageDraft, text: str | None) -> bool:
    """Whether the passage still quotes its page; ``text`` is None where that never changed."""
    return text is None or text.startswith(draft.text, draft.start)


def _blank(draft: PassageDraft) -> PassageDraft:
    return replace(draft, text="", heading_path=())
