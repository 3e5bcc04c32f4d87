"""Has a manual read before anybody asks, when it is clear enough whose it will be.

The policy is `worth_fetching` plus a moment of standing still; docs/decisions/0008 has the
evidence. It never costs a customer who waits: the jobs run in the cluster `later`, one at a time,
and a customer who asks meanwhile queues the manual in `now`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from catalog.models import ManualSource
from catalog.predictor import Prediction
from hscjit import metrics
from hscjit.limits import TokenBucket
from hscjit.threads import in_thread
from support import manuals, vectorising
from support.models import Manual

CONFIDENT = 70  # of 100
CLEAR = 10  # points ahead of the next product that has another manual
MOMENT = 0.4  # seconds without another favourite
PER_CLIENT = (3, 3 / 60)  # at once, then a second
MOST_WAITING = 20  # jobs in the queue, over all clients; one more is not worth it
USED_WITHIN = timedelta(minutes=15)


def worth_fetching(predictions: Sequence[Prediction]) -> Prediction | None:
    """The favourite, if it has a manual and stands clear of all that have another one."""
    best = predictions[0] if predictions else None
    if best is None or best.product.manual_url is None or best.confidence < CONFIDENT:
        return None
    others = (p.confidence for p in predictions if p.product.manual_url != best.product.manual_url)
    return best if best.confidence - max(others, default=0) >= CLEAR else None


class Prefetcher:
    """What one socket's typing may set in motion; lives in the event loop."""

    def __init__(self) -> None:
        self._bucket = TokenBucket(*PER_CLIENT)
        self._favourite: str | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._asked: set[str] = set()

    def consider(self, predictions: Sequence[Prediction]) -> None:
        """Called after each keystroke's predictions; returns at once."""
        best = worth_fetching(predictions)
        favourite = best.product.manual_url if best else None
        if favourite == self._favourite:
            return
        self.stop()
        self._favourite = favourite
        if favourite is not None and favourite not in self._asked:
            self._waiting = asyncio.create_task(self._after_a_moment(favourite))

    def stop(self) -> None:
        """Nobody types here any more, or something else."""
        if self._waiting is not None:
            self._waiting.cancel()

    async def _after_a_moment(self, address: str) -> None:
        await asyncio.sleep(MOMENT)
        if self._bucket.take():
            self._asked.add(address)
            await in_thread(request)(address)


def request(address: str) -> bool:
    """Queue the reading of a manual that nobody has read yet, once; whether it was queued."""
    source = ManualSource.objects.filter(url=address).order_by("pk").first()
    if source is None or OrmQ.objects.filter(key="later").count() >= MOST_WAITING:
        return False
    manual = manuals.manual_at(source)
    vectorising.expect(manual)
    asked = Manual.objects.filter(
        pk=manual.pk, status=Manual.Status.NEW, prefetched_at=None
    ).update(prefetched_at=timezone.now())
    if asked:
        async_task("support.jobs.prefetch", manual.pk, cluster="later", save=False)
    return bool(asked)


def paid_off(manual: Manual) -> None:
    """A customer chose the manual: if it was prefetched, that was of use."""
    _settle(Manual.objects.filter(pk=manual.pk, prefetched_at__isnull=False), "used")


def write_off() -> int:
    """Count as wasted what nobody chose within USED_WITHIN; how many."""
    old = timezone.now() - USED_WITHIN
    return _settle(Manual.objects.filter(prefetched_at__lt=old), "wasted")


def _settle(rows: QuerySet[Manual], outcome: str) -> int:
    count: int = rows.update(prefetched_at=None)
    metrics.prefetch.labels(outcome).inc(count)
    return count
