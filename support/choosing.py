"""A customer chose a product, by picking it or by asking about it."""

from __future__ import annotations

from catalog import popularity
from catalog.models import Product
from support import manuals, prefetch, vectorising
from support.models import Manual


def choose(product: Product, question: str = "") -> Manual | None:
    """Have its manual read, and remember what customers choose; None where there is no manual."""
    popularity.count(product.pk)
    manual = manuals.want_for(product, question)
    if manual is None:
        return None
    prefetch.paid_off(manual)
    vectorising.want(manual)
    vectorising.expect(manual)
    return manual
