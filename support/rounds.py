"""Which manuals are looked at though nobody asks: the whole catalogue, and each one every week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain, groupby, zip_longest
from operator import attrgetter
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task

from catalog.models import ManualSource
from support.addresses import is_local
from support.documents import Document, may_answer
from support.manual_lease import CHECK_EVERY, nobody_reads
from support.manuals import manual_at
from support.models import Manual

CHECKS_AT_ONCE = 10  # a run; with one every ten minutes that makes 10,000 manuals a week
CHECKS_A_HOST = 3  # a run: nobody shall notice us
CHECK_PATIENCE = timedelta(days=1)  # a check that nobody finished is queued again


def all_in_catalogue() -> list[Manual]:
    """The manuals that current products may be answered from, each address once.

    The first documents of all products come first, and of hosts each in its turn. Rows are made
    where there are none.
    """
    sources: dict[str, ManualSource] = {}
    by_rank: dict[int, list[ManualSource]] = defaultdict(list)
    for documents in _documents():
        for rank, document in enumerate(may_answer(documents)):
            by_rank[rank].append(document.source)
    for source in chain.from_iterable(_hosts_in_turn(by_rank[rank]) for rank in sorted(by_rank)):
        sources.setdefault(source.url, source)
    return [manual_at(source) for source in sources.values()]


def _documents() -> Iterator[tuple[Document, ...]]:
    """Of one current product after the other."""
    known = {manual.address: manual for manual in Manual.objects.iterator()}
    rows = ManualSource.objects.filter(product__retired_at=None)
    rows = rows.order_by("product_id", "position", "pk")
    for _, sources in groupby(rows.iterator(), attrgetter("product_id")):
        yield tuple(Document(source, known.get(source.url)) for source in sources)


def _hosts_in_turn(sources: Iterable[ManualSource]) -> Iterator[ManualSource]:
    """So that no host gets one request right after the other while others wait."""
    by_host: dict[str, list[ManualSource]] = defaultdict(list)
    for source in sources:
        by_host[_host(source.url)].append(source)
    for turn in zip_longest(*by_host.values()):
        yield from filter(None, turn)


def _host(address: str) -> str:
    """Empty for a file of our own."""
    return "" if is_local(address) else urlsplit(address).netloc


def stale(older_than: timedelta) -> list[Manual]:
    """Manuals last fetched longer ago than that, and failed ones whose pause is over."""
    now = timezone.now()
    rested = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    old = Q(status=Manual.Status.READY, current__fetched_at__lt=now - older_than)
    failed = Q(status=Manual.Status.FAILED, permanent=False)
    return list(Manual.objects.filter(rested, old | failed).order_by("pk"))


def queue_checks() -> int:
    """Queue a look at some manuals that nobody looked at for a week, the oldest first; how many."""
    now = timezone.now()
    rested = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    due = Manual.objects.filter(
        nobody_reads(), rested, status=Manual.Status.READY,
        current__fetched_at__lt=now - CHECK_EVERY,
    )  # fmt: skip
    chosen: list[Manual] = []
    hosts: Counter[str] = Counter()
    rows = due.only("address", "next_attempt_at").order_by("current__fetched_at")
    for manual in rows.iterator():
        host = _host(manual.address)
        if not host or hosts[host] < CHECKS_A_HOST:
            hosts[host] += 1
            chosen.append(manual)
        if len(chosen) == CHECKS_AT_ONCE:
            break
    return sum(map(_queue_check, chosen))


def _queue_check(manual: Manual) -> bool:
    """Once for each manual: ``next_attempt_at`` keeps others off until the check has ended."""
    with transaction.atomic():
        rows = Manual.objects.filter(
            nobody_reads(), pk=manual.pk, next_attempt_at=manual.next_attempt_at
        )
        if rows.update(next_attempt_at=timezone.now() + CHECK_PATIENCE) != 1:
            return False
        async_task("support.jobs.check", manual.pk, cluster="later")
    return True
