"""How often customers really chose a product, lately: counted, halved every month, stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog.models import CatalogueVersion, Popularity

HALF_LIFE = timedelta(days=30)
CHUNK = 2000
AT_ONCE = 500  # products; of more the whole catalogue is read again


def decayed(score: float, since: datetime, now: datetime) -> float:
    """What is left of ``score`` that was counted up to ``since``."""
    return float(score * 0.5 ** (max(now - since, timedelta()) / HALF_LIFE))


def count(product_id: str) -> None:
    """One customer more chose it. Of two at the very same moment one may be forgotten."""
    now = timezone.now()
    row, made = Popularity.objects.get_or_create(
        product_id=product_id, defaults={"score": 1.0, "counted_at": now}
    )
    if not made:
        score = decayed(row.score, row.counted_at, now) + 1
        Popularity.objects.filter(pk=row.pk, counted_at=row.counted_at).update(
            score=score, counted_at=now
        )


def scores(only: Collection[str] | None = None) -> Iterator[tuple[str, float]]:
    """Product → how often it was chosen, as of now; without those that nobody ever chose.

    ``only``: of the products with these ids.
    """
    now = timezone.now()
    rows = Popularity.objects.values_list("product_id", "score", "counted_at")
    if only is not None:
        rows = rows.filter(product__in=only)
    for product_id, score, counted_at in rows.iterator(CHUNK):
        yield product_id, decayed(score, counted_at, now)


def publish() -> bool:
    """Let predictions see what was counted since it was last called; whether there was.

    Runs now and then (settings.SCHEDULES), not with every choice.
    """
    now = timezone.now()
    version = CatalogueVersion.objects.filter(pk=1)
    until = version.values_list("choices_until", flat=True).first()
    if until is None:
        return False
    chosen = Popularity.objects.filter(counted_at__gt=until).values_list("product_id", flat=True)
    products = tuple(chosen[: AT_ONCE + 1])
    if not products:
        return False
    with transaction.atomic():
        version.update(choices_until=now)
        CatalogueVersion.rise(products if len(products) <= AT_ONCE else None)
    return True
