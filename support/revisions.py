"""A read file becomes a revision: its bytes in the storage, its pages, passages and index in rows.

Nobody sees the revision before ``Lease.finish`` sets ``indexed_at``; what a crash leaves behind
is replaced by the next try.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.models import NAME_LENGTH
from support import index, manual_language, vectors
from support.conditions import DATE_LENGTH, ETAG_LENGTH, URL_LENGTH, Known, storable_mark
from support.extraction import Extracted, ExtractedPage, language
from support.fetching import Fetched
from support.manual_lease import Lease
from support.models import Manual, ManualIndex, Page, Passage, Revision
from support.passages import PassageDraft
from support.stored_files import storage_needed

T = TypeVar("T", Page, Passage)

BATCH = 500  # rows a transaction: well under half a second, so that others get their turn
SUFFIXES = {Revision.MediaType.PDF: ".pdf", Revision.MediaType.HTML: ".html"}
LABEL_LENGTH, ANCHOR_LENGTH, LANGUAGE_LENGTH, PRODUCER_LENGTH = 200, 300, 20, 200

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL takes neither


def storable(extracted: Extracted) -> Extracted:
    """The same text for any database, every character at its offset; its language settled."""
    return replace(
        extracted,
        language=manual_language.of_manual(p.text for p in extracted.pages) or extracted.language,
        title=clean(extracted.title),
        producer=clean(extracted.producer),
        pages=tuple(_storable_page(page) for page in extracted.pages),
    )


def known(lease: Lease, fetched: Fetched) -> Revision | None:
    """The complete revision of this manual that has these very bytes and today's index."""
    return Revision.objects.filter(
        manual=lease.manual,
        sha256=fetched.sha256,
        indexed_at__isnull=False,
        index__version=index.VERSION,
    ).first()


def store(fetched: Fetched, media_type: str) -> str:
    """Put the bytes into the storage, under a name made of their hash; returns the name.

    Raises FetchFailed when the storage cannot be used.
    """
    suffix = SUFFIXES[Revision.MediaType(media_type)]
    name = f"manuals/{fetched.sha256[:2]}/{fetched.sha256}{suffix}"
    with storage_needed():
        if default_storage.exists(name):
            if default_storage.size(name) == fetched.size:
                return name
            default_storage.delete(name)  # half written by somebody who died
        return _save(name, fetched.path)


def is_stored(revision: Revision) -> bool:
    """Whether its bytes are in the storage, all of them. Raises FetchFailed for no storage."""
    name = revision.storage_name
    with storage_needed():
        return default_storage.exists(name) and default_storage.size(name) == revision.size


def in_hand(manual: Manual) -> Known | None:
    """What the manual's server may be asked about; None where we need the bytes anyway."""
    revision = manual.current
    usable = ManualIndex.objects.filter(revision=revision, version=index.VERSION)
    if revision is None or not usable.exists() or not is_stored(revision):
        return None
    known = Known(revision.final_url, revision.etag, revision.last_modified)
    return known if known.headers(known.url) else None


def mark(revision: Revision, fetched: Fetched) -> None:
    """Note on the revision (not yet in its row) where its bytes came from, and their marks."""
    storable = len(fetched.final_url) <= URL_LENGTH
    revision.final_url = fetched.final_url if storable else ""
    revision.etag = storable_mark(fetched.etag, ETAG_LENGTH)
    revision.last_modified = storable_mark(fetched.last_modified, DATE_LENGTH)


def begin(lease: Lease, fetched: Fetched, extracted: Extracted, storage_name: str) -> Revision:
    """The revision's row, invisible and without what an earlier try left. Raises LeaseLost."""
    with transaction.atomic():
        lease.renew()
        revision, _ = Revision.objects.update_or_create(
            manual=lease.manual,
            sha256=fetched.sha256,
            defaults={
                "size": fetched.size,
                "media_type": extracted.media_type,
                "storage_name": storage_name,
                "title": extracted.title[:NAME_LENGTH],
                "language": extracted.language[:LANGUAGE_LENGTH],
                "page_count": len(extracted.pages),
                "producer": extracted.producer[:PRODUCER_LENGTH],
                "dated_at": datetime.fromisoformat(extracted.dated) if extracted.dated else None,
                "indexed_at": None,
                "recogniser": None,
                "recognised_until": None,
                "vectors_of": None,
                "vectors_at": None,
                "vectoriser": None,
                "vectorised_until": None,
            },
        )
        revision.pages.all().delete()
        revision.passages.all().delete()
        ManualIndex.objects.filter(revision=revision).delete()
        vectors.remove(revision.pk)
    return revision


def write(
    lease: Lease,
    revision: Revision,
    pages: tuple[ExtractedPage, ...],
    drafts: tuple[PassageDraft, ...],
    data: bytes,
) -> None:
    """Pages, passages, then the index, in short transactions. Raises LeaseLost."""
    for batch in _batches(_page_rows(revision, pages)):
        with transaction.atomic():
            lease.renew()  # in the same transaction: whoever took over never meets our rows
            Page.objects.bulk_create(batch)
    for passages in _batches(passage_rows(revision, drafts)):
        with transaction.atomic():
            lease.renew()
            Passage.objects.bulk_create(passages)
    with transaction.atomic():
        lease.renew()
        ManualIndex.objects.create(revision=revision, version=index.VERSION, data=data)


def _save(name: str, path: Path) -> str:
    with path.open("rb") as file:
        return default_storage.save(name, File(file))


def _page_rows(revision: Revision, pages: Iterable[ExtractedPage]) -> Iterator[Page]:
    for page in pages:
        yield Page(
            revision=revision,
            number=page.number,
            label=page.label[:LABEL_LENGTH],
            anchor=page.anchor[:ANCHOR_LENGTH],
            text=page.text,
            language=language.of_page(page.text, revision.language)[:LANGUAGE_LENGTH],
            recognition=Page.Recognition.WANTED if page.unread else Page.Recognition.NONE,
        )


def passage_rows(revision: Revision, drafts: Iterable[PassageDraft]) -> Iterator[Passage]:
    """The drafts as rows, not saved."""
    for draft in drafts:
        yield Passage(
            revision=revision,
            number=draft.number,
            page_number=draft.page_number,
            start=draft.start,
            text=draft.text,
            heading_path=list(draft.heading_path),
        )


def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _storable_page(page: ExtractedPage) -> ExtractedPage:
    return replace(
        page,
        label=clean(page.label),
        anchor=clean(page.anchor),
        text=clean(page.text),
        headings=tuple(replace(heading, text=clean(heading.text)) for heading in page.headings),
    )


def clean(text: str) -> str:
    """``text`` without what a database refuses, every character at its offset."""
    return _UNSTORABLE.sub("\ufffd", text)
