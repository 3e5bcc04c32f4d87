"""Which products' predictions a change concerns, and how everybody is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain

from django.db.models import Model, Q

from catalog.models import Brand, CatalogueVersion, ManualSource, Product, Relationship

TOO_MANY = 1000  # products; beyond, the whole catalogue is read again


def rise(*changed: Iterable[str] | None) -> None:
    """The version rises for all these products; None: nobody knows for which."""
    known = [part for part in changed if part is not None]
    products = set(chain.from_iterable(known))
    everything = len(known) < len(changed) or len(products) > TOO_MANY
    CatalogueVersion.rise(None if everything else products)


def touched_by(rows: Collection[Model]) -> set[str] | None:
    """The products that look different when one of ``rows`` does; None: too many, or unknown."""
    products: set[str] = set()
    for row in rows:
        if isinstance(row, Product):
            products |= {row.pk} | _related(Q(product=row) | Q(target=row))
        elif isinstance(row, Brand):
            of_brand = products_of([row.pk])
            if of_brand is None:
                return None
            products |= of_brand | _related(Q(product__brand=row) | Q(target__brand=row))
        elif isinstance(row, ManualSource):
            products.add(row.product_id)
        else:
            return None
    return products


def products_of(brands: Collection[str]) -> set[str] | None:
    """The products of these brands; None: too many."""
    found = Product.objects.filter(brand__in=brands).values_list("pk", flat=True)
    products = set(found[: TOO_MANY + 1])
    return products if len(products) <= TOO_MANY else None


def _related(ends: Q) -> set[str]:
    """Both ends of these relationships: what belongs to others, and what others belong to."""
    found = Relationship.objects.filter(ends).values_list("product_id", "target_id")
    return set(chain.from_iterable(found))
