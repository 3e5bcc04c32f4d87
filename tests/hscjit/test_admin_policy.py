"""Django's admin works under the Content-Security-Policy: nothing it needs is blocked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright

from hscjit.security import POLICY
from tests.live import Desk, manage

pytestmark = [pytest.mark.browser, pytest.mark.drill, pytest.mark.timeout(120)]


@pytest.mark.django_db
def test_every_page_carries_the_policy(client: Client) -> None:
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]
    assert policy == POLICY
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_back_office_under_the_policy(demo_dir: Path, chromium: str) -> None:
    account = {"DJANGO_SUPERUSER_PASSWORD": "correct horse battery"}
    user = ("--username=op", "--email=op@example.com")
    manage(demo_dir, "createsuperuser", "--noinput", *user, **account)
    with Desk(demo_dir) as desk, sync_playwright() as playwright:
        desk.wait_until_ready()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{desk.url}/admin/")
        page.fill("[name=username]", "op")
        page.fill("[name=password]", account["DJANGO_SUPERUSER_PASSWORD"])
        page.click("[type=submit]")
        page.wait_for_selector("#user-tools")
        page.goto(f"{desk.url}/admin/auth/user/")  # the page with most of the admin's scripts
        page.click("#result_list tbody tr th a")
        page.wait_for_selector("#user_form .selector-available select")
        page.click("#logout-form button")
        assert "Logged out" in page.content()
        browser.close()
    assert not [text for text in complaints if re.search("policy|refused|error", text, re.I)]
