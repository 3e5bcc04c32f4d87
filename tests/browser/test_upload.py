"""Staff uploads a manual in the back office, and a customer's question is answered from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.live import Desk, manage
from tests.support.documents import SENTENCES, manual_pdf

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SECRET = "only-for-tests"


@pytest.fixture
def staff(desk: Desk) -> str:
    """The name of somebody who may do everything, with the password SECRET."""
    manage(
        desk.log.parent, "createsuperuser", "--noinput", "--username=uploader",
        "--email=u@desk.example", DJANGO_SUPERUSER_PASSWORD=SECRET,
    )  # fmt: skip
    return "uploader"


def test_from_a_file_to_an_answer(open_page: OpenPage, staff: str, tmp_path: Path) -> None:
    file = tmp_path / "Zephyr manual.pdf"
    file.write_bytes(manual_pdf())
    (tmp_path / "notes.txt").write_text("no manual")
    page = open_page("/admin/login/?next=/admin/catalog/product/mirvoce-wx-20b/change/")
    page.get_by_label("Username").fill(staff)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Upload a manual").click()
    expect(page.locator("#id_product")).to_have_value("mirvoce-wx-20b")
    page.get_by_label("Title").fill("Zephyr handbook")
    page.get_by_label("File").set_input_files(tmp_path / "notes.txt")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("This cannot be a manual: neither PDF nor HTML.")).to_be_visible()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("“Zephyr handbook” was uploaded and is being read.")).to_be_visible()
    page.goto("/products/mirvoce-wx-20b/?question=")
    expect(page.get_by_text("The manual is ready.")).to_be_visible()
    page.get_by_label("Your question").fill("How long do I hold the power button?")
    page.get_by_role("button", name="Ask", exact=True).click()
    answer = page.get_by_role("log").get_by_role("article").last
    expect(answer).to_contain_text(SENTENCES[0])
    expect(answer).to_contain_text("Zephyr handbook")
