"""The right to read one manual: claimed by one update that must hit one row, kept by renewing."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from support import bells
from support.errors import ManualError
from support.models import Manual, Revision

log = logging.getLogger(__name__)

# After the first, second, … failure in a row; the last one repeats.
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (10, 30, 2 * 60, 10 * 60, 60 * 60, 6 * 60 * 60)
)
CHECK_EVERY = timedelta(days=7)  # has a manual that we have changed at its maker's?
RENEWALS = 3  # tries within the life of a lease


class LeaseLost(Exception):
    """Somebody else reads this manual now; stop without writing a word."""


def nobody_reads() -> Q:
    """Rows without a living lease."""
    return Q(lease_until=None) | Q(lease_until__lt=timezone.now())


def pause_after(failures: int) -> timedelta:
    """How long to leave the manufacturer alone after so many failures in a row (from 1)."""
    return PAUSES[min(max(failures, 1), len(PAUSES)) - 1]


def claim(manual_id: int, *, again: bool = False) -> Lease | None:
    """Take the manual for reading; None when somebody has it or, unless ``again``, it is settled.

    A job that comes twice, or late, finds a settled manual and has nothing to do.
    """
    rows = Manual.objects.filter(nobody_reads(), pk=manual_id)
    if not again:
        rows = rows.filter(status__in=(Manual.Status.NEW, *Manual.BUSY))
    token = uuid4()
    with transaction.atomic():
        claimed = rows.update(
            lease_token=token,
            lease_until=_lease_end(),
            status=Manual.Status.FETCHING,
            progress=0.0,
            change=F("change") + 1,
            updated_at=timezone.now(),
        )
        if claimed != 1:
            return None
        bells.ring_manual(manual_id)
    return Lease(Manual.objects.get(pk=manual_id), token)


def claim_quietly(manual_id: int) -> Lease | None:
    """Take a manual that is ready, for a check: it stays ready, so that nobody waits for it."""
    token = uuid4()
    rows = Manual.objects.filter(nobody_reads(), pk=manual_id, status=Manual.Status.READY)
    if rows.exclude(current=None).update(lease_token=token, lease_until=_lease_end()) != 1:
        return None
    return Lease(Manual.objects.get(pk=manual_id), token, quiet=True)


class Lease:
    """Held for MANUAL_LEASE seconds at a time; inside ``with`` a thread renews it.

    ``manual`` is the row as it was claimed. A ``quiet`` one shows nothing before its end.
    """

    def __init__(self, manual: Manual, token: UUID, *, quiet: bool = False) -> None:
        self.manual = manual
        self._quiet = quiet
        self._token = token
        self._held_until = time.monotonic() + settings.MANUAL_LEASE
        self._lost = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="manual-lease", daemon=True)

    def __enter__(self) -> Lease:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def check(self) -> None:
        """Raises LeaseLost when the right is gone."""
        if self._lost.is_set():
            raise LeaseLost

    def renew(self) -> None:
        """Keep the right for another MANUAL_LEASE seconds. Raises LeaseLost."""
        started = time.monotonic()
        rows = Manual.objects.filter(pk=self.manual.pk, lease_token=self._token)
        if rows.update(lease_until=_lease_end()) != 1:
            self._lost.set()
            raise LeaseLost
        self._held_until = started + settings.MANUAL_LEASE

    def report(self, status: str, progress: float, *, pictures: int = 0) -> None:
        """Show how far the work is; ``progress`` 0–1 within the stage. Raises LeaseLost.

        ``pictures``: the stage is to read so many pictures of pages.
        """
        self.check()
        if self._quiet:
            return
        share = min(max(progress, 0.0), 1.0)
        self._write(status=status, progress=share, pictures=pictures, lease_until=_lease_end())

    def finish(self, revision: Revision) -> None:
        """The revision is complete: show it, in one transaction. Raises LeaseLost."""
        self.check()
        now = timezone.now()
        with transaction.atomic():
            self._write(
                status=Manual.Status.READY,
                current=revision,
                progress=1.0,
                pictures=0,
                title=self.manual.title or revision.title,
                language=self.manual.language or revision.language,
                reason="",
                failure="",
                customer_text="",
                permanent=False,
                attempts=0,
                next_attempt_at=None,
                lease_token=None,
                lease_until=None,
            )
            Revision.objects.filter(pk=revision.pk).update(
                storage_name=revision.storage_name,
                indexed_at=revision.indexed_at or now,
                fetched_at=now,
                final_url=revision.final_url,
                etag=revision.etag,
                last_modified=revision.last_modified,
            )

    def failed(self, error: ManualError) -> None:
        """Write down why. A manual that was read before stays readable. Raises LeaseLost."""
        self.check()
        failures = self.manual.attempts + 1
        readable = self.manual.current_id is not None
        self._write(
            status=Manual.Status.READY if readable else Manual.Status.FAILED,
            progress=1.0 if readable else 0.0,
            reason=error.reason,
            failure=str(error),
            customer_text=error.customer_text,
            permanent=error.permanent,
            attempts=failures,
            next_attempt_at=_next_attempt(error, failures, readable),
            lease_token=None,
            lease_until=None,
        )

    def _write(self, **fields: Any) -> None:
        """One visible change, if the right is still ours."""
        fields |= {"change": F("change") + 1, "updated_at": timezone.now()}
        with transaction.atomic():
            rows = Manual.objects.filter(pk=self.manual.pk, lease_token=self._token)
            if rows.update(**fields) != 1:
                self._lost.set()
                raise LeaseLost
            bells.ring_manual(self.manual.pk)

    def _keep(self) -> None:
        """The renewing thread; it has a database connection of its own."""
        try:
            while not self._stop.wait(settings.MANUAL_LEASE / RENEWALS):
                try:
                    self.renew()
                except LeaseLost:
                    return
                except DatabaseError as error:
                    log.warning(
                        "manual %s: cannot renew (%s)", self.manual.pk, type(error).__name__
                    )
                    connection.close()
                    if time.monotonic() > self._held_until:
                        self._lost.set()
                        return
        finally:
            connection.close()


def _next_attempt(error: ManualError, failures: int, readable: bool) -> datetime | None:
    """None = not by ourselves. What customers can read meanwhile is still checked every week."""
    if error.permanent:
        return timezone.now() + CHECK_EVERY if readable else None
    asked_for = timedelta(seconds=error.retry_after)
    return timezone.now() + max(pause_after(failures), asked_for)


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.MANUAL_LEASE)
