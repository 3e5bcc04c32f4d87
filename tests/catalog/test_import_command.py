"""`import_catalog` as a program: what it prints where, and with which status it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from tests.catalog.shop import flat, write_lines

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_catalog", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_report_for_people(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", [flat("a"), '{"id": "b", "brand": "B"}'])
    status, out, err = run(path)
    assert status == 1
    assert "1 created, 0 updated, 0 unchanged, 1 failed" in out
    assert f"failed: {path}:2 [b] name is missing" in err


def test_report_as_json_is_all_of_standard_output(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", [flat("a"), "{"])
    status, out, err = run(path, "--json", "--prune")
    report = json.loads(out)
    assert status == 1
    assert (report["created"], report["failed"], report["prune_skipped"]) == (1, 1, True)
    (failure,) = report["failures"]
    assert (failure["file"], failure["line"]) == (str(path), 2)
    assert err == ""
    path = write_lines(tmp_path / "x.jsonl", [flat("a")])
    assert run(path, "--json")[0] == 0


def test_bad_calls(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.txt").write_text("x")
    for path in (tmp_path / "nothing.jsonl", tmp_path / "empty", tmp_path / "x.txt"):
        with pytest.raises(CommandError) as caught:
            run(path)
        assert caught.value.returncode == 2


@pytest.mark.timeout(120)
def test_18_000_products(shared_data: Path) -> None:
    path = shared_data / "catalog" / "products_18k.jsonl"
    status, out, _ = run(path, "--json")
    report = json.loads(out)
    assert (status, report["created"], report["failed"]) == (0, 18_000, 0)
    assert Product.objects.current().count() == 18_000
    assert json.loads(run(path, "--json")[1])["unchanged"] == 18_000
