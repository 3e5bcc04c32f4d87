"""Where tests find the encoders: a folder given to them, or one that `make test` fills once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import override_settings

from support.encoders.folder import missing

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hscjit-tests"


def folder() -> Path:
    """A folder with every file of the manifest. Skips without one; fails with ``CI=true``."""
    path = Path(os.environ.get("TEST_MODEL_DIR") or CACHE / "models")
    with override_settings(MODEL_DIR=path):
        absent = missing()
    if absent:
        text = f"no encoders in {path}: `make test` fetches them, or set TEST_MODEL_DIR"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(text)
    return path
