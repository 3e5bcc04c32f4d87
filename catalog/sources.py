"""Addresses of manuals that staff adds outside the plain forms of the back office."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, Min

from catalog.changes import rise, touched_by
from catalog.models import ManualSource, Product


def add_source(
    product: Product,
    url: str,
    *,
    kind: str = "",
    language: str = "",
    title: str = "",
    first: bool = True,
) -> ManualSource:
    """Give the product this address, before (``first``) or after its others.

    Predictions hear of it.

    An address that the product has already gets the new place and whatever is said here of it.
    """
    with transaction.atomic():
        others = product.manual_sources.exclude(url=url)
        ends = others.aggregate(lowest=Min("position"), highest=Max("position"))
        lowest, highest = ends["lowest"], ends["highest"]
        position = 0 if lowest is None else lowest - 1 if first else highest + 1
        values = {"kind": kind, "language": language, "title": title}
        said = {name: value for name, value in values.items() if value}
        source, _ = ManualSource.objects.update_or_create(
            product=product, url=url, defaults={**said, "position": position, "by_staff": True}
        )
        rise(touched_by([source]))
    return source


def replace_source(
    source: ManualSource, url: str, *, kind: str, language: str, title: str
) -> ManualSource:
    """Another address in the place of this one, before all others of the product.

    Should an import bring the old address back, the new one still goes first.
    """
    with transaction.atomic():
        if source.url != url:
            source.delete()
        return add_source(source.product, url, kind=kind, language=language, title=title)
