"""What is kept of a manual's past: a revision stays until nothing cites it any more."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.utils import timezone

from support.manual_lease import nobody_reads
from support.models import Citation, Manual, Message, Revision

log = logging.getLogger(__name__)

GRACE = timedelta(hours=1)  # an answer that is being written may still come to cite it
AT_ONCE = 100  # revisions a run; the next run takes the others


def remove_uncited() -> int:
    """Remove old revisions that no answer came from, and bytes that none other has; how many."""
    found = list(_uncited().values_list("pk", "manual_id")[:AT_ONCE])
    removed = sum(_remove(*ids) for ids in found)
    if removed:
        log.info("%s old revisions removed", removed)
    return removed


def _uncited() -> QuerySet[Revision]:
    before = timezone.now() - GRACE
    replaced = Q(manual__current__fetched_at__lt=before) | Q(manual__current=None)
    is_current = Exists(Manual.objects.filter(current=OuterRef("pk")))
    rows = Revision.objects.filter(replaced, ~is_current, fetched_at__lt=before)
    return rows.exclude(has_answers()).order_by("pk")


def has_answers() -> Q:
    """Of revisions: an answer came from it, or quotes it."""
    cited = Exists(Citation.objects.filter(revision=OuterRef("pk")))
    return cited | Q(Exists(Message.objects.filter(revision=OuterRef("pk"))))


def _remove(revision_id: int, manual_id: int) -> bool:
    """Remove one, unless somebody reads its manual at this moment or came to cite it."""
    try:
        with transaction.atomic():
            manual = Manual.objects.select_for_update().filter(nobody_reads(), pk=manual_id)
            revision = _uncited().filter(pk=revision_id).first() if manual.first() else None
            if revision is None:
                return False
            revision.delete()
    except ProtectedError:
        return False
    remove_bytes(revision.storage_name)
    return True


def remove_bytes(name: str) -> None:
    """Remove a revision's file unless another revision has the same bytes.

    A manual that gets the very same bytes at this moment loses them: it is fetched again when it
    is next wanted (support.manuals looks whether the file is there).
    """
    if not Revision.objects.filter(storage_name=name).exists():
        try:
            default_storage.delete(name)
        except OSError as error:  # the row is gone: the bytes only take up room
            log.warning("%s stays in the storage (%s)", name, error)
