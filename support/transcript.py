"""A conversation as the templates show it: questions, answers being written, finished answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet

from support import conversations, manuals
from support.answering.events import Answer, CitedPlace
from support.answering.extractive import Extractive
from support.answering.language import language_of
from support.answering.units import is_row
from support.extraction.cropping import height_for
from support.manual_pages import direction, page_name
from support.models import Message, Revision
from support.page_images import CROP_WIDTHS
from support.quote_blocks import Block, blocks_of
from support.verdicts import Wording, wording_of

LOOKING = "Looking in the manual."


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """``product_name`` is "" where the question before was about the same product."""

    is_question: ClassVar[bool] = True
    pending: ClassVar[bool] = False
    id: UUID
    text: str
    product_name: str


@dataclass(frozen=True, slots=True)
class PendingEntry:
    is_question: ClassVar[bool] = False
    pending: ClassVar[bool] = True
    id: UUID
    conversation_id: UUID
    text: str
    status_text: str
    progress: float

    @property
    def url(self) -> str:
        return message_url(self.conversation_id, self.id)


@dataclass(frozen=True, slots=True)
class Picture:
    """A crop of the page around the quote, for ``<img>``; all sizes have the same shape."""

    src: str
    srcset: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Place:
    """A quote with the name of its page and the address that shows it there."""

    number: int
    blocks: tuple[Block, ...]
    url: str
    page_name: str
    manual_title: str
    direction: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    is_question: ClassVar[bool] = False
    pending: ClassVar[bool] = False
    id: UUID
    conversation_id: UUID
    outcome: str
    wording: Wording
    places: tuple[Place, ...]
    suggestion: str
    pro_tip: str
    product_id: str
    question_text: str
    rating: str
    comment: str
    notice: str = ""
    form_key: UUID = field(default_factory=uuid4)

    @property
    def url(self) -> str:
        return message_url(self.conversation_id, self.id)


Entry = QuestionEntry | PendingEntry | AnswerEntry


def message_url(conversation_id: UUID, message_id: UUID) -> str:
    return f"/conversations/{conversation_id}/messages/{message_id}/"


def entries_of(conversation_id: UUID) -> tuple[Entry, ...]:
    """Everything that was said, in order."""
    return _entries(Message.objects.filter(conversation=conversation_id))


def exchange_of(answer_id: UUID) -> tuple[Entry, ...]:
    """One answer and, before it, its question."""
    answer = Message.objects.get(pk=answer_id)
    earlier = Message.objects.filter(
        conversation=answer.conversation_id,
        role=Message.Role.CUSTOMER,
        created_at__lt=answer.created_at,
    ).exclude(answer=answer)
    before = earlier.order_by("-created_at").values_list("product", flat=True).first()
    return _entries(Message.objects.filter(Q(pk=answer.pk) | Q(answer=answer)), before)


def entry_of(answer_id: UUID) -> PendingEntry | AnswerEntry:
    """One answer, as far as it is. Raises Message.DoesNotExist."""
    return _answer_entry(_with_all(Message.objects.filter(pk=answer_id)).get())


def _with_all(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_related("product", "question", "revision", "feedback")


def _entries(rows: QuerySet[Message], product_id: str | None = None) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for row in _with_all(rows).order_by("created_at", "role"):
        if row.role == Message.Role.DESK:
            entries.append(_answer_entry(row))
            continue
        is_new = row.product is not None and row.product_id != product_id
        entries.append(
            QuestionEntry(row.pk, row.text, row.product.name if row.product and is_new else "")
        )
        product_id = row.product_id
    return tuple(entries)


def _answer_entry(row: Message) -> PendingEntry | AnswerEntry:
    return _pending(row) if row.state == Message.State.PENDING else _finished(row)


def _pending(row: Message) -> PendingEntry:
    question = row.question.text if row.question else ""
    manual = manuals.manual_for(row.product, question) if row.product else None
    text, progress = LOOKING, 0.0
    if manual is not None and not manual.is_settled:
        _, progress, text = manuals.describe(manual)
    return PendingEntry(row.pk, row.conversation_id, row.text, text, progress)


def _finished(row: Message) -> AnswerEntry:
    answer = conversations.finished_answer(row.pk)
    question = row.question.text if row.question else ""
    language = language_of(question, row.revision.language if row.revision else "")
    feedback = getattr(row, "feedback", None)
    return AnswerEntry(
        id=row.pk,
        conversation_id=row.conversation_id,
        outcome=answer.outcome,
        wording=wording_of(answer, language),
        places=tuple(_places(answer, row.revision)),
        suggestion=answer.suggestion or "",
        pro_tip=answer.pro_tip or "",
        product_id=row.product_id or "",
        question_text=question,
        rating=feedback.rating if feedback else "",
        comment=feedback.comment if feedback else "",
        notice=answer.notice or "",
    )


def _places(answer: Answer, revision: Revision | None) -> Iterator[Place]:
    """A table's head that the engine without a model quotes on its own stands above the rows."""
    places = answer.citations
    follows = {one: other for one, other in pairwise(places) if one.page == other.page}
    heads = {
        follows[place]: place.quote
        for place in places
        if answer.engine == Extractive.name and place in follows and is_row(place.quote)
        if "\n" not in place.quote and is_row(follows[place].quote.partition("\n")[0])
    }
    headings = {place for place in places if place in follows and follows[place] in heads}
    shown = [place for place in places if place not in headings]
    is_ours = answer.engine == Extractive.name
    for number, place in enumerate(shown, 1):
        blocks = blocks_of(place.quote, heads.get(place, ""), flows=is_ours)
        # Where the text is nothing but the quotes, it does not refer to their numbers.
        yield _place(place, revision, blocks, number if is_ours else place.number)


def _place(
    place: CitedPlace, revision: Revision | None, blocks: tuple[Block, ...], number: int
) -> Place:
    media_type, language = (revision.media_type, revision.language) if revision else ("", "")
    return Place(
        number=number,
        blocks=blocks,
        url=place.url,
        page_name=page_name(place.page, place.page_label, media_type),
        manual_title=place.manual_title,
        direction=direction(language),
        picture=_picture(place.url) if media_type == Revision.MediaType.PDF else None,
    )


def _picture(page_url: str) -> Picture:
    """``page_url`` is the address of the page with the citation marked."""
    address, _, citation = page_url.partition("?")
    base = f"{address}image.webp?{citation}&crop=1&w="
    width = CROP_WIDTHS[0]
    srcset = ", ".join(f"{base}{w} {w}w" for w in CROP_WIDTHS)
    return Picture(f"{base}{width}", srcset, width, height_for(width))
