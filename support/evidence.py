"""The best passages for a question that is still being typed: fast, and never with a model's help
that costs more than a few milliseconds."""

from __future__ import annotations

from catalog.models import Product
from hscjit.lru import Memory
from support import manuals, meaning, retrieval
from support.errors import UnknownProduct
from support.family import variants_in
from support.hits import Hit

LIMIT = 5
# Products whose manual the encoders read: the next keystroke need not ask for the manual first.
_read_by_encoders = Memory(1000)


def evidence(product_id: str, content: str) -> tuple[Hit, ...]:
    """Up to LIMIT passages, best first; empty while there is no manual to look in. Blocking.

    Raises UnknownProduct. By words and stored vectors, in the order of the answer unless the
    cross-encoder moves something in it.
    """
    if _read_by_encoders.get(product_id):
        meaning.begin(content)
    product = Product.objects.current().filter(pk=product_id).first()
    if product is None:
        raise UnknownProduct("There is no such product.")
    manual = manuals.manual_for(product, content)
    if manual is None or manual.current is None:
        return ()
    expected = meaning.expect(manual.current, content)
    _read_by_encoders.set(product_id, b"yes" if expected else b"", None)
    variants = variants_in(manual.current, product)
    return retrieval.find(manual.current, content, LIMIT, variants=variants)
