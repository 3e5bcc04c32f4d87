"""Pages to look through the catalogue: all brands, and the products of one."""

from __future__ import annotations

from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from catalog.models import Brand

BRANDS_A_PAGE = 240
PRODUCTS_A_PAGE = 120

OFFERED = Q(products__retired_at=None)


@require_safe
def brands(request: HttpRequest) -> HttpResponse:
    """Every brand that has products, with their number, by first letter."""
    offering = (
        Brand.objects.annotate(offered=Count("products", filter=OFFERED))
        .filter(offered__gt=0)
        .order_by("name", "id")
    )
    page = Paginator(offering, BRANDS_A_PAGE).get_page(request.GET.get("page"))
    groups = [
        (letter, list(found))
        for letter, found in groupby(page, key=lambda brand: brand.name[:1].upper())
    ]
    return render(request, "catalog/brands.html", {"page": page, "groups": groups})


@require_safe
def brand(request: HttpRequest, brand_id: str) -> HttpResponse:
    """One brand and its current products, by category."""
    found = get_object_or_404(Brand, pk=brand_id)
    offered = found.products.current().order_by("category", "name", "id")
    page = Paginator(offered, PRODUCTS_A_PAGE).get_page(request.GET.get("page"))
    groups = [
        (category, list(products))
        for category, products in groupby(page, key=lambda product: product.category)
    ]
    context = {
        "brand": found,
        "page": page,
        "groups": groups,
        "other_names": found.aliases.order_by("pk"),
        "linked": _products_have_pages(),
    }
    return render(request, "catalog/brand.html", context)


def _products_have_pages() -> bool:
    """Whether somebody answers /products/…: the catalogue alone has no such pages."""
    try:
        resolve("/products/x/")
    except Resolver404:
        return False
    return True
