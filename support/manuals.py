"""The life of a manual: wanted, queued, read, ready or failed. With its lease and rounds (which
look at it though nobody asks) the only writer.

NEW ─► QUEUED ─► FETCHING ─► EXTRACTING ─► INDEXING ─► READY
          ▲           └───────────┴────────────┴─────► FAILED ─┐
          └── after a pause, a lapsed lease, or "fetch again" ─┘
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_q.tasks import async_task

from catalog.models import ManualSource, Product
from support import bells
from support.documents import (
    MOST_NAMED,
    Document,
    answering,
    documents_of,
    in_language_of,
    products_at,
)
from support.index import VERSION
from support.labels import failure, label
from support.manual_lease import (
    Lease,
    LeaseLost,
    claim,
    claim_quietly,
    nobody_reads,
    pause_after,
)
from support.models import Manual, Revision
from support.stored_files import seems_stored

__all__ = [
    "Lease",
    "LeaseLost",
    "answering_now",
    "claim",
    "claim_quietly",
    "describe",
    "expected_kind",
    "manual_at",
    "manual_for",
    "rescue_abandoned",
    "want",
    "want_for",
    "want_stand_ins",
]

QUEUE_PATIENCE = timedelta(seconds=5)  # a queued manual nobody claimed by then is queued again
MAX_DEATHS = 4  # failures in a row after which a dead reader is not followed by another at once

# The contract's stage, and what customers are told (a label).
_STAGES = {
    Manual.Status.NEW: ("queued", "waiting"),
    Manual.Status.QUEUED: ("queued", "waiting"),
    Manual.Status.FETCHING: ("fetching", "fetching"),
    Manual.Status.EXTRACTING: ("extracting", "extracting"),
    Manual.Status.INDEXING: ("indexing", "indexing"),
    Manual.Status.READY: ("ready", "ready"),
}


def manual_for(product: Product, question: str = "") -> Manual | None:
    """The manual that answers (see support.documents); None when the catalogue has no address."""
    chosen = answering(documents_of(product), question)
    return _manual_of(chosen) if chosen else None


def want_for(product: Product, question: str = "") -> Manual | None:
    """Want the manual that answers, and what should: the first one, one in the asked language."""
    documents = documents_of(product)
    chosen = answering(documents, question)
    if chosen is None:
        return None
    should = [documents[0], in_language_of(question, documents)]
    for document in should:
        if document is not None and document is not chosen:
            want(_manual_of(document))
    return want(_manual_of(chosen))


def answering_now(product: Product, question: str = "") -> Manual | None:
    """The manual that answers, as it is now, and on its way where it is not READY.

    FAILED only where nothing stands in for it: it may fail, for whoever waits, at any moment.
    """
    while True:
        manual = manual_for(product, question)
        if manual is None or manual.status == Manual.Status.READY:
            return manual
        want(manual)
        if manual.status != Manual.Status.FAILED or manual_for(product, question) == manual:
            return manual


def want_stand_ins(manual_id: int) -> None:
    """A manual that somebody wanted has failed: have read what answers in its place."""
    manual = Manual.objects.filter(pk=manual_id, status=Manual.Status.FAILED).first()
    for product in products_at(manual)[:MOST_NAMED] if manual else ():
        documents = documents_of(product)
        chosen = answering(documents)
        if documents[0].manual == manual and chosen is not None and chosen is not documents[0]:
            want(_manual_of(chosen))


def manual_at(source: ManualSource) -> Manual:
    """The row for this address, made on first use; products with the same address share it."""
    manual, _ = Manual.objects.get_or_create(
        address=source.url,
        defaults={"kind": source.kind, "language": source.language, "title": source.title},
    )
    return manual


def _manual_of(document: Document) -> Manual:
    return document.manual or manual_at(document.source)


def expected_kind(manual: Manual) -> str:
    """What the sources say the file is: ``pdf``, ``html``, or "" (nothing, or both)."""
    kinds = set(ManualSource.objects.filter(url=manual.address).values_list("kind", flat=True))
    if not kinds:
        return manual.kind
    return kinds.pop() if len(kinds) == 1 else ""


def want(manual: Manual, *, again: bool = False) -> Manual:
    """Queue the reading if it is needed and nobody is on it. Returns the row as it is now.

    ``again``: read it even if it is ready, failed for good, or resting after a failure.
    """
    manual.refresh_from_db()
    if again or _is_needed(manual):
        _queue(manual, again)
        manual.refresh_from_db()
    return manual


def rescue_abandoned() -> int:
    """Queue what a worker left unfinished, and what waits in no queue; how many."""
    rows = Manual.objects.filter(nobody_reads(), status__in=Manual.BUSY)
    waiting = [manual for manual in rows if _is_needed(manual)]
    return sum(_queue(manual, again=False) for manual in waiting)


def describe(manual: Manual, language: str = "en") -> tuple[str, float, str]:
    """For customers: the contract's stage, its progress 0–1, and a sentence in their language."""
    if manual.status == Manual.Status.FAILED:
        text = failure(manual.customer_text, language) or label("failed", language)
        return "failed", 0.0, text
    stage, name = _STAGES[Manual.Status(manual.status)]
    message = label(name, language)
    if manual.status == Manual.Status.EXTRACTING and manual.pictures:
        done = round(manual.progress * manual.pictures)
        message = label("pictures", language, done=done, pages=manual.pictures)
    return stage, manual.progress, message


