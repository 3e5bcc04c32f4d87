"""Who may write an answer: claimed with a lease by one update that must hit one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hscjit import metrics
from support import bells
from support.models import Citation, Message


class LeaseLost(Exception):
    """Somebody else writes this answer now; stop without a word."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer ends. ``citations`` are unsaved rows, numbered from 1.

    ``kept_id``: of the kept answer that it repeats.
    """

    text: str
    outcome: str
    reason: str = ""
    engine: str = ""
    citations: Sequence[Citation] = ()
    revision_id: int | None = None
    timings: dict[str, float] | None = None
    suggestion: str = ""
    pro_tip: str = ""
    notice: str = ""
    kept_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to write one answer, for MESSAGE_LEASE seconds at a time."""

    message_id: UUID
    token: UUID

    def _row(self) -> QuerySet[Message]:
        return Message.objects.filter(
            pk=self.message_id, lease_token=self.token, state=Message.State.PENDING
        )

    def renew(self) -> bool:
        """Keep the right; returns whether the customer asked to stop. Raises LeaseLost."""
        if self._row().update(lease_until=_lease_end()) != 1:
            raise LeaseLost
        return bool(self._row().values_list("stop_requested", flat=True).first())

    def save_partial(self, text: str) -> None:
        """Store the text so far for those who follow or resume. Raises LeaseLost."""
        self._update(text=text, lease_until=_lease_end())

    def begin_anew(self) -> None:
        """Forget the text so far; counted as an attempt, so that whoever resumes gets the whole.

        Raises LeaseLost.
        """
        self._update(text="", attempts=F("attempts") + 1, lease_until=_lease_end())

    def finish(self, ending: Ending) -> None:
        """Write the whole answer and its citations in one transaction. Raises LeaseLost."""
        with transaction.atomic():
            self._update(
                text=ending.text,
                state=Message.State.FINISHED,
                outcome=ending.outcome,
                reason=ending.reason,
                engine=ending.engine,
                revision_id=ending.revision_id,
                timings=ending.timings or {},
                suggestion=ending.suggestion,
                pro_tip=ending.pro_tip,
                notice=ending.notice,
                from_cache=ending.kept_id is not None,
                kept_id=ending.kept_id,
                lease_until=None,
                lease_token=None,
                finished_at=timezone.now(),
            )
            Citation.objects.bulk_create(ending.citations)
        metrics.answers.labels(ending.outcome, ending.engine or "none").inc()

    def release(self) -> None:
        """Give the right back, so that the next one need not wait for it to lapse."""
        Message.objects.filter(pk=self.message_id, lease_token=self.token).update(
            lease_until=None, lease_token=None
        )
        bells.ring_message(self.message_id)

    def _update(self, **values: object) -> None:
        if self._row().update(change=F("change") + 1, **values) != 1:
            raise LeaseLost
        bells.ring_message(self.message_id)


def claim(message_id: UUID) -> Claim | None:
    """The right to write this answer, or None: it is finished, or somebody else writes it."""
    token = uuid4()
    changed = (
        Message.objects.filter(pk=message_id, state=Message.State.PENDING)
        .filter(Q(lease_until=None) | Q(lease_until__lt=timezone.now()))
        .update(lease_until=_lease_end(), lease_token=token, attempts=F("attempts") + 1)
    )
    return Claim(message_id, token) if changed == 1 else None


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.MESSAGE_LEASE)
