"""Where tests find the encoders: a folder given to them, or one that is filled once a user."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import override_settings

from support.encoders.fetching import fetch_missing
from support.encoders.manifest import FILES

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hscjit-tests/models"


def folder() -> Path:
    """A folder with every file of the manifest. Skips without one; fails with ``CI=true``."""
    path = Path(os.environ.get("TEST_MODEL_DIR") or CACHE)
    with override_settings(MODEL_DIR=path):
        report = fetch_missing(FILES, lambda _: None)
    if report.failed:
        text = f"no source of the encoders answers: {report.failed}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(text)
    return path
