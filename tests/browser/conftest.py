"""One running desk with the demo catalogue, and a fresh Chromium for every test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.live import Desk

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Desk(tmp_path_factory.mktemp("browser"), "serve") as running:
        yield running.wait_until_ready()


@pytest.fixture
def open_page(desk: Desk, chromium: str) -> Iterator[OpenPage]:
    """Open an address of the desk; the options are Playwright's for a context.

    Complaints of the browser (an error in a script, something the policy blocks) fail the test.
    """
    complaints: list[str] = []

    def open_page(path: str = "/", context: BrowserContext | None = None, **options: Any) -> Page:
        page = (context or browser.new_context(base_url=desk.url, **options)).new_page()
        page.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(told(said)))
        page.goto(path)
        return page

    def told(said: ConsoleMessage) -> str:
        return f"{said.text} {said.location['url']}"

    # As long as Playwright runs, Django takes this thread for an event loop's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield open_page
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    expected = ("ERR_FAILED", "WebSocket", "htmx:", "/nothing-here")
    assert not [line for line in complaints if not any(word in line for word in expected)]
