"""Where tests find the encoders: a folder given to them, or one that is filled once a user."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from django.test import override_settings

from support.encoders import folder as encoder_folder

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hscjit-tests/models"


def folder() -> Path:
    """A folder with every file of the manifest. Skips without one; fails with ``CI=true``."""
    given = os.environ.get("TEST_MODEL_DIR")
    path = Path(given) if given else CACHE
    path.mkdir(parents=True, exist_ok=True)
    with (path / ".lock").open("w") as lock, override_settings(MODEL_DIR=path):
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = encoder_folder.missing()
    if missing:
        text = f"no source of the encoders answers ({len(missing)} files missing in {path})"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(text)
    return path
