"""Asking by POST: without script, with htmx, and everything that can be wrong with it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django_q.models import OrmQ

from support import views
from support.models import Conversation, Message
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    views.asks.forget_all()


def ask(client: Client, product_id: str, question: str, hx: bool = False, **fields: object):
    data = {"product": product_id, "question": question, "form_key": str(uuid4()), **fields}
    return client.post("/ask/", data, headers=HX if hx else {})


def test_without_script_a_worker_answers_and_the_page_waits(client: Client) -> None:
    product = make_product()
    make_ready_manual(product)
    response = ask(client, product.pk, "How do I do a factory reset?")
    assert response.status_code == 302
    answer = Message.objects.get(role="desk")
    assert response["Location"] == f"/conversations/{answer.conversation_id}/"
    assert OrmQ.objects.count() == 1

    page = client.get(response["Location"]).content.decode()
    assert "How do I do a factory reset?" in page
    noscript = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert '<meta http-equiv="refresh" content="2">' in noscript


def test_with_script_the_answer_is_pending_in_the_page_and_the_address_is_the_conversations(
    client: Client,
) -> None:
    product = make_product()
    make_ready_manual(product)
    response = ask(client, product.pk, "How do I do a factory reset?", hx=True)
    answer = Message.objects.get(role="desk")
    assert response.status_code == 200
    assert response["HX-Push-Url"] == f"/conversations/{answer.conversation_id}/"
    part = response.content.decode()
    assert f'"type":"watch","conversation_id":"{answer.conversation_id}"' in part
    assert f'"message_id":"{answer.pk}"' in part
    assert f'id="slot-{answer.pk}"' in part
    assert f'name="conversation" value="{answer.conversation_id}"' in part
    assert OrmQ.objects.count() == 0  # the socket's turn


def test_asking_on_stays_in_the_conversation(client: Client) -> None:
    product = make_product()
    make_ready_manual(product)
    ask(client, product.pk, "First?")
    conversation = Conversation.objects.get()
    ask(client, product.pk, "Second?", conversation=conversation.pk)
    assert Conversation.objects.count() == 1
    assert conversation.messages.filter(role="customer").count() == 2


def test_the_same_form_sent_twice_asks_once_and_changed_asks_again(client: Client) -> None:
    product = make_product()
    make_ready_manual(product)
    key = str(uuid4())
    first = ask(client, product.pk, "Reset?", form_key=key)
    second = ask(client, product.pk, "Reset?", form_key=key)
    assert first["Location"] == second["Location"]
    assert Message.objects.filter(role="customer").count() == 1
    ask(client, product.pk, "Reset, please?", form_key=key)
    assert Message.objects.filter(role="customer").count() == 2


@pytest.mark.parametrize("hx", [False, True])
@pytest.mark.parametrize(
    ("question", "trouble"),
    [("   ", "Please write your question first."), ("x" * 2001, "1 characters too long")],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, question: str, trouble: str, hx: bool
) -> None:
    product = make_product()
    response = ask(client, product.pk, question, hx=hx)
    page = response.content.decode()
    assert response.status_code == 422
    assert trouble in page
    assert f"{question}</textarea>" in page
    assert ("<html" in page) is not hx
    assert not Message.objects.exists()


def test_line_ends_count_once(client: Client) -> None:
    product = make_product()
    make_ready_manual(product)
    ask(client, product.pk, "x" * 1998 + "\r\ny")
    assert Message.objects.get(role="customer").text.endswith("x\ny")


@pytest.mark.parametrize("hx", [False, True])
def test_a_deleted_conversation_becomes_a_new_one_when_sent_again(client: Client, hx: bool) -> None:
    product = make_product()
    make_ready_manual(product)
    response = ask(client, product.pk, "Reset?", hx=hx, conversation=uuid4())
    page = response.content.decode()
    assert response.status_code == 422
    assert "no longer kept" in page
    assert "Reset?</textarea>" in page
    assert 'name="conversation" value=""' in page


@pytest.mark.parametrize("hx", [False, True])
def test_a_product_that_left_the_catalogue(client: Client, hx: bool) -> None:
    response = ask(client, "gone", "What about <this>?", hx=hx)
    page = response.content.decode()
    assert response.status_code == 422
    assert "no longer in the catalogue" in page
    assert "What about &lt;this&gt;?" in page


@pytest.mark.parametrize("field", ["conversation", "form_key"])
def test_garbled_hidden_fields_lose_nothing(client: Client, field: str) -> None:
    product = make_product()
    response = ask(client, product.pk, "Reset?", **{field: "garbage"})
    assert response.status_code == 422
    assert "send it once more" in response.content.decode()
    assert "Reset?</textarea>" in response.content.decode()


def test_too_many_questions_are_refused_kindly_and_others_are_not(client: Client) -> None:
    product = make_product()
    make_ready_manual(product)
    for number in range(20):
        assert ask(client, product.pk, f"Question {number}?").status_code == 302
    response = ask(client, product.pk, "One more?")
    page = response.content.decode()
    assert response.status_code == 429
    assert "a lot of questions at once" in page
    assert "One more?</textarea>" in page
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert ask(other, product.pk, "Mine?").status_code == 302


def test_a_question_from_elsewhere_is_refused_with_a_page_that_explains() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/ask/", {"product": "x", "question": "y"})
    assert response.status_code == 403
    assert "Please send it again" in response.content.decode()
    assert not Message.objects.exists()


def test_the_form_of_the_page_passes_the_check_for_foreign_forms() -> None:
    product = make_product()
    make_ready_manual(product)
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(f"/products/{product.pk}/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    key = page.partition('name="form_key" value="')[2].partition('"')[0]
    data = {"product": product.pk, "question": "Reset?", "form_key": key}
    response = strict.post("/ask/", data | {"csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert UUID(key)


def test_asking_is_a_post(client: Client) -> None:
    assert client.get("/ask/").status_code == 405
