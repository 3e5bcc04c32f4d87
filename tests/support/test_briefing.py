"""What an engine is told about a question, its product and its manual."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.models import ManualSource, Product, Relationship
from support import conversations
from support.answering.engine import Related, Turn
from support.conversations.briefing import brief_for
from support.models import Citation, Message, Revision
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db


def test_places_product_and_language():
    product = make_product("TX-17")
    manual = make_ready_manual(product)
    manual.refresh_from_db()
    question = conversations.ask(product.pk, "How do I do a factory reset?", scenario="live")
    brief = brief_for(question.question, manual.current)
    assert (brief.product_name, brief.manual_title) == ("TX-17", "Owner's manual")
    assert (brief.language, brief.scenario) == ("en", "live")
    assert brief.hits[0].page == 2
    assert brief.found is not None
    assert brief.found.hits == brief.hits
    assert brief.search == brief.question


def test_related_products_are_those_of_the_catalogue_that_are_sold():
    product, pedal, old = (make_product(name) for name in ("TX-17", "BK 240", "BK 1"))
    old.retired_at = timezone.now()
    old.save()
    for target in (pedal, old):
        Relationship.objects.create(
            product=product, target=target, kind="accessory", label="kick tower"
        )
    manual = make_ready_manual(product)
    manual.refresh_from_db()
    question = conversations.ask(product.pk, "Which pedal fits?").question
    assert brief_for(question, manual.current).related == (
        Related("BK 240", "accessory", "kick tower"),
    )


def ready(product: Product) -> Revision:
    manual = make_ready_manual(product)
    manual.refresh_from_db()
    return manual.current


def answered(message: Message, revision: Revision, page: int, text: str = "So.") -> Message:
    """The answer as if it had been written, with one quote."""
    message.text, message.state, message.outcome = text, "finished", "answered"
    message.save()
    Citation.objects.create(message=message, number=1, revision=revision, page=page, quote="q")
    return message


def follow(message: Message, product: Product, question: str) -> Message:
    answer = conversations.ask(product.pk, question, conversation_id=message.conversation_id)
    return answer.question


def test_a_follow_up_is_looked_up_with_what_it_leans_on():
    product = make_product()
    revision = ready(product)
    first = answered(conversations.ask(product.pk, "How do I do a factory reset?"), revision, 2)
    brief = brief_for(follow(first, product, "why?"), revision)
    assert brief.question == "why?"
    assert brief.search == "How do I do a factory reset? why?"
    assert brief.hits[0].page == 2
    assert brief.history == (Turn("How do I do a factory reset?", "So."),)


def test_a_question_of_its_own_stays_as_it_is():
    product = make_product()
    revision = ready(product)
    first = answered(conversations.ask(product.pk, "How do I do a factory reset?"), revision, 2)
    brief = brief_for(follow(first, product, "Which adaptor may be used?"), revision)
    assert brief.search == "Which adaptor may be used?"
    assert brief.hits[0].page == 3
    assert len(brief.history) == 1


def test_another_product_keeps_the_subject_and_leaves_its_places_and_answers():
    product, other = make_product(), make_product("TX-5")
    revision, theirs = ready(product), ready(other)
    first = answered(conversations.ask(product.pk, "How do I do a factory reset?"), revision, 1)
    brief = brief_for(follow(first, other, "and on this one?"), theirs)
    assert brief.search == "How do I do a factory reset? and on this one?"
    assert brief.history == ()
    assert brief.hits[0].page == 2


def test_other_conversations_are_nobodys_business():
    product = make_product()
    revision = ready(product)
    answered(conversations.ask(product.pk, "How do I do a factory reset?"), revision, 2)
    brief = brief_for(conversations.ask(product.pk, "why?").question, revision)
    assert (brief.search, brief.history) == ("why?", ())


def test_the_language_goes_on_where_the_question_does_not_tell():
    product = make_product()
    revision = ready(product)
    first = answered(
        conversations.ask(product.pk, "Wie kann ich alles auf die Werte vom Anfang setzen?"),
        revision, 2,
    )  # fmt: skip
    revision.language = "de"
    assert brief_for(follow(first, product, "FUNCTION?"), revision).language == "de"
    assert (
        brief_for(follow(first, product, "and how long does it take?"), revision).language == "en"
    )
    assert brief_for(follow(first, product, "כמה זמן?"), revision).language == "he"


@pytest.mark.parametrize(
    ("question", "suggested"),
    [
        ("and on the bigger model?", True), ("and on the bigger kit?", True),
        ("Does the TX27 have it?", True),
        ("Does the TX-27 have it?", True), ("und beim größeren Modell?", True),
        ("ובדגם הגדול?", True), ("Where is the bigger knob?", False),
        ("and the smaller one?", False),
        ("Does the TX-17 have it?", False),
    ],
)  # fmt: skip
def test_another_model_with_a_manual_of_its_own_is_named(question, suggested):
    product, larger = make_product("TX-17"), make_product("TX-27", url="file:other.pdf")
    Relationship.objects.create(product=product, target=larger, label="Larger kit of the family")
    revision = ready(product)
    brief = brief_for(conversations.ask(product.pk, question).question, revision)
    assert ("TX-27" in brief.suggestion) is suggested
    if not suggested:
        assert brief.suggestion == ""


def test_a_model_of_the_same_manual_is_not_sent_elsewhere():
    product, larger = make_product("TX-17"), make_product("TX-27")
    Relationship.objects.create(product=product, target=larger, label="Larger kit of the family")
    revision = ready(product)
    question = conversations.ask(product.pk, "and on the bigger model?").question
    assert brief_for(question, revision).suggestion == ""  # it has no manual at all
    ManualSource.objects.create(product=larger, url=revision.manual.address)
    assert brief_for(question, revision).suggestion == ""  # it has this one


def test_the_bigger_model_of_the_same_manual_is_looked_up_by_its_number():
    product, larger = make_product("Fjord 5 (SF-5)"), make_product("Fjord 8 (SF-8)")
    Relationship.objects.create(product=product, target=larger, label="Larger monitor")
    revision = ready(product)
    ManualSource.objects.create(product=larger, url=revision.manual.address)
    first = answered(conversations.ask(product.pk, "Which fuse does it need?"), revision, 3)
    brief = brief_for(follow(first, product, "and the bigger model?"), revision)
    assert brief.search == "Which fuse does it need? and the sf-8"
    assert brief.suggestion == ""
    second = follow(first, product, "what about the weight of the bigger model?")
    brief = brief_for(second, revision)
    assert brief.search == "Which fuse does it need? and the what about the weight of the sf-8"
    brief = brief_for(follow(second, product, "and with batteries?"), revision)
    assert brief.search.startswith("Which fuse does it need? what about the weight")
    assert brief.search.endswith("and with batteries? sf-8")  # still the bigger one
    alone = follow(second, product, "How is the housing cleaned safely?")
    assert "sf-8" not in brief_for(alone, revision).search


def test_a_step_is_looked_up_by_its_words():
    product = make_product()
    steps = "Pairing\n1. Press SCAN.\n2. Hold the transmitter before the window.\n3. Press SYNC."
    manual = make_ready_manual(product, ("Care\nWipe it dry.", steps, "3. Power\nUse 9 V."))
    manual.refresh_from_db()
    first = answered(conversations.ask(product.pk, "How do I pair it?"), manual.current, 2)
    brief = brief_for(follow(first, product, "what about step 2?"), manual.current)
    assert brief.search == "How do I pair it? Hold the transmitter before the window."
    assert brief.hits[0].page == 2
