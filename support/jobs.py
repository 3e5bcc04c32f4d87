"""What the workers run: ids in, one call, the outcome out."""

from __future__ import annotations

from uuid import UUID

from support import (
    conversations,
    kept_answers,
    manuals,
    old_revisions,
    old_uploads,
    recognition,
    rounds,
    touched,
    vectorising,
)
from support.ingest import ingest as ingest_manual
from support.models import Manual
from support.prefetch import write_off


def ingest(manual_id: int) -> str:
    """Fetch and read one manual, then see to the answers that waited, and to what stands in."""
    outcome = prefetch(manual_id)
    manuals.want_stand_ins(manual_id)
    for manual in Manual.objects.filter(pk=manual_id):
        vectorising.want(manual)
    return outcome


def prefetch(manual_id: int) -> str:
    """Read one manual that a customer will probably ask about."""
    try:
        return ingest_manual(manual_id)
    finally:
        conversations.answer_those_waiting_for(manual_id)


def recognise(revision_id: int, token: str) -> str:
    """Read some of a manual's scanned pages."""
    outcome = recognition.go_on(revision_id, UUID(token))
    vectorising.start(revision_id)
    return outcome


def encode(revision_id: int, token: str) -> str:
    """Make vectors of some of a manual's passages."""
    return vectorising.go_on(revision_id, UUID(token))


def look_for_changes() -> int:
    """Queue a check of some manuals whose week is over; how many."""
    return rounds.queue_checks()


def check(manual_id: int) -> str:
    """Has a manual changed at its maker's? Then the new revision is read; nobody waits for it."""
    return ingest_manual(manual_id, quietly=True)


def count_touched(manual_id: int) -> int:
    """Count the answers that a new revision of their manual touches."""
    return touched.count(manual_id)


def answer(message_id: str) -> str:
    """Write one answer that nobody streams."""
    return conversations.answer_if_possible(UUID(message_id))


def sweep() -> int:
    """Take up the manuals and answers that were left behind; how many."""
    write_off()
    begun = manuals.rescue_abandoned() + recognition.rescue_abandoned()
    return begun + vectorising.rescue_abandoned() + conversations.sweep()


def remove_old_revisions() -> int:
    """Forget revisions that were replaced, uploads that no product names, where no answer cites
    them; how many."""
    return old_revisions.remove_uncited() + old_uploads.remove_unnamed()


def forget_answers() -> int:
    """Forget kept answers that are too old, or too many; how many."""
    return kept_answers.forget_old()
