"""Database → rows for the picture, in a handful of queries."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

from catalog import popularity
from catalog.building import ProductRow
from catalog.models import Alias, ManualSource, Product, Relationship
from catalog.picture import ProductFacts

CHUNK = 2000
FIELDS = (
    "id", "brand_id", "brand__name", "name", "model", "category", "image_url", "discontinued",
)  # fmt: skip


def rows() -> Iterator[ProductRow]:
    """Every current product with what belongs to it.

    The queries are not one transaction, which would keep others from writing: what an import
    adds between them is missing here, and raises the version again.
    """
    aliases, brand_aliases = _aliases()
    sources = _first_sources()
    accessories, owned = _relations()
    choices = dict(popularity.scores())
    products = Product.objects.current().order_by("id").values_list(*FIELDS).iterator(CHUNK)
    for key, brand_id, brand, name, model, category, image, discontinued in products:
        url, language = sources.get(key, (None, ""))
        yield ProductRow(
            # Shared texts are kept once: a category stands in thousands of products.
            facts=ProductFacts(
                key,
                name,
                sys.intern(brand),
                sys.intern(category),
                image,
                url,
                sys.intern(language),
            ),
            model=model,
            aliases=tuple(aliases.get(key, ())),
            brand_aliases=tuple(brand_aliases.get(brand_id, ())),
            accessories=accessories[key],
            is_accessory=key in owned,
            discontinued=discontinued,
            choices=choices.get(key, 0.0),
        )


def _aliases() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Other names by product and by brand."""
    of_products: dict[str, list[str]] = {}
    of_brands: dict[str, list[str]] = {}
    found = Alias.objects.order_by("pk").values_list("product_id", "brand_id", "text")
    for product, brand, text in found.iterator(CHUNK):
        if product is not None:
            of_products.setdefault(product, []).append(text)
        elif brand is not None:
            of_brands.setdefault(brand, []).append(text)
    return of_products, of_brands


def _first_sources() -> dict[str, tuple[str, str]]:
    """The address and language of each product's first manual."""
    first: dict[str, tuple[str, str]] = {}
    found = ManualSource.objects.order_by("position", "pk")
    for product, url, language in found.values_list("product_id", "url", "language").iterator(
        CHUNK
    ):
        first.setdefault(product, (url, language))
    return first


def _relations() -> tuple[Counter[str], set[str]]:
    """How many accessories and parts each product has, and which products are such."""
    count: Counter[str] = Counter()
    owned: set[str] = set()
    kinds = (Relationship.Kind.ACCESSORY, Relationship.Kind.SPARE_PART)
    found = Relationship.objects.filter(kind__in=kinds).values_list("product_id", "target_id")
    for product, target in found.iterator(CHUNK):
        count[product] += 1
        owned.add(target)
    return count, owned
