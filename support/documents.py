"""Which of a product's documents answers: the first, one in the customer's language, a stand-in.

The catalogue's order is the preference. A document stands in for the first one while that cannot
be read; it must be in the same language, or one of the two does not say its language.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count

from catalog.models import ManualSource, Product
from support.answering.language import language_of
from support.models import Manual

MOST_NAMED = 20  # products that share one address
MOST_OF_ONE = 12  # documents of one product that are fetched before anybody asks
MOST_LOOKED_AT = 200  # products whose first manual failed, at once


@dataclass(frozen=True, slots=True)
class Document:
    """One address of a product; ``manual`` None: nobody wanted it yet."""

    source: ManualSource
    manual: Manual | None

    @property
    def is_readable(self) -> bool:
        """Customers get answers from it, even while it is being read again."""
        return self.manual is not None and self.manual.current_id is not None

    @property
    def has_failed(self) -> bool:
        """The last try failed, and there is nothing from an earlier one."""
        return self.manual is not None and not self.is_readable and bool(self.manual.reason)

    @property
    def language(self) -> str:
        """As catalogue, staff or the text itself say; two letters, "" where nobody does."""
        said = self.source.language or (self.manual.language if self.manual else "")
        return said[:2].lower()


def documents_of(product: Product) -> tuple[Document, ...]:
    """In the catalogue's order; empty where it knows no address."""
    sources = list(product.manual_sources.order_by("position", "pk"))
    known = Manual.objects.select_related("current")
    rows = {row.address: row for row in known.filter(address__in=[s.url for s in sources])}
    return tuple(Document(source, rows.get(source.url)) for source in sources)


def answering(documents: Sequence[Document], question: str = "") -> Document | None:
    """The document to answer from; ``question`` may be empty. None only where there is none."""
    if not documents:
        return None
    own = in_language_of(question, documents)
    if own is not None and own.is_readable:
        return own
    main, *others = documents
    if not main.has_failed:
        return main
    fitting = [other for other in others if _can_stand_in(other, main)]
    fitting.sort(key=lambda other: other.source.kind != main.source.kind)
    readable = (other for other in fitting if other.is_readable)
    hopeful = (other for other in fitting if not other.has_failed)
    return next(readable, None) or next(hopeful, None) or main


def may_answer(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Those that a question may come to be answered from, at most ``MOST_OF_ONE``: the first one,
    its stand-ins, the first one of each other language."""
    chosen: list[Document] = []
    languages = set()
    for document in documents:
        if document.language not in languages or _can_stand_in(document, documents[0]):
            chosen.append(document)
            languages.add(document.language)
    return tuple(chosen[:MOST_OF_ONE])


def in_language_of(question: str, documents: Sequence[Document]) -> Document | None:
    """A further document in the question's language, where the first one is in another."""
    if not question or len(documents) < 2:
        return None
    main, *others = documents
    asked = language_of(question, main.language)
    if not main.language or asked == main.language:
        return None
    return next((other for other in others if other.language == asked), None)


def stood_in_for(addresses: Collection[str]) -> frozenset[str]:
    """Those of these failed manuals' addresses whose product gets answers from a stand-in."""
    products = ManualSource.objects.filter(url__in=addresses).values("product")
    several = ManualSource.objects.filter(product__in=products).values("product")
    several = several.annotate(count=Count("pk")).filter(count__gt=1).values("product")
    found = set()
    for product in Product.objects.filter(pk__in=several)[:MOST_LOOKED_AT]:
        documents = documents_of(product)
        chosen = answering(documents)
        if chosen is not None and chosen is not documents[0] and chosen.is_readable:
            found.add(documents[0].source.url)
    return frozenset(found)


def _can_stand_in(other: Document, main: Document) -> bool:
    return not (other.language and main.language) or other.language == main.language


def products_at(manual: Manual) -> tuple[Product, ...]:
    """The products that have the manual's address."""
    sources = ManualSource.objects.filter(url=manual.address).select_related("product__brand")
    return tuple(source.product for source in sources.order_by("product_id"))


def instead_of(manual: Manual) -> tuple[tuple[Product, Manual], ...]:
    """By product: the document that stands in for this one, which cannot be read."""
    found = []
    for product in products_at(manual)[:MOST_NAMED]:
        documents = documents_of(product)
        chosen = answering(documents)
        if documents[0].manual == manual and chosen and chosen.manual not in (None, manual):
            found.append((product, chosen.manual))
    return tuple(found)
