"""Who works through a revision in the background: one chain of short jobs at a time.

The jobs of a chain hand on a token, which every writing transaction checks. A chain that broke
(its worker was killed) is begun anew by the sweep when its lease is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task

from support.manual_lease import LeaseLost
from support.models import Revision

LEASE = timedelta(minutes=2)  # longer than a job takes, queue included


@dataclass(frozen=True, slots=True)
class Turns:
    """One kind of work: the two fields of a revision that hold its lease, and its job."""

    holder: str
    until: str
    job: str

    def nobody(self) -> Q:
        """Revisions on which nobody works."""
        return Q(**{self.until: None}) | Q(**{f"{self.until}__lt": timezone.now()})

    def begin(self, revision_id: int) -> bool:
        """Begin a chain and queue its first job, unless there is a living one."""
        token = uuid4()
        with transaction.atomic():
            rows = Revision.objects.filter(self.nobody(), pk=revision_id)
            if rows.update(**self._held(token)) != 1:
                return False
            self.queue(revision_id, token)
        return True

    def seize(self, revision_id: int) -> Turn:
        """Take the turn from whoever has it."""
        token = uuid4()
        Revision.objects.filter(pk=revision_id).update(**self._held(token))
        return Turn(self, revision_id, token)

    def turn(self, revision_id: int, token: UUID) -> Turn:
        """The turn of a job that got this token; whether it is still good tells ``renew``."""
        return Turn(self, revision_id, token)

    def queue(self, revision_id: int, token: UUID) -> None:
        async_task(self.job, revision_id, str(token), cluster="later", save=False)

    def _held(self, token: UUID) -> dict[str, object]:
        return {self.holder: token, self.until: _lease_end()}


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to work on one revision, held by a chain of jobs."""

    kind: Turns
    revision_id: int
    token: UUID

    def renew(self) -> None:
        """Keep it for another LEASE. Raises LeaseLost."""
        if self._write(**{self.kind.until: _lease_end()}) != 1:
            raise LeaseLost

    def hand_on(self) -> None:
        """Queue the chain's next job."""
        self.kind.queue(self.revision_id, self.token)

    def release(self, **fields: object) -> bool:
        """The work is done: write ``fields`` too. False when somebody else had the turn."""
        return self._write(**{self.kind.holder: None, self.kind.until: None}, **fields) == 1

    def _write(self, **fields: object) -> int:
        rows = Revision.objects.filter(pk=self.revision_id, **{self.kind.holder: self.token})
        return rows.update(**fields)


def _lease_end() -> datetime:
    return timezone.now() + LEASE
