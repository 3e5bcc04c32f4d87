"""Each misconfiguration is told with its id."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from hscjit import checks


def ids() -> set[str | None]:
    return {message.id for check in checks.CHECKS for message in check()}


def test_as_shipped_there_is_nothing_to_tell() -> None:
    assert ids() == set()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"JOB_TIMEOUT": 100}, "hscjit.E001"),
        ({"JOB_RETRY": 140}, "hscjit.E001"),
        ({"CLUSTERS": {"now": 1}}, "hscjit.E002"),
        ({"DEBUG": True, "BIND": "0.0.0.0"}, "hscjit.E003"),
        ({"REDIS_URL": "redis://h/0", "DATABASE_URL": ""}, "hscjit.W001"),
        ({"ALLOWED_HOSTS": ["*"]}, "hscjit.W002"),
    ],
)
def test_each_is_told(settings: Any, values: dict[str, Any], told: str) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    assert told in ids()


def test_an_old_sqlite(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATABASE_URL = ""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert ids() == {"hscjit.E004"}
