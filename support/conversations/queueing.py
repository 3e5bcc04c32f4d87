"""Asks a worker to write an answer."""

from __future__ import annotations

from uuid import UUID

from django_q.tasks import async_task


def answer_in_background(message_id: UUID) -> None:
    """Have a worker write this answer, unless somebody else does."""
    async_task("support.jobs.answer", str(message_id), cluster="now", save=False)
