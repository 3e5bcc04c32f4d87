"""What customers chose is counted, forgotten by and by, and moves like products up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import popularity
from catalog.building import ProductRow, build
from catalog.models import Brand, CatalogueVersion, Popularity, Product
from catalog.picture import ProductFacts
from catalog.predictor import predict


@pytest.fixture
def product(db) -> Product:
    brand = Brand.objects.create(id="rimtaro", name="Rimtaro")
    return Product.objects.create(id="tx-17", brand=brand, name="TX-17")


def score() -> float:
    return dict(popularity.scores())["tx-17"]


def test_choices_add_up(product):
    for _ in range(3):
        popularity.count(product.pk)
    assert score() == pytest.approx(3, abs=0.01)


def test_half_is_forgotten_in_a_month(product):
    popularity.count(product.pk)
    month = popularity.HALF_LIFE
    Popularity.objects.update(score=8, counted_at=timezone.now() - 2 * month)
    assert score() == pytest.approx(2, abs=0.01)
    popularity.count(product.pk)
    assert score() == pytest.approx(3, abs=0.01)


def test_a_clock_that_went_back_adds_nothing():
    now = timezone.now()
    assert popularity.decayed(4, now + timedelta(days=90), now) == 4


def test_publishing_raises_the_version_once(product):
    assert not popularity.publish()
    CatalogueVersion.rise()
    assert not popularity.publish()
    popularity.count(product.pk)
    assert popularity.publish()
    assert not popularity.publish()
    assert CatalogueVersion.current() == 2


def test_the_product_that_customers_choose_comes_first():
    def row(key: str, choices: float) -> ProductRow:
        facts = ProductFacts(key, "Stagebox 8", f"Brand {key}", "Mixers", "", None, "")
        return ProductRow(facts, choices=choices)

    for favourite in "abc":
        picture = build([row(key, 20.0 if key == favourite else 0.0) for key in "abc"])
        assert predict(picture, "stagebox 8")[0].product.id == favourite
        assert predict(picture, "")[0].product.id == favourite
