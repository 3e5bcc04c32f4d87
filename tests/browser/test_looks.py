"""Phone width, dark, right to left, keyboard and screen reader: measured, not admired."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_a_question import HALF_A_NAME, ask

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PHONE = {"width": 360, "height": 740}
CONTRAST = """() => {
    const channels = colour => {
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = colour => {
        const [r, g, b] = channels(colour).slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = element => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if (channels(colour)[3] === 255) return colour;
        }
        return 'white';
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const poor = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        const box = element.getBoundingClientRect();
        if (!text || box.width < 2 || box.height < 2) continue;
        const [a, b] = [getComputedStyle(element).color, behind(element)].map(luminance);
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${text.slice(0, 40)}`);
    }
    return {poor, paper: luminance(getComputedStyle(document.body).backgroundColor)};
}"""


def wait_for(page: Page, found: list[Any]) -> None:
    """Until something is in it; the page goes on meanwhile."""
    for _ in range(200):
        if found:
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing came")


def fits(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_everything_fits_and_can_be_read(open_page: OpenPage, scheme: str) -> None:
    page = open_page(viewport=PHONE, color_scheme=scheme, reduced_motion="reduce", has_touch=True)
    seen = [page.evaluate(CONTRAST)]
    assert fits(page)
    ask(page)
    expect(page.locator("#log .answer")).to_have_count(1)
    seen.append(page.evaluate(CONTRAST))
    assert fits(page)
    page.locator(".place .where a").first.click()
    expect(page.locator("mark")).to_be_visible()
    seen.append(page.evaluate(CONTRAST))
    assert fits(page)
    for path in ("/products/velmaris-mr-88/", "/nothing-here"):
        page.goto(path)
        seen.append(page.evaluate(CONTRAST))
        assert fits(page)
    assert [line for look in seen for line in look["poor"]] == []
    assert all((look["paper"] < 0.1) == (scheme == "dark") for look in seen)


def test_hebrew_reads_from_the_right(open_page: OpenPage) -> None:
    page = open_page("/products/kolvara-km-10/?question=", viewport=PHONE)
    box = page.get_by_label("Your question")
    box.fill("לאיזה ערוץ מחברים גיטרה חשמלית?")
    assert box.evaluate("e => getComputedStyle(e).direction") == "rtl"
    page.keyboard.press("Enter")
    expect(page.locator("#log .answer")).to_have_count(1, timeout=30_000)
    shown = (
        ".question .text",
        ".verdict",
        ".place",
        ".place .where > bdi",
        ".feedback",
        ".composer",
    )
    for selector in shown:
        direction = "e => getComputedStyle(e).direction"
        assert page.locator(selector).first.evaluate(direction) == "rtl", selector
    assert fits(page)
    page.locator(".place .where a").first.click()
    assert page.locator(".page-text").evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_the_search_is_a_combobox(open_page: OpenPage) -> None:
    page = open_page()
    box = page.get_by_role("combobox", name="Find your product")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially(HALF_A_NAME, delay=20)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Products")).to_be_visible()
    expect(page.locator("#count")).to_contain_text("to choose")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "option-0")
    page.keyboard.press("ArrowUp")
    last = page.get_by_role("option").count() - 1
    expect(box).to_have_attribute("aria-activedescendant", f"option-{last}")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("option")).to_have_count(0)


def test_the_keyboard_alone_gets_there_and_sees_where_it_is(open_page: OpenPage) -> None:
    page = open_page("/products/rimtaro-tx-17/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_in_viewport()
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        if page.evaluate("document.activeElement.id") == "question":
            return
    raise AssertionError("the question box was not reached")


def test_a_list_that_comes_again_leaves_the_choice(open_page: OpenPage) -> None:
    page = open_page("/health")
    sockets: list[Any] = []
    lists: list[str] = []

    def keep_the_lists(socket) -> None:
        server = socket.connect_to_server()
        sockets.append(socket)

        def reply(message: str) -> None:
            if message.startswith('<ul id="options"'):
                lists.append(message)
            socket.send(message)

        server.on_message(reply)

    page.route_web_socket("**/ws/desk/", keep_the_lists)
    page.goto("/")
    wait_for(page, sockets)
    page.wait_for_timeout(300)
    page.get_by_label("Find your product").press_sequentially(HALF_A_NAME, delay=20)
    expect(page.locator("#options")).to_have_attribute("data-seq", str(len(HALF_A_NAME)))
    page.keyboard.press("ArrowDown")
    page.locator("#options").evaluate("list => list.classList.add('old')")
    sockets[-1].send(lists[-1])
    expect(page.locator("#options.old")).to_have_count(0)
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()


def test_a_late_reply_to_an_old_keystroke_is_dropped(open_page: OpenPage) -> None:
    page = open_page("/health")
    opened: list[Any] = []
    held: list[Any] = []

    def hold_the_first_reply(socket) -> None:
        server = socket.connect_to_server()
        opened.append(socket)

        def reply(message: str) -> None:
            if 'data-seq="1"' in message:
                held.append(message)
                return
            socket.send(message)
            socket.send(held[0])

        server.on_message(reply)

    page.route_web_socket("**/ws/desk/", hold_the_first_reply)
    page.goto("/")
    wait_for(page, opened)
    page.wait_for_timeout(300)
    box = page.get_by_label("Find your product")
    box.press_sequentially("k")
    wait_for(page, held)
    box.press_sequentially("olvara km-10", delay=300)
    expect(page.get_by_role("option").first).to_contain_text("KM-10")
    assert page.locator("#options").get_attribute("data-seq") != "1"
