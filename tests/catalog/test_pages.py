"""The pages of brands and their products."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from catalog import views
from catalog.models import Alias, Brand, Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def orbit() -> Brand:
    brand = Brand.objects.create(
        id="a/b ü", name="<Orbit> אורביט", founded=1972, website="https://example.com/"
    )
    Alias.objects.create(brand=brand, text="Orb&it")
    for number in range(3):
        Product.objects.create(
            id=f"p/{number}", brand=brand, name=f"Name <{number}>", category="Drums"
        )
    Product.objects.create(id="gone", brand=brand, name="Gone", retired_at=timezone.now())
    return brand


def test_brands(client: Client, orbit: Brand) -> None:
    Brand.objects.create(id="empty", name="Empty")
    page = client.get("/brands/").content.decode()
    assert "&lt;Orbit&gt; אורביט" in page
    assert 'href="/brands/a%2Fb%20%C3%BC/"' in page
    assert "3 products" in page
    assert "Empty" not in page


def test_brand(client: Client, orbit: Brand) -> None:
    page = client.get("/brands/a%2Fb%20%C3%BC/").content.decode()
    assert "Name &lt;0&gt;" in page
    assert 'href="/products/p%2F0/"' in page
    assert "Orb&amp;it" in page
    assert "1972" in page
    assert "Gone" not in page
    assert client.get("/brands/nobody/").status_code == 404
    assert client.post("/brands/").status_code == 405


def test_many_products_stand_on_several_pages(
    client: Client, orbit: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PRODUCTS_A_PAGE", 2)
    address = "/brands/a%2Fb%20%C3%BC/"
    first = client.get(address).content.decode()
    assert "Page 1 of 2" in first
    assert "Name &lt;2&gt;" not in first
    assert "Name &lt;2&gt;" in client.get(f"{address}?page=2").content.decode()
    assert client.get(f"{address}?page=nonsense").status_code == 200


def test_without_product_pages_nothing_links_to_them(
    client: Client, orbit: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_products_have_pages", lambda: False)
    page = client.get("/brands/a%2Fb%20%C3%BC/").content.decode()
    assert "Name &lt;0&gt;" in page
    assert "/products/" not in page


def test_empty_catalogue(client: Client) -> None:
    assert "no products here yet" in client.get("/brands/").content.decode()
