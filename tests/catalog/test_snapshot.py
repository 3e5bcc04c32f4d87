"""The picture in memory follows the database."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import loading, memory, snapshot
from catalog.apps import readiness
from catalog.loading import rows
from catalog.models import Alias, Brand, CatalogueVersion, ManualSource, Product, Relationship
from catalog.predictor import predict
from hscjit.threads import in_thread


def add(key: str, name: str) -> Product:
    brand, _ = Brand.objects.get_or_create(id="orbit", defaults={"name": "Orbit"})
    product = Product.objects.create(id=key, brand=brand, name=name)
    CatalogueVersion.rise()
    return product


def ids(text: str) -> list[str]:
    return [p.product.id for p in predict(snapshot.current(fresh=True), text)]


@pytest.mark.django_db
def test_every_change_that_raises_the_version_is_seen() -> None:
    product = add("a", "Vapora 500")
    assert ids("vapora") == ["a"]
    before = snapshot.current()
    assert snapshot.current(fresh=True) is before  # nothing changed, nothing is built
    Product.objects.filter(pk="a").update(name="Zephyr 500")
    CatalogueVersion.rise()
    assert ids("zephyr") == ["a"]
    product.refresh_from_db()
    Product.objects.filter(pk="a").update(retired_at=product.updated_at)
    CatalogueVersion.rise()
    assert ids("zephyr") == []


@pytest.mark.django_db
def test_facts_aliases_and_relations_are_read_in_few_queries() -> None:
    product, part = add("a", "Vapora 500"), add("b", "Hose 12")
    Alias.objects.create(product=product, text="ופורה")
    Alias.objects.create(brand=product.brand, text="אורביט")
    ManualSource.objects.create(product=product, url="file:second.pdf", position=1)
    ManualSource.objects.create(product=product, url="file:first.pdf", language="en", position=0)
    Relationship.objects.create(product=product, target=part, kind="spare_part")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = {row.facts.id: row for row in rows()}
    assert len(queries) == 6
    assert found["a"].facts.manual_url == "file:first.pdf"
    assert found["a"].facts.manual_language == "en"
    assert found["a"].aliases == ("ופורה",)
    assert found["b"].brand_aliases == ("אורביט",)
    assert (found["a"].accessories, found["a"].is_accessory) == (1, False)
    assert (found["b"].accessories, found["b"].is_accessory) == (0, True)


@pytest.mark.django_db(transaction=True)
async def test_refresher_notices_changes_and_survives_errors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(snapshot, "POLL", 0.02)
    await in_thread(add)("a", "Vapora 500")
    await snapshot.ready()
    working = memory.build
    monkeypatch.setattr(memory, "build", lambda *_, **__: 1 / 0)
    await in_thread(add)("b", "Zephyr 500")
    await asyncio.sleep(0.2)
    assert not predict(snapshot.current(), "zephyr")
    monkeypatch.setattr(memory, "build", working)
    async with asyncio.timeout(5):
        while not predict(snapshot.current(), "zephyr"):
            await asyncio.sleep(0.02)


@pytest.mark.django_db(transaction=True)
async def test_ready_once_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    await in_thread(add)("a", "Vapora 500")
    monkeypatch.setattr(snapshot._memory, "stamp", None)
    with pytest.raises(RuntimeError, match="being read"):
        await readiness()
    picture = await snapshot.ready()
    assert len(picture) == 1
    await readiness()


@pytest.mark.django_db
def test_what_is_added_while_it_is_read_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import goes on between two of our queries: the next look at the version sees it."""
    add("a", "Vapora 500")
    working = loading._relations

    def meanwhile(only: object) -> object:
        late = Brand.objects.create(id="late", name="Latecomer")
        Product.objects.create(id="b", brand=late, name="Zephyr 900")
        monkeypatch.setattr(loading, "_relations", working)
        return working(only)

    monkeypatch.setattr(loading, "_relations", meanwhile)
    assert {row.facts.brand for row in rows()} == {"Orbit", "Latecomer"}
