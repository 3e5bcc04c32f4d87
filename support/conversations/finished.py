"""Reading a finished answer, stopping an unfinished one, and rating it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from hscjit import metrics
from support import bells
from support.answering.events import Answer, CitedPlace
from support.conversations.leases import Ending, claim
from support.errors import InvalidField, TooLong, UnknownConversation, UnknownMessage
from support.kept_answers import forget_behind
from support.models import Citation, Conversation, Feedback, Message

MAX_COMMENT = 2000  # code points
NOT_TIMED: dict[str, float | None] = {"retrieval": None, "first_chunk": None, "total": None}
NOT_HELPED = ("down", "1", "2")


def message_in(conversation_id: UUID, message_id: UUID) -> Message:
    """The desk's answer with these ids; raises UnknownConversation or UnknownMessage."""
    answer = (
        Message.objects.filter(
            pk=message_id, conversation_id=conversation_id, role=Message.Role.DESK
        )
        .select_related("question")
        .first()
    )
    if answer is not None:
        return answer
    if not Conversation.objects.filter(pk=conversation_id).exists():
        raise UnknownConversation("There is no such conversation.")
    raise UnknownMessage("There is no such message in this conversation.")


def finished_answer(message_id: UUID) -> Answer:
    """What the row says, in the contract's words; raises UnknownMessage."""
    row = (
        Message.objects.filter(pk=message_id, role=Message.Role.DESK)
        .select_related("question")
        .first()
    )
    if row is None or row.question is None:
        raise UnknownMessage("There is no such message.")
    citations = row.citations.select_related("revision__manual").order_by("number")
    return Answer(
        conversation_id=row.conversation_id,
        message_id=row.pk,
        client_id=row.question.client_id,
        text=row.text,
        outcome=row.outcome,
        reason=row.reason or None,
        citations=tuple(_cited_place(citation) for citation in citations),
        engine=row.engine,
        from_cache=row.from_cache,
        suggestion=row.suggestion or None,
        pro_tip=row.pro_tip or None,
        timings={**NOT_TIMED, **row.timings},
        notice=row.notice or None,
    )


def _cited_place(citation: Citation) -> CitedPlace:
    revision = citation.revision
    return CitedPlace(
        number=citation.number,
        manual_id=revision.manual_id,
        manual_title=revision.manual.title or revision.title,
        page=citation.page,
        page_label=citation.page_label,
        quote=citation.quote,
        url=citation.get_absolute_url(),
    )


def stop(conversation_id: UUID, message_id: UUID) -> None:
    """End an answer where it stands. Who writes it ends it; nobody: it is ended here.

    A finished answer stays as it is. Raises UnknownConversation or UnknownMessage.
    """
    answer = message_in(conversation_id, message_id)
    if answer.state == Message.State.FINISHED:
        return
    Message.objects.filter(pk=answer.pk, state=Message.State.PENDING).update(
        stop_requested=True, change=F("change") + 1
    )
    bells.ring_message(answer.pk)
    ours = claim(answer.pk)
    if ours is not None:
        ours.finish(Ending(answer.text, Message.Outcome.REFUSED, Message.Reason.STOPPED))


def give_feedback(
    conversation_id: UUID, message_id: UUID, rating: object, comment: str = ""
) -> None:
    """Keep the customer's last word on an answer: ``up``, ``down`` or 1–5.

    Raises InvalidField, TooLong, UnknownConversation or UnknownMessage.
    """
    word = str(rating)
    if isinstance(rating, bool) or word not in Feedback.RATINGS:
        raise InvalidField("rating: up, down or a number from 1 to 5")
    if len(comment) > MAX_COMMENT:
        raise TooLong(f"comment: at most {MAX_COMMENT} characters")
    answer = message_in(conversation_id, message_id)
    Feedback.objects.update_or_create(
        message=answer,
        defaults={
            "rating": word,
            "comment": comment.replace("\x00", ""),
            "updated_at": timezone.now(),
        },
    )
    if word in NOT_HELPED:
        forget_behind(answer)
    metrics.feedback.labels(word).inc()