def _is_needed(manual: Manual) -> bool:
    now = timezone.now()
    match manual.status:
        case Manual.Status.NEW:
            return True
        case Manual.Status.QUEUED:
            return manual.queued_at is None or manual.queued_at < now - QUEUE_PATIENCE
        case Manual.Status.FAILED:
            return not manual.permanent and _rested(manual)
        case Manual.Status.READY:
            return _rested(manual) and not _is_whole(manual)
    return manual.lease_until is None or manual.lease_until < now


def _rested(manual: Manual) -> bool:
    return manual.next_attempt_at is None or manual.next_attempt_at <= timezone.now()


def _is_whole(manual: Manual) -> bool:
    """Whether what READY promises is there: an index of today's format and the file itself."""
    if manual.current_id is None:
        return False
    rows = Revision.objects.filter(pk=manual.current_id, index__version=VERSION)
    name = rows.values_list("storage_name", flat=True).first()
    return name is not None and seems_stored(name)


def _queue(manual: Manual, again: bool) -> bool:
    """Queue it, if the row is still as we saw it: of many who ask at once, one succeeds."""
    left_unfinished = manual.status in Manual.BUSY and manual.status != Manual.Status.QUEUED
    fields: dict[str, Any] = {"status": Manual.Status.QUEUED, "queued_at": timezone.now()}
    if again:
        fields |= {"attempts": 0, "permanent": False, "next_attempt_at": None}
    elif left_unfinished:
        fields |= _after_a_death(manual)
    with transaction.atomic():
        rows = Manual.objects.filter(nobody_reads(), pk=manual.pk, change=manual.change)
        if again:  # not twice: a fresh job is on its way already
            fresh = Q(status=Manual.Status.QUEUED, queued_at__gt=timezone.now() - QUEUE_PATIENCE)
            rows = rows.exclude(fresh)
        queued = rows.update(
            progress=0.0,
            lease_token=None,  # a reader that was only slow must not write any more
            lease_until=None,
            change=F("change") + 1,
            updated_at=timezone.now(),
            **fields,
        )
        if queued != 1:
            return False
        if fields["status"] == Manual.Status.QUEUED:
            async_task("support.jobs.ingest", manual.pk, cluster="now")
        bells.ring_manual(manual.pk)
    return True


def _after_a_death(manual: Manual) -> dict[str, Any]:
    """Whoever read it died: that counts as a failure, so that no file kills workers for ever."""
    failures = manual.attempts + 1
    if failures < MAX_DEATHS:
        return {"attempts": failures}
    return {
        "attempts": failures,
        "status": Manual.Status.READY if manual.current_id else Manual.Status.FAILED,
        "reason": "unreadable",
        "failure": f"the worker died while reading it; {failures} failures in a row",
        "customer_text": "The manual's file cannot be read right now.",
        "next_attempt_at": timezone.now() + pause_after(failures),
    }
