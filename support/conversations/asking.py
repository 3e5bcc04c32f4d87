"""A question becomes rows, once, before anybody is told; its manual is wanted from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Product
from support import photos
from support.choosing import choose
from support.errors import InvalidField, TooLong, UnknownConversation, UnknownProduct
from support.models import Conversation, Message

SCENARIOS = ("general", "studio", "live")
MAX_QUESTION = 2000  # code points


def ask(  # noqa: PLR0913 one for each thing that a customer may say
    product_id: str,
    text: str,
    *,
    client_id: UUID | None = None,
    conversation_id: UUID | None = None,
    scenario: str = "general",
    asker: str = "",
    photo: bytes | None = None,
) -> Message:
    """Write the question and its pending answer; returns the answer's row.

    ``asker``: see support.budgets.asker_of; empty where nobody knows who asks. ``photo``: see
    support.photos.fit_photo.
    The same ``client_id`` with the same product and text returns the same row again. Raises
    InvalidField, TooLong, UnknownProduct, UnknownConversation or Unavailable; then nothing was
    written.
    """
    text = _cleaned(text)
    if scenario not in SCENARIOS:
        raise InvalidField(f"scenario: one of {', '.join(SCENARIOS)}")
    product = Product.objects.current().filter(pk=product_id).select_related("brand").first()
    if product is None:
        raise UnknownProduct("There is no such product.")
    answer = _asked_before(client_id, product, text, conversation_id)
    if answer is None:
        fields = {"text": text, "client_id": client_id, "scenario": scenario, "asker": asker}
        try:
            answer = _write_with(photo, product, conversation_id, **fields)
        except IntegrityError:  # the same client_id, at the same moment, elsewhere
            answer = _asked_before(client_id, product, text, conversation_id)
            if answer is None:
                raise
    if answer.state == Message.State.PENDING:
        choose(product, text)
    return answer


def _cleaned(text: str) -> str:
    # PostgreSQL cannot store NUL, and a lone surrogate cannot be encoded.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
    if not text:
        raise InvalidField("query: the question is empty")
    if len(text) > MAX_QUESTION:
        raise TooLong(f"query: at most {MAX_QUESTION} characters")
    return text


def _asked_before(
    client_id: UUID | None, product: Product, text: str, conversation_id: UUID | None
) -> Message | None:
    if client_id is None:
        return None
    question = Message.objects.filter(client_id=client_id).select_related("answer").first()
    if question is None:
        return None
    same = question.product_id == product.pk and question.text == text
    if not same or conversation_id not in (None, question.conversation_id):
        raise InvalidField("client_id: was used for another question")
    return question.answer


def _write_with(
    photo: bytes | None, product: Product, conversation_id: UUID | None, **fields: Any
) -> Message:
    """The picture first: a row must not name what is not there."""
    if photo is None:
        return _write(product, conversation_id, **fields)
    name = photos.keep(photo)
    try:
        return _write(product, conversation_id, image=name, **fields)
    except BaseException:
        photos.forget(name)
        raise


def _write(product: Product, conversation_id: UUID | None, **fields: Any) -> Message:
    """``fields``: those of the question's row that the customer decides."""
    now = timezone.now()
    with transaction.atomic():
        if conversation_id is None:
            conversation = Conversation.objects.create(created_at=now)
        else:
            found = Conversation.objects.filter(pk=conversation_id).first()
            if found is None:
                raise UnknownConversation("There is no such conversation.")
            conversation = found
        question = Message.objects.create(
            conversation=conversation,
            role=Message.Role.CUSTOMER,
            product=product,
            created_at=now,
            **fields,
        )
        return Message.objects.create(
            conversation=conversation,
            role=Message.Role.DESK,
            product=product,
            question=question,
            state=Message.State.PENDING,
            created_at=now + timedelta(microseconds=1),  # reads after its question
        )
