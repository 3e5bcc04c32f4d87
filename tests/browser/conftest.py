"""One running desk with the demo catalogue, and fresh windows for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.live import Desk
from tests.prepared import Prepared

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def desk(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Desk(prepared.demo(tmp_path_factory.mktemp("browser"))) as running:
        yield running.wait_until_ready()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Of one module: asynchronous tests of others do not go with Playwright's event loop."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # As long as Playwright runs, Django takes this thread for an event loop's.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(desk: Desk, browser: Browser) -> Iterator[OpenPage]:
    """Open an address of the desk; the options are Playwright's for a context.

    Complaints of the browser (an error in a script, something the policy blocks) fail the test.
    """
    complaints: list[str] = []

    def open_page(path: str = "/", context: BrowserContext | None = None, **options: Any) -> Page:
        if context is None:
            context = browser.new_context(base_url=desk.url, **options)
        page = context.new_page()
        page.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(told(said)))
        page.goto(path)
        return page

    def told(said: ConsoleMessage) -> str:
        return f"{said.text} {said.location['url']}"

    yield open_page
    for context in browser.contexts:
        context.close()
    expected = ("ERR_FAILED", "WebSocket", "htmx:", "/nothing-here")
    assert not [line for line in complaints if not any(word in line for word in expected)]
