"""What an engine is told about a question, its product and its manual."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.models import Relationship
from support import conversations
from support.answering.engine import Related
from support.conversations.briefing import brief_for
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
