"""How many answers quote words that the current revision of their manual does not have any more.

Counted behind a new revision and kept on the manual, so that staff sees in the list of manuals
where to look.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django_q.tasks import async_task

from support.editions import touched_quotes
from support.models import Citation, Manual, Revision


def start(manual_id: int) -> bool:
    """Queue the count if answers come from other revisions than the current one, or did."""
    manual = Manual.objects.get(pk=manual_id)
    if not manual.touched and not _cited(manual).exists():
        return False
    async_task("support.jobs.count_touched", manual_id, cluster="later", save=False)
    return True


def count(manual_id: int) -> int:
    """Count the answers and note the number on the manual; about a second for 1,000 pages."""
    manual = Manual.objects.select_related("current").filter(pk=manual_id).first()
    if manual is None or manual.current is None:
        return 0
    messages = {
        quote.citation.message_id
        for old in _cited(manual)
        for quote in touched_quotes(old, manual.current)
    }
    rows = Manual.objects.filter(pk=manual_id, current=manual.current)
    rows.update(touched=len(messages))  # not if yet another revision came meanwhile
    return len(messages)


def _cited(manual: Manual) -> QuerySet[Revision]:
    """The other revisions that answers come from."""
    cited = Citation.objects.filter(revision__manual=manual).values("revision")
    rows = manual.revisions.filter(pk__in=cited)
    return rows.exclude(pk=manual.current.pk) if manual.current else rows
