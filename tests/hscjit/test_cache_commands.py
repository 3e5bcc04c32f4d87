"""`clear_cache` and `warm_cache`."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.cache import cache, caches
from django.core.management import CommandError, call_command

from catalog import snapshot
from catalog.models import CatalogueVersion
from hscjit.cache import CacheDown


def test_clearing_forgets_everything() -> None:
    cache.set("a", 1)
    out = StringIO()
    call_command("clear_cache", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"cleared": True}
    assert cache.get("a") is None
    call_command("clear_cache", stdout=out)
    assert "empty" in out.getvalue()


def test_clearing_what_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise CacheDown

    monkeypatch.setattr(caches["default"], "ping", down)
    with pytest.raises(CommandError, match="does not answer"):
        call_command("clear_cache")


@pytest.mark.django_db
def test_warming_reads_the_catalogue() -> None:
    CatalogueVersion.rise()
    out = StringIO()
    call_command("warm_cache", "--json", stdout=out)
    assert "catalogue" in json.loads(out.getvalue())["warmed"]
    assert snapshot.current().version == CatalogueVersion.current()
    call_command("warm_cache", stdout=out)
    assert "catalogue: " in out.getvalue()
