"""Passages for a question that is still being typed, and whose model they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ManualSource, Product
from support import encoded_questions, encoders, retrieval, vectorising
from support.errors import UnknownProduct
from support.evidence import LIMIT, evidence
from support.family import variants_in
from support.manuals import manual_for
from support.models import Revision
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db

PAGES = (
    "Split\nTo split the keys of the Stage K12, press SPLIT and then a key.",
    "Split\nTo split the keys, hold DUAL and press a key.",
    "Care\nWipe the keys with a dry cloth.",
)


@pytest.fixture(autouse=True)
def _no_open_indexes():
    retrieval.forget()
    yield
    retrieval.forget()


@pytest.fixture
def product() -> Product:
    product = make_product()
    make_ready_manual(product, PAGES)
    return product


def sibling(product: Product, name: str) -> Product:
    """Another product with the same manual."""
    other = Product.objects.create(id=name.lower(), brand=product.brand, name=name)
    ManualSource.objects.create(product=other, url=product.manual_sources.get().url)
    return other


def test_the_best_first(product: Product):
    hits = evidence(product.pk, "wipe keys")
    assert hits[0].page == 3
    assert len(hits) <= LIMIT


def test_half_a_question_is_enough(product: Product):
    assert evidence(product.pk, "how do I wip")[:1] == ()  # three letters say nothing yet
    assert evidence(product.pk, "how do I wipe")[0].page == 3


def test_no_such_product():
    with pytest.raises(UnknownProduct):
        evidence("none", "split")


def test_no_manual_yet(product: Product):
    assert evidence(sibling_without(product).pk, "split") == ()


def sibling_without(product: Product) -> Product:
    return Product.objects.create(id="other", brand=product.brand, name="Other")


def test_what_is_about_a_sibling_comes_later(product: Product):
    other = sibling(product, "Stage K12")
    mine = evidence(product.pk, "split the keys")
    assert [hit.foreign for hit in mine] == [hit.page == 1 for hit in mine]
    assert mine[0].page == 2
    assert not any(hit.foreign for hit in evidence(other.pk, "split the keys"))


def test_a_retired_sibling_counts_no_more(product: Product):
    other = sibling(product, "Stage K12")
    revision = product_revision(product)
    assert "k12" in variants_in(revision, product).others
    Product.objects.filter(pk=other.pk).update(retired_at="2026-01-01T00:00:00Z")
    assert variants_in(revision, product).others == frozenset()


def product_revision(product: Product) -> Revision:
    manual = manual_for(product)
    assert manual is not None and manual.current is not None
    return manual.current


def test_few_queries_for_a_keystroke(product: Product):
    evidence(product.pk, "split")
    with CaptureQueriesContext(connection) as queries:
        evidence(product.pk, "split the keys")
    assert len(queries) <= 8


@pytest.mark.timeout(60)
def test_the_next_keystroke_begins_with_the_encoders(
    product: Product, settings: Any, model_dir: Path
):
    settings.MODEL_DIR = model_dir
    assert encoders.load() is not None
    try:
        vectorising.finish(product_revision(product))
        evidence(product.pk, "wipe the keys")
        known = encoded_questions._begun.cache_info().misses
        Product.objects.filter(pk=product.pk).update(retired_at="2026-01-01T00:00:00Z")
        with pytest.raises(UnknownProduct):
            evidence(product.pk, "wipe the keys dry")
        # Begun before the database was asked.
        assert encoded_questions._begun.cache_info().misses == known + 1
    finally:
        encoders.forget()
