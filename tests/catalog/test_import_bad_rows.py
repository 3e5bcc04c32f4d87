"""A bad row is told with file, line and reason; the rest is imported."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from catalog.importing import import_files
from catalog.models import Brand, ManualSource, Product, Relationship
from tests.catalog.shop import brand_file, flat, write_lines

pytestmark = pytest.mark.django_db

BAD_LINES = [
    ('{"id": "x"', "is no JSON"),
    ("[1]", "is not a JSON object"),
    ('"x"', "is not a JSON object"),
    ("[" * 100_000, "nested too deeply"),
    ('{"id": NaN}', "NaN"),
    ('{"id": "x", "brand": "B"}', "name is missing"),
    ('{"id": " ", "brand": "B", "name": "N"}', "id is missing"),
    ('{"id": 7, "brand": "B", "name": "N"}', "id must be a text, not a number"),
    ('{"id": "x", "brand": ["B"], "name": "N"}', "brand must be a text, not a list"),
    ('{"id": "x", "brand": "B", "name": "N", "aliases": 5}', "aliases must be a list"),
    ('{"id": "x", "brand": "B", "name": "N", "aliases": [5]}', r"aliases\[0\] must be a text"),
    ('{"id": "x", "brand": "B", "name": "N", "discontinued": "maybe"}', "true or false"),
    ('{"id": "x", "brand": "B", "name": "N", "manual_url": "ftp://a.b/c"}', "allowed address"),
    ('{"id": "x", "brand": "B", "name": "N", "manual_url": "javascript:alert(1)"}', "allowed"),
    ('{"id": "x", "brand": "B", "name": "N", "manual_url": "file:../secret"}', "allowed address"),
    ('{"id": "x", "brand": "B", "name": "N", "manual_url": "file:/etc/passwd"}', "allowed"),
    ('{"id": "x", "brand": "B", "name": "N", "image_url": "file:x.png"}', "allowed address"),
    ('{"id": "x", "brand": "B", "name": "a\\u0000b"}', "NUL"),
    ('{"id": "x", "brand": "B", "name": "\\ud800"}', "UTF-8"),
    ('{"id": "x", "brand": "B", "name": "%s"}' % ("n" * 301), "301 characters"),
    ('{"id": "%s", "brand": "B", "name": "N"}' % ("x" * 121), "121 characters"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES)
def test_bad_line(tmp_path: Path, line: str, reason: str) -> None:
    path = write_lines(tmp_path / "x.jsonl", [flat("a"), line, flat("b")])
    report = import_files([path])
    assert (report.created, report.failed) == (2, 1)
    (failure,) = report.failures
    assert (failure.file, failure.line) == (path, 2)
    assert failure.reason
    assert re.search(reason, failure.reason), failure.reason


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    lines = tmp_path / "x.jsonl"
    lines.write_bytes(b'{"id":"a","brand":"B","name":"N"}\n{"id":"b","brand":"B","name":"\xff"}\n')
    table = tmp_path / "y.csv"
    table.write_bytes(b"id,brand,name\nc,B,N\nd,B,\xff\n")
    whole = tmp_path / "z.json"
    whole.write_bytes(b'{"brand_identity":\n"\xff"}')
    report = import_files([tmp_path])
    assert {(f.file.name, f.line) for f in report.failures} == {
        ("x.jsonl", 2), ("y.csv", 3), ("z.json", 2),
    }  # fmt: skip
    assert set(Product.objects.values_list("pk", flat=True)) == {"a", "c"}


def test_csv_problems(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('id,brand,name\na,B,N,more\nb,B,"two\nlines"\nc,,N\nd,B,N\n')
    report = import_files([path])
    assert [(f.line, f.id) for f in report.failures] == [(2, ""), (5, "c")]
    assert set(Product.objects.values_list("pk", flat=True)) == {"b", "d"}
    path.write_text("id,name\na,N\n")
    assert "brand" in import_files([path]).failures[0].reason
    path.write_text('id,brand,name\ne,B,N\nf,B,"never closed\n')
    report = import_files([path])
    assert (report.created, report.failed) == (1, 1)


def test_duplicate_id_the_first_one_counts(tmp_path: Path) -> None:
    first = write_lines(tmp_path / "a.jsonl", [flat("a", "First")])
    second = write_lines(tmp_path / "b.jsonl", [flat("b"), flat("a", "Second")])
    report = import_files([first, second])
    (failure,) = report.failures
    assert (failure.file, failure.line, failure.id) == (second, 2, "a")
    assert "a.jsonl, line 1" in failure.reason
    assert Product.objects.get(pk="a").name == "First"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"specs": []}, "specs must be an object"),
        ({"specs": {"a": "\x00"}}, "cannot be stored"),
        ({"specs": {"a": "\\u0000" * 4000}}, "characters"),
        ({"images": "x.png"}, "images must be an object"),
        ({"documentation": "x.pdf"}, "documentation must be a list"),
        ({"documentation": {"type": "pdf"}}, "url is missing"),
        ({"documentation": {"type": "pdf", "url": "gopher://x"}}, "allowed address"),
        ({"relationships": [{"type": "cousin", "target_id": "b"}]}, "must be one of"),
        ({"relationships": ["b"]}, "must hold objects"),
    ],
)
def test_bad_product_of_a_brand_file(tmp_path: Path, change: Any, reason: str) -> None:
    good = {"id": "b", "name": "B"}
    path = brand_file(tmp_path / "orbit.json", [good, {"id": "a", "name": "A", **change}])
    report = import_files([path])
    (failure,) = report.failures
    assert reason in failure.reason
    assert failure.id == "a"
    text = path.read_text().splitlines()
    assert '"a"' in text[failure.line], "the line on which the product begins"
    assert Product.objects.get().pk == "b"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"brand_identity": 5}', '{"brand_identity": {"id": "o"}}', "{\n\n,",
     '{"brand_identity": {"id": "o", "name": "O"}, "products": 7}',
     '{"brand_identity": {"id": "o", "name": "O", "founded": "long ago"}}',
     '{"brand_identity": {"id": "o", "name": "O", "website": "javascript:x"}}'],
)  # fmt: skip
def test_bad_brand_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content)
    brand_file(tmp_path / "b.json", [{"id": "b", "name": "B"}])
    report = import_files([tmp_path])
    assert (report.created, report.failed) == (1, 1)
    assert report.failures[0].file.name == "a.json"
    assert list(Brand.objects.values_list("pk", flat=True)) == ["orbit"]


def test_warnings_keep_the_product(tmp_path: Path) -> None:
    product = {
        "id": "a", "name": "A",
        "documentation": [{"type": "video", "url": "https://example.com/v"},
                          {"type": "pdf", "url": "https://example.com/a.pdf"}],
        "relationships": [{"type": "related", "target_id": "nobody"},
                          {"type": "related", "target_id": "a"}],
    }  # fmt: skip
    report = import_files([brand_file(tmp_path / "orbit.json", [product])])
    assert (report.created, report.failed) == (1, 0)
    assert sorted(w.reason.partition(" ")[0] for w in report.warnings) == [
        "documentation[0].type", "relationship", "relationship",
    ]  # fmt: skip
    assert ManualSource.objects.get().url == "https://example.com/a.pdf"
    assert not Relationship.objects.exists()
