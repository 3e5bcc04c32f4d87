"""Every door says which products its change concerns."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from catalog import changes, importing
from catalog.models import (
    Alias,
    Brand,
    CatalogueVersion,
    ManualSource,
    Product,
    ProductChange,
    Relationship,
)
from tests.catalog.shop import brand_file, flat, write_lines
from tests.catalog.test_admin import change, inline

pytestmark = pytest.mark.django_db
ALL = 99


@pytest.fixture(autouse=True)
def products() -> None:
    orbit = Brand.objects.create(id="orbit", name="Orbit")
    Brand.objects.create(id="other", name="Other")
    for key in "abc":
        Product.objects.create(id=key, brand=orbit, name=f"Vapora {key}")
    Product.objects.create(id="z", brand_id="other", name="Zephyr")
    CatalogueVersion.rise()


def told(number: int) -> set[str]:
    """The products that changed after this version; fails where nobody knows."""
    assert CatalogueVersion.current() > number
    assert CatalogueVersion.stamp().known_from <= number, "everything may have changed"
    return set(ProductChange.since(number, ALL))


def test_a_product_is_saved(admin_client: Client) -> None:
    before = CatalogueVersion.current()
    assert change(admin_client, name="Quasar").status_code == 302
    assert told(before) == {"a"}


def test_its_accessories_change_with_it(admin_client: Client) -> None:
    before = CatalogueVersion.current()
    more = inline("relationships", kind="accessory", target="b", label="")
    assert change(admin_client, **more).status_code == 302
    assert told(before) == {"a", "b"}
    before = CatalogueVersion.current()
    relation = Relationship.objects.get()
    gone = {
        "relationships-TOTAL_FORMS": "1", "relationships-INITIAL_FORMS": "1",
        "relationships-0-id": str(relation.pk), "relationships-0-product": "a",
        "relationships-0-kind": "accessory", "relationships-0-target": "b",
        "relationships-0-label": "", "relationships-0-DELETE": "on",
    }  # fmt: skip
    assert change(admin_client, **gone).status_code == 302
    assert not Relationship.objects.exists()
    assert told(before) == {"a", "b"}


def test_a_brand_is_renamed(admin_client: Client) -> None:
    before = CatalogueVersion.current()
    fields = {"name": "Orbital", "hq": "", "website": "", "logo_url": "", "description": ""}
    answer = admin_client.post(
        "/admin/catalog/brand/orbit/change/", fields | inline("aliases", text="אורביט")
    )
    assert answer.status_code == 302
    assert told(before) == {"a", "b", "c"}


def test_a_manual_moves_to_another_product(admin_client: Client) -> None:
    source = ManualSource.objects.create(product_id="a", url="file:a.pdf")
    before = CatalogueVersion.current()
    fields = {"product": "b", "url": "file:a.pdf", "kind": "", "language": "", "title": "",
              "position": "0"}  # fmt: skip
    url = f"/admin/catalog/manualsource/{source.pk}/change/"
    assert admin_client.post(url, fields).status_code == 302
    assert told(before) == {"a", "b"}


@pytest.mark.parametrize("action", ["retire", "delete_selected"])
def test_many_are_retired_or_deleted(admin_client: Client, action: str) -> None:
    Relationship.objects.create(product_id="c", target_id="a", kind="accessory")
    before = CatalogueVersion.current()
    data = {"action": action, "_selected_action": ["a", "b"], "post": "yes"}
    assert admin_client.post("/admin/catalog/product/", data).status_code == 302
    assert told(before) == {"a", "b", "c"}


def test_a_brand_is_deleted(admin_client: Client) -> None:
    Relationship.objects.create(product_id="a", target_id="z", kind="accessory")
    before = CatalogueVersion.current()
    url = "/admin/catalog/brand/orbit/delete/"
    assert admin_client.post(url, {"post": "yes"}).status_code == 302
    assert not Product.objects.filter(pk="a").exists()
    assert told(before) == {"a", "b", "c", "z"}


def test_too_many_to_be_told(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "TOO_MANY", 2)
    admin_client.post("/admin/catalog/brand/orbit/delete/", {"post": "yes"})
    assert CatalogueVersion.stamp().known_from == CatalogueVersion.current()


def test_an_import_tells_what_it_changed(tmp_path: Path) -> None:
    call_command("import_catalog", str(write_lines(tmp_path / "1.jsonl", [flat("a"), flat("b")])))
    before = CatalogueVersion.current()
    file = write_lines(tmp_path / "2.jsonl", [flat("a"), flat("b", "Changed"), flat("new")])
    call_command("import_catalog", str(file))
    assert told(before) == {"b", "new"}
    before = CatalogueVersion.current()
    call_command("import_catalog", str(write_lines(tmp_path / "3.jsonl", [flat("a")])), "--prune")
    assert told(before) >= {"b", "c", "new"}


def test_an_import_that_renames_a_brand_concerns_all_its_products(tmp_path: Path) -> None:
    product = {
        "id": "a",
        "name": "Vapora a",
        "relationships": [{"target_id": "c", "type": "accessory"}],
    }
    file = brand_file(tmp_path / "orbit.json", [product], aliases=["אורביט"])
    before = CatalogueVersion.current()
    call_command("import_catalog", str(file))
    assert Alias.objects.filter(brand="orbit").exists()
    assert told(before) == {"a", "b", "c"}


def test_a_large_import_has_everything_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "TOLD", 3)
    file = write_lines(tmp_path / "1.jsonl", [flat(f"n{number}") for number in range(5)])
    call_command("import_catalog", str(file))
    assert CatalogueVersion.stamp().known_from == CatalogueVersion.current()
    assert not ProductChange.objects.exists()
