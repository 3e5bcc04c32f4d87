"""The conversation page, and what can be done with one answer: look again, stop, rate."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Product
from support import conversations, fragments
from support.composing import composer
from support.errors import RequestError, TooLong, UnknownConversation, UnknownMessage
from support.models import Conversation, Message
from support.transcript import AnswerEntry, entries_of, entry_of
from support.views import is_htmx

SOCKETS_TURN = timedelta(seconds=4)  # a fresh answer belongs to the socket that asked for it
ONCE_IN = 5  # seconds between two calls for a worker


@never_cache
@require_GET
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    if not Conversation.objects.filter(pk=conversation_id).exists():
        raise Http404
    waiting = Message.objects.filter(
        conversation=conversation_id, state=Message.State.PENDING, role=Message.Role.DESK
    )
    for row in waiting:
        _see_to(row)
    entries = entries_of(conversation_id)
    context = {
        "entries": entries,
        "waiting": any(entry.pending for entry in entries),
        **composer(
            _last_product(conversation_id),
            conversation_id=conversation_id,
            language=entries[-1].language if entries else "",
        ),
        "change_product": True,
    }
    response = render(request, "support/conversation.html", context)
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_GET
def message(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """How far an answer is, for pages whose socket does not get through."""
    row = _message_or_404(conversation_id, message_id)
    if not is_htmx(request):
        return redirect(_place_of(conversation_id, message_id))
    _see_to(row)
    entry = entry_of(message_id)
    if isinstance(entry, AnswerEntry):
        return HttpResponse(fragments.finished(entry))
    return HttpResponse(fragments.progress(entry))


@never_cache
@require_POST
def stop(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    _message_or_404(conversation_id, message_id)
    conversations.stop(conversation_id, message_id)
    if is_htmx(request):
        return HttpResponse(status=204)  # the stream ends with the answer so far
    return redirect(_place_of(conversation_id, message_id))


@never_cache
@require_POST
def feedback(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    _message_or_404(conversation_id, message_id)
    comment = request.POST.get("comment", "").replace("\r\n", "\n")
    rating = request.POST.get("rating", "")
    try:
        conversations.give_feedback(conversation_id, message_id, rating, comment)
    except RequestError as error:
        status = 422 if isinstance(error, TooLong) else 400
        return render(request, "400.html", {"trouble": str(error)}, status=status)
    if is_htmx(request):
        return render(request, "support/_feedback.html", {"entry": entry_of(message_id)})
    return redirect(_place_of(conversation_id, message_id))


def _last_product(conversation_id: UUID) -> Product | None:
    rows = Message.objects.filter(conversation=conversation_id, product__retired_at=None)
    row = rows.select_related("product__brand").order_by("created_at").last()
    return row.product if row else None


def _message_or_404(conversation_id: UUID, message_id: UUID) -> Message:
    try:
        return conversations.message_in(conversation_id, message_id)
    except (UnknownConversation, UnknownMessage):
        raise Http404 from None


def _place_of(conversation_id: UUID, message_id: UUID) -> str:
    return f"/conversations/{conversation_id}/#message-{message_id}"


def _see_to(row: Message) -> None:
    """Have a worker write the answer if nobody does: without a socket nobody else would."""
    if row.state != Message.State.PENDING or row.created_at > timezone.now() - SOCKETS_TURN:
        return
    is_free = row.lease_until is None or row.lease_until < timezone.now()
    if is_free and cache.add(f"seen-to:{row.pk}", True, timeout=ONCE_IN):
        conversations.answer_in_background(row.pk)
