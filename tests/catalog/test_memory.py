"""A large catalogue: stored pictures are taken from the shelf and patched, small ones made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalog import memory, popularity
from catalog.memory import Memory
from catalog.models import Brand, CatalogueVersion, Product, ProductChange
from catalog.predictor import predict
from catalog.shelf import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(memory, "SMALL", 2)
    Brand.objects.create(id="orbit", name="Orbit")
    for number in range(6):
        Product.objects.create(id=f"p{number}", brand_id="orbit", name=f"Vapora {number}00")
    CatalogueVersion.rise()


def build(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("build_catalogue", "--json")
    return str(json.loads(capsys.readouterr().out)["outcome"])


def ids(shown: Memory, text: str) -> list[str]:
    return [p.product.id for p in predict(shown.snapshot, text)]


def edit(key: str, name: str) -> None:
    Product.objects.filter(pk=key).update(name=name)
    CatalogueVersion.rise([key])


def test_without_a_stored_picture_one_is_wanted() -> None:
    shown = Memory()
    assert not shown.refresh()
    assert shown.wants_build
    assert shown.stamp is None


def test_it_starts_with_the_stored_one_and_adds_what_changed(capsys) -> None:
    assert build(capsys) == "built"
    assert build(capsys) == "up to date"
    shown = Memory()
    assert shown.refresh()
    assert not shown.wants_build
    assert ids(shown, "vapora 300")[0] == "p3"
    edit("p3", "Zephyr 44")
    assert shown.refresh()
    assert ids(shown, "zephyr") == ["p3"]
    Product.objects.create(id="new", brand_id="orbit", name="Quasar 7")
    CatalogueVersion.rise(["new"])
    Product.objects.filter(pk="p4").update(retired_at=timezone.now())
    CatalogueVersion.rise(["p4"])
    Product.objects.filter(pk="p5").delete()
    CatalogueVersion.rise(["p5"])
    assert shown.refresh()
    assert not shown.refresh()
    assert ids(shown, "quasar") == ["new"]
    assert ids(shown, "zephyr") == ["p3"]
    assert not {"p4", "p5"} & set(ids(shown, "vapora"))
    assert len(shown.snapshot) == 5
    assert not shown.wants_build
    other = Memory()  # a process that starts now sees the same
    assert other.refresh()
    assert ids(other, "quasar") == ["new"]


def test_a_newer_stored_picture_replaces_the_patches(capsys) -> None:
    build(capsys)
    shown = Memory()
    shown.refresh()
    edit("p3", "Zephyr 44")
    shown.refresh()
    assert shown.snapshot.later is not None
    assert build(capsys) == "built"
    assert shown.refresh()
    assert shown.snapshot.later is None
    assert ids(shown, "zephyr") == ["p3"]


def test_after_an_unknown_change_the_old_one_is_shown_until_a_new_one_is_there(capsys) -> None:
    build(capsys)
    shown = Memory()
    shown.refresh()
    Product.objects.filter(pk="p3").update(name="Zephyr 44")
    CatalogueVersion.rise()
    for old in (shown, Memory()):
        old.refresh()
        assert old.wants_build
        assert ids(old, "vapora 300")[0] == "p3"
        assert not ids(old, "zephyr")
    build(capsys)
    assert shown.refresh()
    assert ids(shown, "zephyr") == ["p3"]
    assert not shown.wants_build


def test_too_many_changes_want_a_new_picture(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    build(capsys)
    shown = Memory()
    monkeypatch.setattr(memory, "WORTH_A_BUILD", 1)
    monkeypatch.setattr(memory, "MAX_LATER", 2)
    for number, wanted in enumerate((False, True, True)):
        edit(f"p{number}", f"Zephyr {number}")
        shown.refresh()
        assert shown.wants_build == wanted
    assert len(ids(shown, "zephyr")) == 2  # the third has to wait


def test_a_damaged_picture_is_left_alone_and_made_again(capsys, tmp_path: Path) -> None:
    build(capsys)
    [folder] = (tmp_path / "catalogue").glob("picture-*")
    (folder / "entries.npy").write_bytes(b"half")
    shown = Memory()
    shown.refresh()
    assert shown.wants_build
    assert build(capsys) == "built"
    assert shown.refresh()
    assert ids(shown, "vapora 300")[0] == "p3"


def test_another_database_does_not_get_our_picture(capsys) -> None:
    build(capsys)
    number = CatalogueVersion.current()
    CatalogueVersion.objects.all().delete()
    CatalogueVersion.objects.create(number=number)
    shown = Memory()
    assert not shown.refresh()
    assert shown.wants_build


def test_a_database_that_was_put_back_is_read_again(capsys) -> None:
    shown = Memory()
    edit("p3", "Zephyr 44")
    edit("p3", "Zephyr 45")
    build(capsys)
    shown.refresh()
    Product.objects.filter(pk="p3").update(name="Vapora 300")
    CatalogueVersion.objects.update(number=1)
    shown.refresh()
    assert shown.wants_build
    build(capsys)
    shown.refresh()
    assert ids(shown, "zephyr") == []


def test_where_no_child_may_build_it_is_made_here() -> None:
    shown = Memory()
    assert shown.refresh(here=True)
    assert ids(shown, "vapora 300")[0] == "p3"


def test_small_catalogues_are_made_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "SMALL", 1000)
    shown = Memory()
    assert shown.refresh()
    edit("p3", "Zephyr 44")
    assert shown.refresh()
    assert shown.snapshot.later is None
    assert not (tmp_path / "catalogue").exists()


def test_choices_of_customers_are_seen_by_a_patch(capsys) -> None:
    build(capsys)
    shown = Memory()
    shown.refresh()
    popularity.count("p3")
    CatalogueVersion.rise(["p1"])  # an edit in between must not hide the choice
    assert popularity.publish()
    shown.refresh()
    assert shown.snapshot.later is not None
    assert {facts.id for facts in shown.snapshot.later.facts} == {"p1", "p3"}


def test_old_changes_are_forgotten_only_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProductChange, "KEPT", 2)
    for number in range(5):
        edit(f"p{number}", f"Zephyr {number}")
    now = CatalogueVersion.current()
    ProductChange.forget(now)
    assert set(ProductChange.since(0, 99)) == {"p3", "p4"}
    assert CatalogueVersion.stamp().known_from == now - 2


def test_a_catalogue_that_no_door_of_ours_filled_is_built_too(capsys) -> None:
    CatalogueVersion.objects.all().delete()
    assert build(capsys) == "built"
    assert Shelf().newest(CatalogueVersion.stamp().lineage, -1, 1) is not None
