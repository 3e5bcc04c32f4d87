"""Answers that are given again: to the same question, from the same place, checked anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client import REGISTRY

from catalog.models import ManualSource, Relationship
from hscjit.threads import in_thread
from support import conversations, encoders, kept_answers, old_revisions
from support.answering.events import Answer, Chunk
from support.answering.extractive import Extractive
from support.conversations import give_feedback
from support.conversations.leases import Ending, claim
from support.conversations.remembering import asked_by, keep, recall
from support.editions import touched_answers
from support.models import Citation, Conversation, KeptAnswer, Manual, Message, Page, Revision
from tests.support.desk import PAGES, fill, make_product, make_ready_manual, stream

pytestmark = pytest.mark.django_db(transaction=True)

RESET = "How do I do a factory reset?"


@pytest.fixture(autouse=True)
def without_models(settings):
    settings.RETRIEVAL_MODE = "lexical"


async def told(product, question: str = RESET, **values) -> list:
    message = await in_thread(conversations.ask)(product.pk, question, **values)
    return await stream(message.pk)


async def shop():
    product = await in_thread(make_product)()
    await in_thread(make_ready_manual)(product)
    return product


def hits() -> float:
    return REGISTRY.get_sample_value("cache_hits_total", {"layer": "answers"}) or 0.0


async def test_the_same_question_gets_the_same_answer_as_rows_of_its_own():
    product, before = await shop(), hits()
    first = (await told(product))[-1]
    events = await told(product, "how do i do a  factory reset")
    again = events[-1]
    assert isinstance(again, Answer)
    assert (first.from_cache, again.from_cache) == (False, True)
    assert (again.text, again.outcome, again.engine) == (first.text, first.outcome, first.engine)
    assert "".join(event.text for event in events if isinstance(event, Chunk)) == first.text
    places = [(p.number, p.page, p.page_label, p.quote) for p in first.citations]
    assert [(p.number, p.page, p.page_label, p.quote) for p in again.citations] == places
    assert {p.url for p in first.citations}.isdisjoint(p.url for p in again.citations)
    assert set(again.timings) == {"retrieval", "first_chunk", "total"}
    assert again.conversation_id != first.conversation_id
    assert hits() == before + 1
    assert (await in_thread(KeptAnswer.objects.get)()).uses == 1


async def test_switched_off_nothing_is_kept(settings):
    settings.ANSWER_CACHE = False
    product = await shop()
    answers = [(await told(product))[-1] for _ in range(2)]
    assert [answer.from_cache for answer in answers] == [False, False]
    assert await in_thread(KeptAnswer.objects.count)() == 0


@pytest.mark.parametrize("question", ["How do I undo a factory reset?", "factory reset", "RESET"])
async def test_another_question_is_answered_anew(question):
    product = await shop()
    await told(product)
    assert not (await told(product, question))[-1].from_cache


async def test_another_scenario_product_or_engine_is_another_place(monkeypatch):
    product, other = await shop(), await in_thread(make_product)("TX-5")
    source = await in_thread(ManualSource.objects.get)(product=product)
    await in_thread(ManualSource.objects.create)(product=other, url=source.url)
    await told(product)
    assert not (await told(product, scenario="live"))[-1].from_cache
    assert not (await told(other))[-1].from_cache
    assert (await told(product))[-1].from_cache
    monkeypatch.setattr(Extractive, "version", "another")
    assert not (await told(product))[-1].from_cache


async def test_another_index_relation_or_revision_is_another_place():
    product, other = await shop(), await in_thread(make_product)("TX-5")
    await told(product)
    await in_thread(Revision.objects.update)(vectors_at=timezone.now())
    assert not (await told(product))[-1].from_cache
    await in_thread(Revision.objects.update)(indexed_at=timezone.now())
    assert not (await told(product))[-1].from_cache
    await in_thread(Relationship.objects.create)(product=product, target=other)
    assert not (await told(product))[-1].from_cache
    await in_thread(_new_revision)()
    answer = (await told(product))[-1]
    assert not answer.from_cache
    assert "REBOOT" in answer.text


def _new_revision() -> Revision:
    return fill(Manual.objects.get(), (PAGES[0], PAGES[1].replace("RESET", "REBOOT"), PAGES[2]))


async def test_a_quote_that_is_gone_is_never_given_again():
    product = await shop()
    await told(product)
    await in_thread(Page.objects.filter(number=2).update)(text="Nothing is left here.")
    assert not (await told(product))[-1].from_cache
    assert await in_thread(KeptAnswer.objects.filter(text__contains="FUNCTION").count)() == 0


async def test_a_follow_up_is_for_its_conversation_alone():
    product = await shop()
    first = (await told(product))[-1]
    values = {"conversation_id": first.conversation_id}
    await told(product, "why?", **values)
    await told(product, "Which adaptor may be used?", **values)
    assert await in_thread(KeptAnswer.objects.count)() == 1  # nothing that a model knew more of
    again = (await told(product, RESET, **values))[-1]
    assert again.from_cache  # stands alone: what was kept of another first question serves


def test_what_was_stopped_failed_or_made_do_is_not_kept():
    product = make_product()
    revision = make_ready_manual(product)
    revision = Revision.objects.get()
    question = conversations.ask(product.pk, RESET).question
    asked = asked_by(question, revision)
    for ending in (
        Ending("Half", "refused", "stopped", engine="extractive"),
        Ending("Sorry", "refused", "fetch_failed", engine="extractive"),
        Ending("", "answered", engine="extractive"),
        Ending("By another", "answered", engine="gemini"),
        Ending("Made do", "answered", engine="extractive", notice="The model was busy."),
    ):
        keep(asked, question, revision, ending)
    assert KeptAnswer.objects.count() == 0
    keep(asked, question, revision, Ending("Whole", "answered", engine="extractive"))
    assert recall(asked, revision).row.text == "Whole"


def test_a_question_with_a_picture_is_answered_for_itself():
    product = make_product()
    make_ready_manual(product)
    question = conversations.ask(product.pk, RESET).question
    question.image = "questions/a.webp"
    assert asked_by(question, Revision.objects.get()) is None


@pytest.mark.parametrize(("rating", "kept"), [("down", 0), ("1", 0), ("up", 1), ("4", 1)])
async def test_a_bad_rating_takes_the_answer_out(rating, kept):
    product = await shop()
    await told(product)
    again = (await told(product))[-1]
    await in_thread(give_feedback)(again.conversation_id, again.message_id, rating)
    assert await in_thread(KeptAnswer.objects.count)() == kept
    assert (await told(product))[-1].from_cache is bool(kept)


async def test_kept_answers_outlive_their_conversation_and_not_their_days(settings):
    product = await shop()
    await told(product)
    await in_thread(Conversation.objects.all().delete)()
    assert (await told(product))[-1].from_cache
    assert await in_thread(kept_answers.forget_old)() == 0
    past = timezone.now() - timedelta(days=settings.ANSWER_CACHE_DAYS, hours=1)
    await in_thread(KeptAnswer.objects.update)(created_at=past)
    assert await in_thread(kept_answers.forget_old)() == 1
    assert not (await told(product))[-1].from_cache


async def test_too_many_lose_those_used_longest_ago(monkeypatch):
    product = await shop()
    for question in (RESET, "What about the fuse of it?", "How do I clean the housing?"):
        await told(product, question)
    await told(product)
    monkeypatch.setattr(kept_answers, "MOST", 2)
    assert await in_thread(kept_answers.forget_old)() == 1
    left = await in_thread(lambda: set(KeptAnswer.objects.values_list("question", flat=True)))()
    assert left == {RESET, "How do I clean the housing?"}


async def test_a_replaced_revision_goes_with_what_was_kept_of_it(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    product = await shop()
    await told(product)
    await in_thread(Conversation.objects.all().delete)()
    await in_thread(_new_revision)()
    long_ago = timezone.now() - timedelta(days=1)
    await in_thread(Revision.objects.update)(fetched_at=long_ago)
    assert await in_thread(old_revisions.remove_uncited)() == 1
    assert await in_thread(KeptAnswer.objects.count)() == 0


async def test_a_new_revision_names_the_kept_answers_it_touches(admin_client):
    product = await shop()
    old = await in_thread(Revision.objects.get)()
    await told(product)
    await told(product, "How do I clean the housing?")
    new = await in_thread(_new_revision)()
    touched = await in_thread(touched_answers)(old, new)
    assert [(one.answer.question, one.page) for one in touched] == [(RESET, 2)]
    address = f"/admin/support/manual/{old.manual_id}/differences/"
    page = await in_thread(admin_client.get)(address, {"old": old.pk, "new": new.pk})
    assert "Kept answers whose quoted text changed" in page.content.decode()


async def test_staff_sees_them_and_takes_them_out(admin_client):
    product = await shop()
    await told(product)
    row = await in_thread(KeptAnswer.objects.get)()
    get, post = in_thread(admin_client.get), in_thread(admin_client.post)
    assert RESET in (await get("/admin/support/keptanswer/")).content.decode()
    page = (await get(f"/admin/support/keptanswer/{row.pk}/change/")).content.decode()
    assert "FUNCTION and TAP" in page
    assert 'name="_save"' not in page
    values = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    await post("/admin/support/keptanswer/", values)
    assert await in_thread(KeptAnswer.objects.count)() == 0
    assert await in_thread(Message.objects.filter(outcome="answered").exists)()


async def test_whoever_lost_the_lease_leaves_no_trace():
    product = await shop()
    message = await in_thread(conversations.ask)(product.pk, RESET)
    writer = await in_thread(claim)(message.pk)
    await in_thread(writer.finish)(Ending("By somebody else.", "answered"))
    await stream(message.pk)
    assert await in_thread(KeptAnswer.objects.count)() == 0
    assert await in_thread(Citation.objects.count)() == 0


@pytest.mark.timeout(90)
async def test_in_german_the_same_in_other_words_is_enough():
    product = await in_thread(make_product)()
    pages = (
        "Zurücksetzen\nSetzen Sie das Gerät zurück: Halten Sie FUNCTION. Alles geht verloren.",
    )
    await in_thread(make_ready_manual)(product, pages, "de")
    first = (await told(product, "Wie setze ich das Gerät zurück?"))[-1]
    again = (await told(product, "Wie kann ich mein Gerät zurücksetzen?"))[-1]
    other = (await told(product, "Wann setze ich das Gerät zurück?"))[-1]
    assert [each.from_cache for each in (first, again, other)] == [False, True, False]
    assert again.text == first.text


async def test_with_models_the_same_in_other_words_is_enough(settings, model_dir):
    settings.MODEL_DIR, settings.RETRIEVAL_MODE = model_dir, "auto"
    encoders.forget()
    await in_thread(encoders.load)()
    product = await shop()
    first = (await told(product))[-1]
    assert not first.from_cache
    assert (await told(product, "how can I do a factory reset"))[-1].from_cache
    assert not (await told(product, "How do I undo a factory reset?"))[-1].from_cache
    assert not (await told(product, "When do I do a factory reset?"))[-1].from_cache
