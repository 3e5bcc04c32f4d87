"""What the three kinds of catalogue files bring into the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.importing import import_files
from catalog.models import Alias, Brand, ManualSource, Product, Relationship
from tests.catalog.shop import brand_file, flat, write_lines

pytestmark = pytest.mark.django_db

TD17 = {
    "id": "td17", "name": "TD-17", "category": "Drums", "family": "TD", "description": "A module.",
    "production_country": "Malaysia", "aliases": ["TD17", "טי די 17", "TD17"],
    "images": {"main": "https://example.com/a.png", "thumbnail": "https://example.com/b.png"},
    "documentation": [
        {"type": "pdf", "url": "https://example.com/td17.pdf", "language": "en", "title": "Manual"},
        {"type": "html", "url": "file:td17.html", "language": "he"},
    ],
    "relationships": [{"type": "accessory", "target_id": "vh10", "label": "Hi-hat"}],
    "specs": {"pads": 8}, "unknown": "ignored",
}  # fmt: skip
VH10 = {"id": "vh10", "name": "VH-10"}


def test_brand_file(tmp_path: Path) -> None:
    path = brand_file(
        tmp_path / "orbit.json", [TD17, VH10], hq="Osaka", founded=1972,
        website="https://example.com", logo_url="", description="Drums.", aliases=["אורביט"],
    )  # fmt: skip
    report = import_files([path])
    assert (report.created, report.failures, report.warnings) == (2, [], [])
    brand = Brand.objects.get()
    assert (brand.id, brand.name, brand.hq, brand.founded) == ("orbit", "Orbit", "Osaka", 1972)
    assert list(brand.aliases.values_list("text", flat=True)) == ["אורביט"]
    product = Product.objects.get(pk="td17")
    assert (product.family, product.production_country) == ("TD", "Malaysia")
    assert (product.image_url, product.thumbnail_url) == (
        "https://example.com/a.png", "https://example.com/b.png",
    )  # fmt: skip
    assert product.specs == {"pads": 8}
    assert set(product.aliases.values_list("text", flat=True)) == {"TD17", "טי די 17"}
    sources = list(product.manual_sources.values_list("url", "kind", "language", "title"))
    assert sources == [
        ("https://example.com/td17.pdf", "pdf", "en", "Manual"),
        ("file:td17.html", "html", "he", ""),
    ]  # fmt: skip
    relation = Relationship.objects.get()
    assert (relation.product_id, relation.target_id, relation.kind, relation.label) == (
        "td17", "vh10", "accessory", "Hi-hat",
    )  # fmt: skip
    assert not product.is_demo


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        flat("a", "Vapora", "Brüllmann & Söhne", category="Kitchen", model="V1",
             aliases=["V-1"], manual_url="https://example.com/v.pdf", manual_language="de",
             image_url="https://example.com/v.png", description="Steam.",
             production_country="Austria", discontinued=True),
        "",
        flat("b", "Zephyr", "brüllmann &  söhne"),
    ]  # fmt: skip
    report = import_files([write_lines(tmp_path / "x.jsonl", rows)])
    assert (report.rows, report.created) == (2, 2)
    assert Brand.objects.get().id == "brüllmann-söhne"
    product = Product.objects.get(pk="a")
    assert (product.model, product.discontinued) == ("V1", True)
    assert product.manual_sources.get().language == "de"


def test_csv_as_spreadsheets_write_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(
        "\ufeffid;brand;name;aliases;manual_url;discontinued;description\r\n"
        'a;Orbit;"Vapora; the large one";V-1|ופורה| ;file:v.pdf;yes;"two\r\nlines"\r\n'
        "b;Orbit;Zephyr;;;;\r\n\r\nc;Orbit;Short row\r\n".encode()
    )
    report = import_files([path])
    assert (report.created, report.failures) == (3, [])
    product = Product.objects.get(pk="a")
    assert (product.name, product.discontinued) == ("Vapora; the large one", True)
    assert product.description == "two\r\nlines"
    assert set(product.aliases.values_list("text", flat=True)) == {"V-1", "ופורה"}
    assert product.manual_sources.get().url == "file:v.pdf"
    assert not Product.objects.get(pk="b").discontinued


def test_folder_with_all_kinds(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    brand_file(tmp_path / "orbit.json", [VH10])
    write_lines(tmp_path / "deeper" / "x.jsonl", [flat("a")])
    (tmp_path / "y.csv").write_text("id,brand,name\nb,Orbit,B\n")
    (tmp_path / "notes.txt").write_text("not a catalogue")
    report = import_files([tmp_path])
    assert (report.files, report.created, report.failures) == (3, 3, [])
    assert set(Product.objects.values_list("brand_id", flat=True)) == {"orbit"}


def test_brands_whose_names_make_the_same_id_stay_apart(tmp_path: Path) -> None:
    rows = [flat("a", brand="A & B"), flat("b", brand="A-B"), flat("c", brand="!!!"),
            flat("d", brand="???"), flat("e", brand="אורביט")]  # fmt: skip
    path = write_lines(tmp_path / "x.jsonl", rows)
    assert import_files([path]).brands_created == 5
    assert set(Brand.objects.values_list("name", flat=True)) == {
        "A & B", "A-B", "!!!", "???", "אורביט",
    }  # fmt: skip
    assert all(Brand.objects.values_list("id", flat=True))
    again = import_files([path])
    assert (again.brands_created, again.brands_updated, again.unchanged) == (0, 0, 5)


def test_a_known_brand_is_found_by_its_name(tmp_path: Path) -> None:
    Brand.objects.create(id="orbit-inc", name="Orbit", hq="Osaka")
    import_files([write_lines(tmp_path / "x.jsonl", [flat("a", brand="ORBIT")])])
    brand = Brand.objects.get()
    assert (brand.id, brand.name, brand.hq) == ("orbit-inc", "Orbit", "Osaka")
    assert Product.objects.get().brand_id == "orbit-inc"


def test_what_a_file_does_not_speak_of_stays(tmp_path: Path) -> None:
    import_files([brand_file(tmp_path / "orbit.json", [TD17, VH10])])
    import_files([write_lines(tmp_path / "x.jsonl", [flat("td17", "TD-17 new")])])
    product = Product.objects.get(pk="td17")
    assert (product.name, product.family, product.specs) == ("TD-17 new", "TD", {"pads": 8})
    assert ManualSource.objects.count() == 2
    assert Alias.objects.filter(product=product).count() == 2
    assert Relationship.objects.count() == 1
    said = flat("td17", "TD-17", aliases=[], manual_url="https://example.com/td17.pdf")
    import_files([write_lines(tmp_path / "y.jsonl", [said])])
    source = ManualSource.objects.get()
    assert (source.kind, source.title, source.language) == ("pdf", "Manual", "")
    assert not Alias.objects.filter(product=product).exists()
