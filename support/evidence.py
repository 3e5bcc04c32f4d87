"""The best passages for a question that is still being typed: fast, and never with a model's help
that costs more than a few milliseconds."""

from __future__ import annotations

from catalog.models import Product
from support import manuals, meaning, retrieval
from support.errors import UnknownProduct
from support.family import variants_in
from support.hits import Hit

LIMIT = 5


def evidence(product_id: str, content: str) -> tuple[Hit, ...]:
    """Up to LIMIT passages, best first; empty while there is no manual to look in. Blocking.

    Raises UnknownProduct. By words and stored vectors, in the order of the answer unless the
    cross-encoder moves something in it.
    """
    product = Product.objects.current().filter(pk=product_id).first()
    if product is None:
        raise UnknownProduct("There is no such product.")
    manual = manuals.manual_for(product, content)
    if manual is None or manual.current is None:
        return ()
    meaning.expect(manual.current, content)
    variants = variants_in(manual.current, product)
    return retrieval.look(manual.current, content, LIMIT, variants=variants, deadline_ms=0).hits
