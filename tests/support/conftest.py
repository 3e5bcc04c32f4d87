"""Folders and a manufacturer's site for the tests of fetching and reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.answering import breaker, engines
from tests.support.models_online import KEY, Maker, running_maker
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


@pytest.fixture(params=["gemini", "openai"])
def maker(request: Any, settings: Any) -> Iterator[Maker]:
    """The maker of a language model on this machine, chosen as the engine; each one in turn."""
    with running_maker(request.param) as maker:
        settings.ANSWER_ENGINE, settings.ANSWER_CACHE = request.param, False
        settings.GEMINI_API_KEY = settings.OPENAI_API_KEY = KEY
        settings.GEMINI_BASE_URL = settings.OPENAI_BASE_URL = maker.url
        settings.LLM_FIRST_TOKEN_SECONDS = 2.0
        settings.LLM_STALL_SECONDS = 0.7
        settings.LLM_TOTAL_SECONDS = 5.0
        breaker.forget()
        engines.load()
        yield maker
    breaker.forget()
