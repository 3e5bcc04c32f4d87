"""Importing again: nothing is written twice; pruning, the demo, and dry runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.importing import import_files
from catalog.models import Alias, Brand, CatalogueVersion, ManualSource, Product, Relationship
from tests.catalog.shop import brand_file, flat, write_lines

pytestmark = pytest.mark.django_db

FULL = [
    {"id": "a", "name": "A", "aliases": ["one", "two"], "specs": {"x": [1]},
     "documentation": {"type": "pdf", "url": "file:a.pdf"},
     "relationships": [{"type": "spare_part", "target_id": "b"}]},
    {"id": "b", "name": "B"},
]  # fmt: skip


def offered() -> set[str]:
    return set(Product.objects.current().values_list("pk", flat=True))


def test_second_import_changes_nothing(tmp_path: Path) -> None:
    brand_file(tmp_path / "orbit.json", FULL, aliases=["אורביט"], founded="1972")
    write_lines(tmp_path / "x.jsonl", [flat("c", aliases=["tee"], manual_url="file:c.pdf")])
    first = import_files([tmp_path])
    keys = set(ManualSource.objects.values_list("pk", flat=True))
    version = CatalogueVersion.current()
    second = import_files([tmp_path])
    assert (first.created, first.updated, first.unchanged) == (3, 0, 0)
    assert (second.created, second.updated, second.unchanged) == (0, 0, 3)
    assert (second.brands_created, second.brands_updated) == (0, 0)
    assert CatalogueVersion.current() == version == second.version
    assert set(ManualSource.objects.values_list("pk", flat=True)) == keys


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    path = tmp_path / "orbit.json"
    import_files([brand_file(path, FULL)])
    version = CatalogueVersion.current()
    changed = [
        {
            **FULL[0],
            "aliases": ["two", "three"],
            "documentation": [
                {"type": "pdf", "url": "file:b.pdf"},
                {"type": "pdf", "url": "file:a.pdf"},
            ],
        },
        FULL[1],
    ]
    report = import_files([brand_file(path, changed)])
    assert (report.updated, report.unchanged) == (1, 1)
    assert CatalogueVersion.current() > version
    assert set(Alias.objects.values_list("text", flat=True)) == {"two", "three"}
    order = ManualSource.objects.filter(product="a").values_list("url", flat=True)
    assert list(order) == ["file:b.pdf", "file:a.pdf"]


def test_a_changed_relationship_is_an_update(tmp_path: Path) -> None:
    path = tmp_path / "orbit.json"
    import_files([brand_file(path, FULL)])
    related = {**FULL[0], "relationships": [{"type": "related", "target_id": "b", "label": "x"}]}
    report = import_files([brand_file(path, [related, FULL[1]])])
    assert (report.updated, report.unchanged) == (1, 1)
    assert list(Relationship.objects.values_list("kind", "label")) == [("related", "x")]


def test_target_may_stand_in_a_later_file(tmp_path: Path) -> None:
    first = brand_file(tmp_path / "a.json", [FULL[0]])
    second = write_lines(tmp_path / "b.jsonl", [flat("b")])
    assert import_files([first, second]).warnings == []
    assert Relationship.objects.get().target_id == "b"


def test_prune_retires_and_the_next_file_brings_back(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    import_files([write_lines(path, [flat("a"), flat("b"), flat("z", brand="Other")])])
    report = import_files([write_lines(path, [flat("a")])])
    assert (report.retired, offered()) == (0, {"a", "b", "z"})
    report = import_files([write_lines(path, [flat("a")])], prune=True)
    assert (report.retired, offered()) == (1, {"a", "z"})
    assert Product.objects.filter(pk="b").exists()
    report = import_files([write_lines(path, [flat("a"), flat("b")])])
    assert (report.updated, offered()) == (1, {"a", "b", "z"})


def test_prune_only_when_no_row_failed(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    import_files([write_lines(path, [flat("a"), flat("b")])])
    report = import_files([write_lines(path, [flat("a"), "{"])], prune=True)
    assert (report.prune_skipped, report.retired, offered()) == (True, 0, {"a", "b"})


def test_prune_of_a_brand_file_without_products(tmp_path: Path) -> None:
    path = tmp_path / "orbit.json"
    import_files([brand_file(path, FULL)])
    assert import_files([brand_file(path, [])], prune=True).retired == 2


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    folder.mkdir()
    import_files([write_lines(folder / "demo.jsonl", [flat("d1"), flat("d2")])], is_demo=True)
    assert set(Product.objects.values_list("is_demo", flat=True)) == {True}
    return folder / "demo.jsonl"


def test_first_real_import_retires_the_demo(tmp_path: Path, demo: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", [flat("a", brand="Real")])
    report = import_files([path])
    assert (report.demo_retired, offered()) == (2, {"a"})
    assert Product.objects.count() == 3
    Product.objects.filter(pk="d1").update(retired_at=None)  # staff wants it back
    assert import_files([path]).demo_retired == 0
    assert offered() == {"a", "d1"}


def test_keep_demo(tmp_path: Path, demo: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", [flat("a", brand="Real")])
    assert import_files([path], keep_demo=True).demo_retired == 0
    assert offered() == {"a", "d1", "d2"}


def test_import_where_every_row_fails_keeps_the_demo(tmp_path: Path, demo: Path) -> None:
    report = import_files([write_lines(tmp_path / "x.jsonl", ["{"])])
    assert (report.demo_retired, offered()) == (0, {"d1", "d2"})


def test_demo_product_that_a_real_file_holds_becomes_real(tmp_path: Path, demo: Path) -> None:
    report = import_files([write_lines(tmp_path / "x.jsonl", [flat("d1")])])
    assert (report.updated, report.demo_retired, offered()) == (1, 1, {"d1"})


def test_dry_run_writes_nothing(tmp_path: Path, demo: Path) -> None:
    brand_file(tmp_path / "orbit.json", FULL, aliases=["אורביט"])
    write_lines(tmp_path / "x.jsonl", [flat("c", brand="New"), "{"])
    version = CatalogueVersion.current()
    before = Brand.objects.count(), Alias.objects.count(), Relationship.objects.count()
    report = import_files([tmp_path / "orbit.json", tmp_path / "x.jsonl"], dry_run=True)
    assert (report.created, report.failed, report.demo_retired) == (3, 1, 2)
    assert report.warnings == []
    assert (Brand.objects.count(), Alias.objects.count(), Relationship.objects.count()) == before
    assert offered() == {"d1", "d2"}
    assert CatalogueVersion.current() == version
    real = import_files([tmp_path / "orbit.json", tmp_path / "x.jsonl"])
    assert (real.created, real.brands_created) == (report.created, report.brands_created)


def test_more_than_one_batch(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", [flat(f"p{n}") for n in range(600)])
    sizes: list[int] = []
    assert import_files([path], progress=sizes.append).created == 600
    assert len(sizes) == 3
    assert sum(sizes) == path.stat().st_size
    assert CatalogueVersion.current() == 3
    assert import_files([path]).unchanged == 600
