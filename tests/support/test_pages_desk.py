"""The desk and the product page without script: finding a product, its facts, its manual."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django_q.models import OrmQ

from catalog import snapshot
from catalog.models import CatalogueVersion, Relationship
from support.models import Manual
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def search(client: Client, text: str, **headers: str) -> str:
    CatalogueVersion.rise()
    snapshot.current(fresh=True)
    response = client.get("/", {"q": text}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_desk_is_a_plain_search_form(client: Client) -> None:
    page = client.get("/").content.decode()
    assert '<form id="search" action="/" method="get"' in page
    assert 'name="q"' in page


def test_a_search_lists_products_with_the_rest_of_the_sentence_as_question(client: Client) -> None:
    product = make_product("Tapestry TX-17 drum module")
    page = search(client, "TX-17 how do I reset it")
    assert f'href="/products/{product.pk}/?question=' in page
    assert "reset" in page.partition("?question=")[2].partition('"')[0]
    assert "1 product to choose." in page


def test_the_list_alone_is_sent_to_pages_with_script(client: Client) -> None:
    make_product("Tapestry TX-17 drum module")
    part = search(client, "TX-17", **{"HX-Request": "true"})
    assert part.startswith('<ul id="options"')
    assert "<html" not in part
    assert 'hx-swap-oob="innerHTML:#count">1 product to choose.' in part


def test_nothing_found_is_said_with_what_to_try(client: Client) -> None:
    make_product("Tapestry TX-17 drum module")
    assert "No product like that" in search(client, "qqqqzzzzxxxx")


def test_a_ready_manual_shows_in_the_list(client: Client) -> None:
    make_ready_manual(make_product("Tapestry TX-17"))
    assert "Manual ready" in search(client, "Tapestry TX-17")


def test_what_customers_type_and_what_products_are_called_is_escaped(client: Client) -> None:
    product = make_product(f"TX-17 {HOSTILE}")
    for page in (search(client, f"TX-17 {HOSTILE}"), get(client, product.pk)):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


def test_hebrew_stands_in_its_own_direction(client: Client) -> None:
    product = make_product("קולוורה KM-10")
    product.model = "KM-10"
    product.save()
    page = get(client, product.pk)
    assert '<h1 dir="auto">קולוורה KM-10</h1>' in page
    assert "<bdi>KM-10</bdi>" in page
    assert 'name="question" rows="2" maxlength="2000" dir="auto"' in page


def test_product_page_tells_facts_and_relations(client: Client) -> None:
    product, stand = make_product("Piano"), make_product("Folding stand")
    product.specs = {"Keys": 88}
    product.production_country = "Italy"
    product.save()
    Relationship.objects.create(
        product=product, target=stand, kind=Relationship.Kind.ACCESSORY, label="Fits exactly"
    )
    page = get(client, product.pk)
    for text in ("Keys", "88", "Italy", "Accessories", "Folding stand", "Fits exactly"):
        assert text in page
    assert f'href="/products/{stand.pk}/"' in page


def test_looking_at_a_product_fetches_nothing_but_picking_it_does(client: Client) -> None:
    product = make_product("TX-17", "file:tx17.pdf")
    assert "fetched when you ask" in get(client, product.pk)
    assert not Manual.objects.exists()
    page = get(client, product.pk, question="how do I reset it")
    assert Manual.objects.get().status == Manual.Status.QUEUED
    assert OrmQ.objects.count() == 1
    assert ">how do I reset it</textarea>" in page


def test_picking_with_script_brings_the_box_alone_and_keeps_the_conversation(
    client: Client,
) -> None:
    product = make_product("TX-17")
    given = "0b0e5f0e-5d5c-4f5e-8f5e-5d5c4f5e8f5e"
    url = f"/products/{product.pk}/"
    response = client.get(
        url, {"question": "why?", "conversation": given}, headers={"HX-Request": "true"}
    )
    part = response.content.decode()
    assert '<div id="composer">' in part
    assert f'name="conversation" value="{given}"' in part
    assert "<html" not in part
    assert "HX-Request" in response["Vary"]


def test_a_failed_manual_is_told_in_the_words_for_customers(client: Client) -> None:
    product = make_product("TX-17", "file:tx17.pdf")
    Manual.objects.create(
        address="file:tx17.pdf", status="failed", failure="/srv/secret", customer_text="It is gone."
    )
    page = get(client, product.pk)
    assert "It is gone." in page
    assert "/srv/secret" not in page


def test_the_state_of_a_busy_manual_is_asked_for_again_until_it_is_settled(client: Client) -> None:
    product = make_product("TX-17", "file:tx17.pdf")
    manual = Manual.objects.create(address="file:tx17.pdf", status="extracting")
    assert 'hx-trigger="every 2s"' in client.get(f"/manual-state/{product.pk}/").content.decode()
    Manual.objects.filter(pk=manual.pk).update(status="ready")
    part = client.get(f"/manual-state/{product.pk}/").content.decode()
    assert "every 2s" not in part
    assert "ready" in part


def test_ids_with_slashes_and_spaces_have_working_addresses(client: Client) -> None:
    product = make_product("Odd")
    odd = type(product).objects.create(id="a/b c?d#e", brand=product.brand, name="Odd TX-99")
    page = search(client, "TX-99")
    url = page.partition('href="/products/')[2].partition('"')[0]
    assert client.get(f"/products/{url}").context["product"] == odd


def test_what_is_not_there_is_a_friendly_404(client: Client) -> None:
    response = client.get("/products/none/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_the_pages_allow_no_inline_code_and_tell_htmx_so(client: Client) -> None:
    page = client.get("/").content.decode()
    assert '"allowEval":false' in page
    assert '"includeIndicatorStyles":false' in page
    assert '"allowScriptTags":false' in page
    assert '"selfRequestsOnly":true' in page
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page
    assert page.count("<script") == page.count("<script defer src=")


def get(client: Client, product_id: str, **query: str) -> str:
    response = client.get(f"/products/{product_id}/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing_that_may_be_broken() -> None:
    page = render_to_string("500.html")  # as Django does it: without the request
    assert "Something broke on our side" in page
    assert "/static/css/desk.css" in page


def test_browsers_find_an_icon_everywhere(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/img/logo.svg"
