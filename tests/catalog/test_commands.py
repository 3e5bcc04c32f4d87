"""The other commands of the catalogue."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog import demo_data
from catalog.importing import import_files
from catalog.models import Alias, Brand, Product, Relationship
from tests.catalog.shop import brand_file, flat, write_lines

pytestmark = pytest.mark.django_db


def run(*arguments: Any, status: int = 0) -> str:
    out = StringIO()
    ended = 0
    try:
        call_command(*map(str, arguments), stdout=out, stderr=StringIO())
    except SystemExit as stop:
        ended = int(stop.code or 0)
    assert ended == status
    return out.getvalue()


@pytest.fixture
def inbox(settings: Any, tmp_path: Path) -> Path:
    settings.MANUALS_DIR = tmp_path / "inbox"
    return tmp_path / "inbox"


@pytest.fixture
def small(tmp_path: Path) -> None:
    products = [
        {"id": "a", "name": "Vapora 500", "aliases": ["V-500"],
         "documentation": {"type": "pdf", "url": "file:a.pdf"}},
        {"id": "b", "name": "Zephyr 900", "aliases": ["v500"]},
    ]  # fmt: skip
    import_files([brand_file(tmp_path / "orbit.json", products)])


# --- predict ----------------------------------------------------------------------------------


def test_predict(small: None) -> None:
    assert "a  Orbit | Vapora 500 — question: is loud" in run("predict", "my vapora 500 is loud")
    assert run("predict", "what is the weather like today") == "No product is predicted.\n"


def test_predict_as_json(small: None) -> None:
    found = json.loads(run("predict", "zephir 900", "--limit", 1, "--json"))
    assert found["content"] == "zephir 900"
    (prediction,) = found["data"]
    assert prediction["product"] == {
        "id": "b", "name": "Zephyr 900", "brand": "Orbit", "category": "", "image_url": "",
        "manual": None,
    }  # fmt: skip
    assert prediction["confidence"] > 50


def test_predict_with_a_bad_limit() -> None:
    with pytest.raises(CommandError) as caught:
        run("predict", "x", "--limit", 0)
    assert caught.value.returncode == 2


# --- evaluate_predictions ---------------------------------------------------------------------


def test_evaluate_predictions(small: None, tmp_path: Path) -> None:
    queries = [
        {"cls": "full", "q": "vapora 500", "accept": ["a"]},
        {"cls": "full", "q": "zephyr", "accept": ["nobody", "b"]},
        {"cls": "prefix", "q": "vap", "accept": ["x"], "accept_prefix": ["a"]},
        {"cls": "typo1", "q": "zephir 900", "accept": ["x"]},
        {"cls": "keys", "q": "zephyr", "accept": ["b"], "prefixes": ["xx", "ze", "zep", "zeph"]},
        {"cls": "keys", "q": "nothing", "accept": ["x"], "prefixes": ["no"]},
    ]
    path = write_lines(tmp_path / "q.jsonl", queries)
    found = json.loads(run("evaluate_predictions", path, "--json"))
    assert found["n"] == 4
    assert (found["top1"], found["top3"], found["top5"], found["mrr"]) == (0.75, 0.75, 0.75, 0.75)
    assert found["keys_to_top3"] == round((2 / 6 + 1) / 2, 4)
    assert set(found["latency_ms"]) == {"p50", "p95", "p99"}
    assert set(found["by_class"]) == {"full", "prefix", "typo1", "keys"}
    assert found["by_class"]["keys"]["top1"] is None
    assert found["by_class"]["full"]["n"] == 2
    assert "typo1" in run("evaluate_predictions", path)


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"cls": "full"}', '{"cls": "f", "q": "x", "accept": 5}']
)
def test_evaluate_predictions_with_bad_queries(tmp_path: Path, content: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(content)
    for bad in (path, tmp_path / "nothing.jsonl"):
        with pytest.raises(CommandError) as caught:
            run("evaluate_predictions", bad)
        assert caught.value.returncode == 2


# --- check_catalog ----------------------------------------------------------------------------


def test_check_catalog(small: None, inbox: Path) -> None:
    Brand.objects.create(id="empty", name="Empty")
    found = json.loads(run("check_catalog", "--json", status=1))
    assert found["products"] == 2
    assert found["without_manual"] == ["b"]
    assert found["brands_without_products"] == ["empty"]
    assert found["alias_collisions"] == [{"alias": "v500", "products": ["a", "b"]}]
    assert found["broken"] == [
        {"url": "file:a.pdf", "product": "a", "reason": "there is no such file"}
    ]
    inbox.mkdir()
    (inbox / "a.pdf").write_bytes(b"%PDF-")
    text = run("check_catalog")
    assert "0 addresses that lead nowhere" in text
    assert "v500: a, b" in text


def test_check_catalog_does_not_look_outside_the_folder(small: None, inbox: Path) -> None:
    inbox.mkdir()
    secret = inbox.parent / "secret.pdf"
    secret.write_bytes(b"%PDF-")
    (inbox / "a.pdf").symlink_to(secret)
    found = json.loads(run("check_catalog", "--json", status=1))
    assert "leads out" in found["broken"][0]["reason"]


# --- load_demo --------------------------------------------------------------------------------


def test_load_demo(inbox: Path) -> None:
    assert json.loads(run("load_demo", "--json"))["loaded"] is True
    products = Product.objects.count()
    assert products >= 40
    assert Product.objects.filter(is_demo=False).count() == 0
    assert Brand.objects.filter(is_demo=True).count() >= 6
    assert Relationship.objects.exists()
    manuals = sorted(path.name for path in inbox.iterdir())
    assert manuals == sorted(path.name for path in (demo_data.DEMO / "manuals").iterdir())
    assert json.loads(run("check_catalog", "--json"))["broken"] == []

    (inbox / manuals[0]).write_bytes(b"damaged")
    (inbox / manuals[1]).unlink()
    assert "Nothing to do" in run("load_demo")
    assert demo_data.copy_manuals() == 0
    assert Product.objects.count() == products


def test_demo_stays_away_from_a_database_with_products(
    small: None, inbox: Path, tmp_path: Path
) -> None:
    assert demo_data.load_if_empty() is False
    assert not inbox.exists()
    assert not Product.objects.filter(is_demo=True).exists()
    Product.objects.all().delete()
    import_files([write_lines(tmp_path / "x.jsonl", [flat("a")])])
    Product.objects.update(retired_at="2026-01-01T00:00Z")
    assert demo_data.load_if_empty() is False


@pytest.mark.django_db(transaction=True)
def test_two_processes_may_load_the_demo_at_once(inbox: Path) -> None:
    def load(_: int) -> bool:
        try:
            return demo_data.load_if_empty()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert any(pool.map(load, range(2)))
    once = Product.objects.count(), Alias.objects.count(), Relationship.objects.count()
    Product.objects.all().delete()
    Brand.objects.all().delete()
    demo_data.load_if_empty()
    assert once == (Product.objects.count(), Alias.objects.count(), Relationship.objects.count())
