"""Uploaded files that no product names any more: they go when no answer came from them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from catalog.models import UPLOADS, ManualSource
from support.local_files import is_upload
from support.manual_lease import nobody_reads
from support.models import Manual, Revision
from support.old_revisions import has_answers, remove_bytes

log = logging.getLogger(__name__)

GRACE = timedelta(days=7)  # an address may be taken from one product and given to another
AT_ONCE = 100  # files a run; the next run takes the others


def remove_unnamed() -> int:
    """Remove such files, with what was read of them; how many. Nothing where no storage answers."""
    removed = 0
    try:
        for name in _unnamed():
            removed += _remove(name)
            if removed == AT_ONCE:
                break
    except OSError as error:
        log.warning("uploaded files could not be looked through (%s)", error)
    if removed:
        log.info("%s uploaded files removed", removed)
    return removed


def _unnamed() -> Iterator[str]:
    """Names in the storage that are no product's, retired ones included, and of no young file."""
    try:
        _, files = default_storage.listdir(UPLOADS.rstrip("/"))
    except FileNotFoundError:
        return
    named = set(
        ManualSource.objects.filter(url__startswith=f"file:{UPLOADS}").values_list("url", flat=True)
    )
    before = timezone.now() - GRACE
    for file in sorted(files):
        name = f"{UPLOADS}{file}"
        address = f"file:{name}"
        if address in named or not is_upload(address):  # what is no upload is not ours to remove
            continue
        if default_storage.get_modified_time(name) < before:
            yield name


def _remove(name: str) -> bool:
    """Remove one, unless somebody reads it at this moment or an answer came from it."""
    address = f"file:{name}"
    try:
        with transaction.atomic():
            manual = Manual.objects.select_for_update().filter(address=address).first()
            copies = list(_copies(address))
            if ManualSource.objects.filter(url=address).exists() or not _may_go(manual):
                return False
            if manual is not None:
                manual.delete()
    except ProtectedError:
        return False
    for copy in copies:
        remove_bytes(copy)
    # Whoever uploads the very same file at this moment loses it, and is told so by the manual.
    default_storage.delete(name)
    return True


def _copies(address: str) -> Iterator[str]:
    """Where the bytes lie that were read."""
    rows = Revision.objects.filter(manual__address=address)
    return rows.values_list("storage_name", flat=True).iterator()


def _may_go(manual: Manual | None) -> bool:
    if manual is None:
        return True
    if manual.revisions.filter(has_answers()).exists():
        return False
    young = manual.revisions.filter(fetched_at__gte=timezone.now() - GRACE)
    return Manual.objects.filter(nobody_reads(), pk=manual.pk).exists() and not young.exists()
