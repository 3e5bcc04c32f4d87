"""Event → the fields of a JSON frame, as the public contract names them."""

from __future__ import annotations

from typing import Any

from support.answering.events import Answer, Chunk, CitedPlace, Status
from support.hits import Hit
from support.models import Message

Fields = dict[str, Any]


def ids_of(answer: Message) -> Fields:
    """The three ids that every status, answer and error of a question carries."""
    client_id = answer.question.client_id if answer.question else None
    return {
        "client_id": str(client_id) if client_id else None,
        "conversation_id": str(answer.conversation_id),
        "message_id": str(answer.pk),
    }


def status_fields(status: Status) -> Fields:
    return {
        "stage": status.stage,
        "progress": round(status.progress, 3),
        "message": status.message,
    }


def chunk_fields(chunk: Chunk) -> Fields:
    return {"text": chunk.text, "offset": chunk.offset}


def evidence_fields(hit: Hit) -> Fields:
    return {
        "page": hit.page,
        "page_label": hit.page_label,
        "text": hit.text,
        "score": round(hit.score, 3),
    }


def answer_fields(answer: Answer) -> Fields:
    return {
        "text": answer.text,
        "outcome": answer.outcome,
        "answered": answer.answered,
        "reason": answer.reason,
        "citations": [_citation(place) for place in answer.citations],
        "engine": answer.engine,
        "from_cache": answer.from_cache,
        "suggestion": answer.suggestion,
        "pro_tip": answer.pro_tip,
        "timings": answer.timings,
        "notice": answer.notice,
    }


def _citation(place: CitedPlace) -> Fields:
    return {
        "number": place.number,
        "manual": {"id": place.manual_id, "title": place.manual_title},
        "page": place.page,
        "page_label": place.page_label,
        "quote": place.quote,
        "url": place.url,
    }
