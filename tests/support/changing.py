"""A manual in two editions, answers that quote them, and how it is read again."""

from __future__ import annotations

from uuid import UUID

from django.test import Client

from catalog.models import Product
from support import conversations, manuals
from support.editions import touched_quotes
from support.ingest import ingest
from support.models import Citation, Manual, Message, Revision
from tests.support.documents import pdf

CARE = ["Care and cleaning", "Wipe the housing with a dry cloth only, never with alcohol."]
RESET = ["Factory reset", "Hold FUNCTION for five seconds while switching the unit on."]
POWER = ["Power supply", "Use only the supplied adaptor with 9 V DC and 500 mA at the socket."]
PEDAL = ["Sustain pedal", "Connect the pedal to the socket before you switch the unit on."]
FIRST = pdf([CARE, RESET, POWER])
SECOND = pdf([CARE, PEDAL, RESET, [POWER[0], POWER[1].replace("500", "800")]])


def read(manual: Manual, *, again: bool = True) -> Revision:
    ingest(manual.pk, again=again)
    manual.refresh_from_db()
    assert manual.current is not None, manual.failure
    return manual.current


def manual_of(product: Product) -> Manual:
    manual = manuals.manual_for(product)
    assert manual is not None
    return manual


def answered(product: Product, revision: Revision, *cited: tuple[int, str]) -> Message:
    """A finished answer with these (page, quote) in it."""
    row = conversations.ask(product.pk, "Where does it say that?")
    Message.objects.filter(pk=row.pk).update(
        text="There.", outcome="answered", state="finished", revision=revision
    )
    for number, (page, quote) in enumerate(cited, start=1):
        Citation.objects.create(
            message=row, number=number, revision=revision, page=page, quote=quote
        )
    return row


def touched_by(old: Revision, new: Revision) -> set[UUID]:
    return {quote.citation.message_id for quote in touched_quotes(old, new)}


def open_page(client: Client, citation: Citation) -> str:
    response = client.get(citation.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()
