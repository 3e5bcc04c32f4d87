"""A blocked socket, a broken one, a lost POST: nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_a_question import HALF_A_NAME, PRODUCT, QUESTION, ask

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_a_blocked_socket_costs_patience_but_no_answer(open_page: OpenPage) -> None:
    page = open_page("/health")
    page.route_web_socket("**/ws/desk/", lambda socket: socket.close())
    page.goto("/")
    page.get_by_label("Find your product").press_sequentially(HALF_A_NAME, delay=20)
    expect(page.get_by_role("option").first).to_contain_text(PRODUCT)
    page.get_by_role("option").first.click()
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#log .answer")).to_have_count(1, timeout=30_000)
    expect(page.locator("#pending > *")).to_have_count(0)


def test_a_socket_that_breaks_comes_back_and_the_answer_with_it(open_page: OpenPage) -> None:
    page = open_page("/health")
    opened = []

    def first_dies_when_asked_to_watch(socket) -> None:
        opened.append(socket)
        server = socket.connect_to_server()

        def pass_on(message) -> None:
            if len(opened) == 1 and "watch" in message:
                socket.close(code=1001)
            else:
                server.send(message)

        socket.on_message(pass_on)

    page.route_web_socket("**/ws/desk/", first_dies_when_asked_to_watch)
    page.goto("/")
    ask(page)
    expect(page.locator("#log .answer")).to_have_count(1)
    assert len(opened) == 2


def test_a_question_that_cannot_be_sent_stays_in_the_box(open_page: OpenPage) -> None:
    page = open_page()
    page.route("**/ask/", lambda route: route.abort())
    ask(page)
    expect(page.get_by_role("alert")).to_contain_text("could not be sent")
    expect(page.get_by_label("Your question")).to_have_value(QUESTION)
    page.unroute("**/ask/")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#log .answer")).to_have_count(1)
