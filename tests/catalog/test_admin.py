"""The back office of the catalogue: what is saved there, predictions see."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from catalog.models import Alias, Brand, CatalogueVersion, ManualSource, Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    brand = Brand.objects.create(id="orbit", name="Orbit")
    return Product.objects.create(id="a", brand=brand, name="Vapora")


def inline(prefix: str, **rows: str) -> dict[str, str]:
    total = "1" if rows else "0"
    forms = {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": "0"}
    return forms | {f"{prefix}-0-{name}": value for name, value in rows.items()}


def form(**fields: str) -> dict[str, Any]:
    return {
        "brand": "orbit", "name": "Vapora", "model": "", "category": "", "family": "",
        "description": "", "production_country": "", "image_url": "", "thumbnail_url": "",
        "specs": "{}", **inline("relationships"), **inline("aliases"), **inline("manual_sources"),
        **fields,
    }  # fmt: skip


def change(client: Client, **fields: str) -> Any:
    return client.post("/admin/catalog/product/a/change/", form(**fields))


def test_saving_raises_the_version(admin_client: Client, product: Product) -> None:
    before = CatalogueVersion.current()
    more = inline("aliases", text="ופורה") | inline(
        "manual_sources", url="https://example.com/a.pdf", kind="pdf", language="", title="",
        position="0",
    )  # fmt: skip
    response = change(admin_client, name="Zephyr", **more)
    assert response.status_code == 302, response.context["errors"]
    assert Product.objects.get().name == "Zephyr"
    assert Alias.objects.get().text == "ופורה"
    assert ManualSource.objects.get().url == "https://example.com/a.pdf"
    assert CatalogueVersion.current() == before + 1


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.com", "//example.com"])
def test_addresses_follow_the_rules_of_the_files(
    admin_client: Client, product: Product, address: str
) -> None:
    assert change(admin_client, image_url=address).status_code == 200
    bad = inline("manual_sources", url=address, kind="", language="", title="", position="0")
    assert change(admin_client, **bad).status_code == 200
    assert not ManualSource.objects.exists()
    good = inline("manual_sources", url="file:a.pdf", kind="", language="", title="", position="0")
    assert change(admin_client, **good).status_code == 302
    assert change(admin_client, specs="[1]").status_code == 200


def test_an_id_cannot_be_changed(admin_client: Client, product: Product) -> None:
    change(admin_client, id="b")
    assert list(Product.objects.values_list("pk", flat=True)) == ["a"]


@pytest.mark.parametrize(("action", "offered"), [("retire", 0), ("offer_again", 1)])
def test_actions(admin_client: Client, product: Product, action: str, offered: int) -> None:
    if action == "offer_again":
        Product.objects.update(retired_at="2026-01-01T00:00Z")
    before = CatalogueVersion.current()
    data = {"action": action, "_selected_action": ["a"]}
    for _ in range(2):
        admin_client.post("/admin/catalog/product/", data)
    assert Product.objects.current().count() == offered
    assert CatalogueVersion.current() == before + 1


def test_deleting_raises_the_version(admin_client: Client, product: Product) -> None:
    source = ManualSource.objects.create(product=product, url="file:a.pdf")
    before = CatalogueVersion.current()
    admin_client.post(f"/admin/catalog/manualsource/{source.pk}/delete/", {"post": "yes"})
    assert CatalogueVersion.current() == before + 1
    data = {"action": "delete_selected", "_selected_action": ["orbit"], "post": "yes"}
    admin_client.post("/admin/catalog/brand/", data)
    assert not Product.objects.exists()
    assert CatalogueVersion.current() == before + 2


@pytest.mark.parametrize(
    "page",
    ["brand/", "product/?offered=no&q=vap", "manualsource/", "product/a/change/",
     "brand/orbit/change/", "product/add/"],
)  # fmt: skip
def test_pages_open(admin_client: Client, product: Product, page: str) -> None:
    assert admin_client.get(f"/admin/catalog/{page}").status_code == 200
