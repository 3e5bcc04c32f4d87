"""What staff can see and do in the back office, and what nobody can."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from hscjit.security import POLICY
from support import conversations
from support.models import Citation, Conversation, Feedback, Manual, Message, Spending
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


@pytest.fixture
def failed() -> Manual:
    return Manual.objects.create(
        address="https://maker.example/a.pdf", title="Piano manual", status="failed",
        reason="unreadable", failure="it needs a password", permanent=True, attempts=3,
    )  # fmt: skip


def see(staff: Client, model: str, pk: object = None, **query: str) -> str:
    kind, args = ("change", [pk]) if pk else ("changelist", [])
    response = staff.get(reverse(f"admin:support_{model}_{kind}", args=args), query)
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == POLICY
    return response.content.decode()


def test_manuals_show_why_they_failed_in_plain_words(staff: Client, failed: Manual) -> None:
    page = see(staff, "manual")
    for text in ("Piano manual", "failed", "The file cannot be read: it needs a password", "3"):
        assert text in page
    make_ready_manual(make_product())
    only_failed = see(staff, "manual", status="failed")
    assert "Piano manual" in only_failed
    assert "Owner&#x27;s manual" not in only_failed


def test_a_manual_is_fetched_again_from_the_list(staff: Client, failed: Manual) -> None:
    data = {"action": "fetch_again", "_selected_action": [failed.pk]}
    page = staff.post(reverse("admin:support_manual_changelist"), data, follow=True)
    assert "1 queued to be fetched again" in page.content.decode()
    failed.refresh_from_db()
    assert (failed.status, failed.permanent, failed.attempts) == ("queued", False, 0)
    assert OrmQ.objects.count() == 1


def test_a_manual_is_fetched_again_from_its_page(staff: Client, failed: Manual) -> None:
    page = see(staff, "manual", failed.pk)
    url = reverse("admin:support_manual_fetch_again", args=[failed.pk])
    assert f'action="{url}"' in page
    assert staff.get(url).status_code == 405
    reply = staff.post(url, follow=True)
    assert "is queued to be fetched again" in reply.content.decode()
    failed.refresh_from_db()
    assert failed.status == "queued"


def test_the_button_is_not_for_everybody(client: Client, failed: Manual) -> None:
    url = reverse("admin:support_manual_fetch_again", args=[failed.pk])
    assert client.post(url).status_code == 302  # to the login
    client.force_login(User.objects.create_user("looker", is_staff=True))
    assert client.post(url).status_code == 403
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_manuals_cannot_be_edited_added_or_deleted(staff: Client, failed: Manual) -> None:
    change = reverse("admin:support_manual_change", args=[failed.pk])
    staff.post(change, {"title": "Other", "address": "file:x"})
    failed.refresh_from_db()
    assert failed.title == "Piano manual"
    assert staff.get(reverse("admin:support_manual_add")).status_code == 403
    assert staff.post(reverse("admin:support_manual_delete", args=[failed.pk])).status_code == 403


def test_a_ready_manual_leads_to_its_pages(staff: Client) -> None:
    manual = make_ready_manual(make_product())
    revision = manual.revisions.get()
    assert f'href="/manuals/{revision.pk}/pages/1/">3 pages' in see(staff, "manual", manual.pk)
    assert f'href="/manuals/{revision.pk}/pages/1/">3 pages' in see(staff, "revision")
    assert revision.sha256 in see(staff, "revision", revision.pk)


@pytest.fixture
def answer() -> Message:
    product = make_product("TX-17 <b>bold</b>")
    manual = make_ready_manual(product)
    row = conversations.ask(product.pk, "Where is the <b>fuse</b>?")
    Message.objects.filter(pk=row.pk).update(text="Not replaceable.", outcome="answered")
    revision = manual.revisions.get()
    Citation.objects.create(message=row, number=1, revision=revision, page=3, quote="x")
    Feedback.objects.create(message=row, rating="down", comment="Too <i>short</i>")
    return row


def test_conversations_are_read_and_nothing_else(staff: Client, answer: Message) -> None:
    page = see(staff, "conversation")
    assert "Where is the &lt;b&gt;fuse&lt;/b&gt;?" in page
    assert "TX-17 &lt;b&gt;bold" in page
    page = see(staff, "conversation", answer.conversation_id)
    assert "Not replaceable." in page
    assert ">page 3</a>" in page
    assert 'name="_save"' not in page
    change = reverse("admin:support_conversation_change", args=[answer.conversation_id])
    assert staff.post(change, {"messages-0-text": "x"}).status_code == 403
    delete = reverse("admin:support_conversation_delete", args=[answer.conversation_id])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    assert Conversation.objects.exists()


def test_conversations_are_found_by_what_was_said(staff: Client, answer: Message) -> None:
    assert "fuse" in see(staff, "conversation", q="fuse")
    assert "0 conversations" in see(staff, "conversation", q="zebra")
    assert "fuse" in see(staff, "conversation", messages__outcome="answered")


def test_conversations_sorted_by_length_are_listed_once(staff: Client, answer: Message) -> None:
    assert see(staff, "conversation", o="3").count("Where is the &lt;b&gt;fuse") == 1


def test_feedback_stands_beside_what_it_is_about(staff: Client, answer: Message) -> None:
    page = see(staff, "feedback")
    for text in ("down", "Too &lt;i&gt;short", "Where is the &lt;b&gt;fuse", "answered"):
        assert text in page
    assert "Not replaceable." in see(staff, "feedback", Feedback.objects.get().pk)


def test_the_front_page_says_what_it_is(staff: Client) -> None:
    assert "Catalogue, manuals and conversations" in staff.get("/admin/").content.decode()


def test_a_manual_shows_how_far_its_vectors_are(staff: Client) -> None:
    manual = make_ready_manual(make_product())
    assert "0 of 3 passages; there are no encoders here" in see(staff, "manual", manual.pk)
    german = make_ready_manual(make_product(), language="de")
    assert "in no language that the encoders read" in see(staff, "manual", german.pk)
    waiting = Manual.objects.create(address="file:new.pdf")
    assert "passages" not in see(staff, "manual", waiting.pk)


def test_the_front_page_says_how_passages_are_found(staff: Client) -> None:
    assert "found by words alone" in staff.get(reverse("admin:index")).content.decode()


def test_what_models_cost_is_listed_by_day_and_customer(staff: Client) -> None:
    day = timezone.now().date()
    Spending.objects.create(day=day, tokens=1234, micros=56_700)
    Spending.objects.create(day=day, customer="abcdef0123456789", tokens=234, micros=0)
    page = staff.get("/admin/support/spending/").content.decode()
    assert "1234" in page
    assert "0.0567" in page
    assert "abcdef01" in page
    assert staff.get("/admin/support/spending/add/").status_code == 403


def finished(product, question: str, **fields) -> Message:
    row = conversations.ask(product.pk, question)
    Message.objects.filter(pk=row.pk).update(state="finished", **fields)
    return row


def test_questions_without_an_answer_are_a_work_list(staff: Client) -> None:
    piano, drum = make_product("Piano"), make_product("Drum <b>")
    finished(piano, "Where is the fuse?", outcome="answered", engine="extractive")
    finished(drum, "How loud is it?", outcome="refused", reason="not_covered")
    finished(drum, "Does it fold?", outcome="unsure", engine="extractive", notice="No model.")
    finished(drum, "Is there a case?", outcome="refused", reason="no_manual")
    finished(drum, "Never mind", outcome="refused", reason="stopped")
    bad = finished(piano, "How heavy is it?", outcome="answered")
    Feedback.objects.create(message=bad, rating="2", comment="wrong page")
    everything = see(staff, "message")
    assert "Answers, and questions that got none" in everything
    assert "Drum &lt;b&gt; (3)" in everything  # questions to see to, by product
    assert "Never mind" in everything
    for todo, wanted in (
        ("unsaid", {"How loud is it?", "Does it fold?"}),
        ("manual", {"Is there a case?"}),
        ("disliked", {"How heavy is it?"}),
    ):
        page = see(staff, "message", todo=todo)
        shown = set(Message.objects.filter(role="customer").values_list("text", flat=True))
        assert {text for text in shown if text in page} == wanted
    assert see(staff, "message").count("extractive (instead)") == 1
    assert "How loud" not in see(staff, "message", product=piano.pk)


def test_one_answer_is_looked_at_and_not_changed(staff: Client, answer: Message) -> None:
    Message.objects.filter(pk=answer.pk).update(state="finished", notice="No model.")
    page = see(staff, "message", answer.pk)
    for text in ("Where is the &lt;b&gt;fuse", "Not replaceable.", "No model.", ">page 3</a>"):
        assert text in page
    assert f"/admin/support/conversation/{answer.conversation_id}/change/" in page
    assert 'name="_save"' not in page
    delete = reverse("admin:support_message_delete", args=[answer.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
