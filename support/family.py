"""Which models share a manual: what tells the customer's own model from its siblings in it."""

from __future__ import annotations

from catalog.models import Product
from support.models import Manual, Revision
from support.variants import Variants, variants_of

MOST_SIBLINGS = 40


def variants_in(revision: Revision, product: Product) -> Variants:
    """Of ``product`` in a manual that it may share with others. One query."""
    address = Manual.objects.filter(pk=revision.manual_id).values("address")
    siblings = (
        Product.objects.current()
        .filter(manual_sources__url__in=address)
        .exclude(pk=product.pk)
        .values_list("name", "model")
        .distinct()[:MOST_SIBLINGS]
    )
    names = [f"{name} {model}" for name, model in siblings]
    return variants_of(f"{product.name} {product.model}", names)
