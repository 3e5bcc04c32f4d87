"""Folders and a manufacturer's site for the tests of fetching and reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.sites import Site, running_site


@pytest.fixture
def own_folders(settings: Any, tmp_path: Path) -> Path:
    """Data, manuals and storage of this test alone; the folder of its manuals."""
    settings.DATA_DIR = tmp_path
    settings.MANUALS_DIR = tmp_path / "inbox"
    settings.MANUALS_DIR.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "stored")},
        },
    }
    return tmp_path / "inbox"


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    """A manufacturer's site on this machine that may be fetched from."""
    with running_site() as site:
        settings.FETCH_ALLOW_PRIVATE = frozenset({site.host_port})
        yield site
