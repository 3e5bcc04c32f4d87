"""A conversation as the templates show it: questions, answers being written, finished answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet

from support import conversations, manuals
from support.answering.language import language_of
from support.cited_places import Place, places_of
from support.labels import Labelled, label
from support.models import Message
from support.verdicts import Wording, wording_of


@dataclass(frozen=True, slots=True)
class QuestionEntry(Labelled):
    """``product_name`` is "" where the question before was about the same product."""

    is_question: ClassVar[bool] = True
    pending: ClassVar[bool] = False
    id: UUID
    text: str
    product_name: str
    language: str


@dataclass(frozen=True, slots=True)
class PendingEntry(Labelled):
    is_question: ClassVar[bool] = False
    pending: ClassVar[bool] = True
    id: UUID
    conversation_id: UUID
    text: str
    status_text: str
    progress: float
    language: str

    @property
    def url(self) -> str:
        return message_url(self.conversation_id, self.id)


@dataclass(frozen=True, slots=True)
class AnswerEntry(Labelled):
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
    language: str
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
        name = row.product.name if row.product and is_new else ""
        entries.append(QuestionEntry(row.pk, row.text, name, language_of(row.text, "")))
        product_id = row.product_id
    return tuple(entries)


def _answer_entry(row: Message) -> PendingEntry | AnswerEntry:
    return _pending(row) if row.state == Message.State.PENDING else _finished(row)


def _pending(row: Message) -> PendingEntry:
    question = row.question.text if row.question else ""
    manual = manuals.manual_for(row.product, question) if row.product else None
    language = language_of(question, manual.language if manual else "")
    text, progress = label("searching", language), 0.0
    if manual is not None and not manual.is_settled:
        _, progress, text = manuals.describe(manual, language)
    return PendingEntry(row.pk, row.conversation_id, row.text, text, progress, language)


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
        places=tuple(places_of(answer, row.revision, language)),
        suggestion=answer.suggestion or "",
        pro_tip=answer.pro_tip or "",
        product_id=row.product_id or "",
        question_text=question,
        rating=feedback.rating if feedback else "",
        comment=feedback.comment if feedback else "",
        language=language,
        notice=answer.notice or "",
    )
