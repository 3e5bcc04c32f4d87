"""From half a name with a typo to the marked page: with script and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

HALF_A_NAME = "rimtaro tx-17 drm sou"
PRODUCT = "TX-17 Drum Sound Module"
QUESTION = "How do I do a factory reset?"


def ask(page: Page, question: str = QUESTION) -> None:
    """With script: type, pick with the keyboard, ask."""
    page.get_by_label("Find your product").press_sequentially(HALF_A_NAME, delay=20)
    expect(page.get_by_role("option").first).to_contain_text(PRODUCT)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    box = page.get_by_label("Your question")
    expect(box).to_be_focused()
    box.fill(question)
    if page.evaluate("matchMedia('(pointer: fine)').matches"):
        page.keyboard.press("Enter")
    else:  # on a touch screen Enter begins a new line
        page.get_by_role("button", name="Ask", exact=True).click()


def sees_the_marked_page(page: Page) -> None:
    expect(page.locator("mark")).to_contain_text(re.compile("factory reset", re.IGNORECASE))
    expect(page.get_by_alt_text("The quoted place is marked")).to_be_visible()
    drawn = "img => img.decode().then(() => img.naturalWidth)"
    assert page.get_by_alt_text("The page as printed").evaluate(drawn) >= 480
    expect(page.get_by_text("← Back to the conversation")).to_be_visible()


def test_with_script(open_page: OpenPage) -> None:
    page = open_page()
    ask(page)
    answer = page.get_by_role("log").get_by_role("article").last
    link = answer.get_by_role("link", name=re.compile(r"Open page 19 \(PDF page 24\)")).first
    expect(link).to_be_visible()
    expect(page.locator("#pending > *")).to_have_count(0)
    assert re.search(r"/conversations/[0-9a-f-]{36}/$", page.url)
    link.click()
    sees_the_marked_page(page)


def test_without_script(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.get_by_label("Find your product").fill(HALF_A_NAME)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=PRODUCT).first.click()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/conversations/*/")
    link = page.get_by_role("link", name=re.compile(r"Open page 19 \(PDF page 24\)")).first
    expect(link).to_be_visible(timeout=30_000)  # the page reloads itself until then
    link.click()
    sees_the_marked_page(page)


def test_the_answer_is_read_out_once_and_the_streamed_text_is_not(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(
        """() => {
            window.added = [];
            new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(
                node => node.nodeType === 1 && window.added.push(node.className))))
                .observe(document.getElementById('log'), {childList: true, subtree: true});
        }"""
    )
    ask(page)
    expect(page.locator("#log .answer")).to_have_count(1)
    added = page.evaluate("window.added")
    assert sum("answer" in name for name in added) == 1
    assert not any("streamed" in name for name in added)


def test_reloading_and_a_second_tab_show_the_same(open_page: OpenPage) -> None:
    page = open_page()
    ask(page)
    expect(page.locator("#log .answer")).to_have_count(1)
    spoken = page.locator("#log").inner_text()
    page.reload()
    expect(page.locator("#log")).to_have_text(re.compile("factory reset", re.IGNORECASE))
    assert page.locator("#log").inner_text() == spoken
    other = open_page(page.url, context=page.context)
    other.get_by_label("Your next question").fill("Which batteries does it take?")
    other.keyboard.press("Enter")
    expect(other.locator("#log .answer")).to_have_count(2)
    page.reload()
    expect(page.locator("#log .answer")).to_have_count(2)


def test_asking_on_and_about_another_product_stays_in_the_conversation(
    open_page: OpenPage,
) -> None:
    page = open_page()
    ask(page)
    expect(page.locator("#log .answer")).to_have_count(1)
    address = page.url
    page.get_by_label("Find your product").press_sequentially("marea 88", delay=20)
    page.get_by_role("option", name=re.compile("Marea 88 ")).first.click()
    # The box for the product before stands there until this one's comes.
    expect(page.locator("#composer")).to_contain_text("Marea 88")
    page.get_by_label("Your next question").fill("How do I turn off auto power off?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#log .answer")).to_have_count(2)
    assert page.url == address
    expect(page.locator("#log")).to_contain_text("About Marea 88")


def test_rating_and_saying_what_was_missing(open_page: OpenPage) -> None:
    page = open_page()
    ask(page)
    page.get_by_role("button", name="No, it did not help").click()
    page.get_by_label("What was missing?").fill("A picture")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you for telling us.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("What was missing?")).to_have_value("A picture")
