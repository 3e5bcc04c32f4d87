"""Database → rows for the picture, in a handful of queries."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from catalog import popularity
from catalog.building import ProductRow
from catalog.models import Alias, ManualSource, Product, Relationship
from catalog.picture import ProductFacts

CHUNK = 2000
M = TypeVar("M", bound=Model)
FIELDS = (
    "id", "brand_id", "brand__name", "name", "model", "category", "image_url", "discontinued",
)  # fmt: skip


def rows(only: Collection[str] | None = None) -> Iterator[ProductRow]:
    """Every current product with what belongs to it; ``only``: of those with these ids.

    The queries are not one transaction, which would keep others from writing: what an import
    adds between them is missing here, and raises the version again.
    """
    aliases, brand_aliases = _aliases(only)
    sources = _first_sources(only)
    accessories, owned = _relations(only)
    choices = dict(popularity.scores(only))
    products = _of(Product.objects.current(), "pk", only).order_by("id")
    found = products.values_list(*FIELDS).iterator(CHUNK)
    for key, brand_id, brand, name, model, category, image, discontinued in found:
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


def _of(found: QuerySet[M], field: str, only: Collection[str] | None) -> QuerySet[M]:
    return found if only is None else found.filter(**{f"{field}__in": only})


def _aliases(
    only: Collection[str] | None,
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Other names by product and by brand."""
    of_products: dict[str, list[str]] = {}
    of_brands: dict[str, list[str]] = {}
    found = Alias.objects.order_by("pk")
    if only is not None:
        found = found.filter(Q(product__in=only) | Q(brand__products__in=only)).distinct()
    for product, brand, text in found.values_list("product_id", "brand_id", "text").iterator(CHUNK):
        if product is not None:
            of_products.setdefault(product, []).append(text)
        elif brand is not None:
            of_brands.setdefault(brand, []).append(text)
    return of_products, of_brands


def _first_sources(only: Collection[str] | None) -> dict[str, tuple[str, str]]:
    """The address and language of each product's first manual."""
    first: dict[str, tuple[str, str]] = {}
    found = _of(ManualSource.objects.order_by("position", "pk"), "product", only)
    for product, url, language in found.values_list("product_id", "url", "language").iterator(
        CHUNK
    ):
        first.setdefault(product, (url, language))
    return first


def _relations(only: Collection[str] | None) -> tuple[Counter[str], set[str]]:
    """How many accessories and parts each product has, and which products are such."""
    kinds = (Relationship.Kind.ACCESSORY, Relationship.Kind.SPARE_PART)
    found = Relationship.objects.filter(kind__in=kinds)
    owners = _of(found, "product", only).values_list("product_id", flat=True)
    targets = _of(found, "target", only).values_list("target_id", flat=True)
    return Counter(owners.iterator(CHUNK)), set(targets.iterator(CHUNK))
