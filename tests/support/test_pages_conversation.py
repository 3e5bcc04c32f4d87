"""The conversation page: what was said, how it looks, stopping, rating, and who may read it."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from support import conversations
from support.models import Citation, Feedback, Message, Revision
from tests.support.desk import make_product, make_ready_manual, stream

pytestmark = pytest.mark.django_db(transaction=True)
HX = {"HX-Request": "true"}
HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(2)>"


def asked(question: str = "How do I do a factory reset?", **product: str) -> Message:
    made = make_product(**product)
    make_ready_manual(made)
    return conversations.ask(made.pk, question)


def answered(question: str = "How do I do a factory reset?") -> Message:
    answer = asked(question)
    async_to_sync(stream)(answer.pk)
    answer.refresh_from_db()
    return answer


def url_of(answer: Message, what: str = "") -> str:
    return f"/conversations/{answer.conversation_id}/messages/{answer.pk}/{what}"


def page_of(client: Client, answer: Message) -> str:
    response = client.get(f"/conversations/{answer.conversation_id}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_finished_answer_shows_quotes_with_pages_and_links(client: Client) -> None:
    answer = answered()
    page = page_of(client, answer)
    first = Citation.objects.filter(message=answer).order_by("number")[0]
    assert f'href="{first.get_absolute_url().replace("&", "&amp;")}"' in page
    assert "Open page 4 (PDF page 2)" in page
    assert "The manual says:" in page
    assert f'<article id="message-{answer.pk}" class="said card answer answered"' in page
    assert "http-equiv" not in page


def test_each_quote_shows_its_place_on_the_page_without_a_jump(client: Client) -> None:
    answer = answered()
    page = page_of(client, answer)
    first = Citation.objects.filter(message=answer).order_by("number")[0]
    address, citation = first.get_absolute_url().split("?")
    picture = f"{address}image.webp?{citation}&amp;crop=1&amp;w="
    (tag,) = re.findall(rf'<img src="{re.escape(picture)}360"[^>]*>', page)
    assert f"{picture}720 720w" in tag
    assert 'width="360" height="151"' in tag
    assert 'loading="lazy"' in tag
    assert 'alt="The place as printed on page 4 (PDF page 2), with the quote marked."' in tag
    assert f'<a class="crop" href="{first.get_absolute_url()}">' in page


def test_a_quote_of_a_web_page_has_no_picture(client: Client) -> None:
    answer = asked()
    Revision.objects.update(media_type="text/html")
    async_to_sync(stream)(answer.pk)
    assert "image.webp" not in page_of(client, answer)


def test_outcomes_look_different_and_say_what_to_do_next(client: Client) -> None:
    answer = answered("Does it support quantum teleportation of zebras?")
    assert answer.outcome == "refused"
    page = page_of(client, answer)
    assert "card answer refused" in page
    assert "Try it in other words" in page
    Message.objects.filter(pk=answer.pk).update(outcome="unsure", reason="")
    page = page_of(client, answer)
    assert "card answer unsure" in page
    assert "Is it none of these?" in page


def test_no_manual_is_told_plainly(client: Client) -> None:
    answer = conversations.ask(make_product().pk, "Reset?")
    async_to_sync(stream)(answer.pk)
    page = page_of(client, answer)
    assert "There is no manual for this product yet." in page
    assert "we do not guess" in page


def test_what_could_not_be_fetched_can_be_asked_again(client: Client) -> None:
    answer = answered()
    Message.objects.filter(pk=answer.pk).update(outcome="refused", reason="fetch_failed")
    page = page_of(client, answer)
    assert "Ask it again" in page
    assert 'name="question" value="How do I do a factory reset?"' in page


def test_hostile_questions_quotes_and_titles_are_text(client: Client) -> None:
    answer = answered()
    Message.objects.filter(pk=answer.question_id).update(text=HOSTILE)
    Citation.objects.filter(message=answer).update(quote=HOSTILE, page_label=HOSTILE[:100])
    revision = answer.revision
    assert revision is not None
    revision.title = HOSTILE
    revision.save()
    Message.objects.filter(pk=answer.pk).update(text=f"A {HOSTILE} [1]", suggestion=HOSTILE)
    page = page_of(client, answer)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 5


def test_the_text_of_other_engines_keeps_its_references(client: Client) -> None:
    answer = answered()
    Message.objects.filter(pk=answer.pk).update(text="Hold both keys [1]. Not [99].")
    page = page_of(client, answer)
    assert f'Hold both keys <a class="ref" href="#place-{answer.pk}-1"' in page
    assert "Not [99]." in page


def test_hebrew_messages_have_their_own_direction(client: Client) -> None:
    page = page_of(client, answered("איך מאפסים את המכשיר?"))
    assert '<p class="text" dir="auto">איך מאפסים את המכשיר?</p>' in page


def test_the_page_is_for_those_who_know_its_address(client: Client) -> None:
    answer = answered()
    response = client.get(f"/conversations/{answer.conversation_id}/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert client.get(f"/conversations/{uuid4()}/").status_code == 404
    assert client.get("/conversations/not-a-uuid/").status_code == 404
    elsewhere = answered()
    stolen = f"/conversations/{elsewhere.conversation_id}/messages/{answer.pk}/"
    assert client.get(stolen, headers=HX).status_code == 404
    for what in ("stop/", "feedback/"):
        assert client.post(f"{stolen}{what}", {"rating": "up"}).status_code == 404


def test_polling_brings_the_finished_answer_out_of_band(client: Client) -> None:
    answer = answered()
    part = client.get(url_of(answer), headers=HX).content.decode()
    assert f'hx-swap-oob="outerHTML:#slot-{answer.pk}"' in part
    assert f'<div id="pending-{answer.pk}" hx-swap-oob="delete"></div>' in part


def test_polling_tells_how_far_an_answer_is(client: Client) -> None:
    answer = asked()
    Message.objects.filter(pk=answer.pk).update(text="Half <of> it")
    part = client.get(url_of(answer), headers=HX).content.decode()
    assert f'hx-swap-oob="innerHTML:#text-{answer.pk}">Half &lt;of&gt; it<' in part
    assert client.get(url_of(answer)).status_code == 302


def test_a_worker_is_called_only_for_an_answer_that_nobody_writes(client: Client) -> None:
    answer = asked()
    client.get(url_of(answer), headers=HX)
    assert OrmQ.objects.count() == 0  # fresh: the socket's turn
    old = timezone.now() - timedelta(seconds=10)
    lease = timezone.now() + timedelta(seconds=10)
    Message.objects.filter(pk=answer.pk).update(created_at=old, lease_until=lease)
    client.get(url_of(answer), headers=HX)
    assert OrmQ.objects.count() == 0  # somebody writes it
    Message.objects.filter(pk=answer.pk).update(lease_until=None)
    page_of(client, answer)
    client.get(url_of(answer), headers=HX)
    assert OrmQ.objects.count() == 1  # once, however many ask


def test_stop_ends_an_answer_without_script(client: Client) -> None:
    answer = asked()
    response = client.post(url_of(answer, "stop/"))
    assert response["Location"].endswith(f"#message-{answer.pk}")
    assert "You stopped this answer." in page_of(client, answer)
    assert client.post(url_of(answer, "stop/"), headers=HX).status_code == 204


def test_rating_without_script_and_changing_it(client: Client) -> None:
    answer = answered()
    assert client.post(url_of(answer, "feedback/"), {"rating": "up"}).status_code == 302
    assert "Thank you for telling us." in page_of(client, answer)
    comment = "The page was\r\nwrong"
    client.post(url_of(answer, "feedback/"), {"rating": "down", "comment": comment})
    assert Feedback.objects.get().rating == "down"
    assert Feedback.objects.get().comment == "The page was\nwrong"


def test_rating_with_script_brings_its_form_back(client: Client) -> None:
    answer = answered()
    part = client.post(url_of(answer, "feedback/"), {"rating": "down"}, headers=HX).content.decode()
    assert f'id="feedback-{answer.pk}"' in part
    assert "What was missing?" in part
    assert "<html" not in part


def test_an_impossible_rating_is_refused_kindly(client: Client) -> None:
    answer = answered()
    response = client.post(url_of(answer, "feedback/"), {"rating": "eleven"})
    assert response.status_code == 400
    assert "could not be understood" in response.content.decode()
    long = {"rating": "up", "comment": "x" * 2001}
    assert client.post(url_of(answer, "feedback/"), long).status_code == 422


def test_the_product_is_named_when_it_changes(client: Client) -> None:
    answer = answered()
    other = make_product("Other piano")
    second = conversations.ask(other.pk, "And this?", conversation_id=answer.conversation_id)
    third = conversations.ask(other.pk, "And that?", conversation_id=answer.conversation_id)
    page = page_of(client, third)
    assert page.count("About <bdi>Other piano</bdi>") == 1
    assert page.count("About <bdi>TX-17</bdi>") == 1
    assert second.conversation_id == answer.conversation_id
