"""Event → HTML partial: the only place that knows element ids and out-of-band swaps."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from support.answering.events import Chunk, Status
from support.suggestions import Suggestion, count_text
from support.transcript import AnswerEntry, PendingEntry


def predictions(seq: int | str, text: str, found: Sequence[Suggestion]) -> str:
    """The list of products; ``seq`` is echoed so that the page can drop what is late."""
    context = {
        "seq": seq,
        "predictions": found,
        "count_text": count_text(text, len(found)),
        "swap": True,
    }
    # The page recognises it by how it begins (desk.js), so nothing may stand before.
    return render_to_string("support/_predictions.html", context).strip()


def status(message_id: object, event: Status) -> str:
    """The line that says what is being done, and the bar where its length is known."""
    return _line(message_id, event.message) + _bar(message_id, event.progress)


def chunk(message_id: object, event: Chunk, shown: str | None) -> str:
    """Text appended, or all of it replaced where something shown before is taken back.

    ``shown`` is the text that the page shows; None: not known, so all of it is replaced.
    """
    if shown is not None and event.offset == len(shown):
        return _text(message_id, "beforeend", event.text)
    return _text(message_id, "innerHTML", (shown or "")[: event.offset] + event.text)


def progress(entry: PendingEntry) -> str:
    """An unfinished answer as its row tells it, for pages without a socket."""
    what = status(entry.id, Status("", entry.progress, entry.status_text))
    return what + _text(entry.id, "innerHTML", entry.text)


def finished(entry: AnswerEntry) -> str:
    """One frame: the answer takes its place in the log, what was streamed goes away.

    Sent twice it does nothing the second time: its place in the log is taken.
    """
    context = {"entry": entry, "swap": f"outerHTML:#slot-{entry.id}"}
    answer = render_to_string("support/_message.html", context)
    return f'{answer.strip()}<div id="pending-{entry.id}" hx-swap-oob="delete"></div>'


def trouble(message_id: object, text: str) -> str:
    """Something that went wrong while following an answer."""
    return _line(message_id, text)


def _text(message_id: object, how: str, text: str) -> SafeString:
    return format_html('<div hx-swap-oob="{}:#text-{}">{}</div>', how, message_id, text)


def _line(message_id: object, text: str) -> SafeString:
    return format_html('<span hx-swap-oob="innerHTML:#status-{}">{}</span>', message_id, text)


def _bar(message_id: object, progress: float) -> str:
    context = {"id": message_id, "progress": progress, "swap": True}
    return render_to_string("support/_progress.html", context).strip()
