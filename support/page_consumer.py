"""The pages' socket: `/ws/desk/`. What the JSON door says, said in HTML fragments."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any, ClassVar
from uuid import UUID

from catalog.predictor import Prediction
from hscjit.threads import in_thread
from support import conversations, fragments, states
from support.answering.events import Answer, Chunk, Status
from support.consumers import DeskConsumer
from support.suggestions import suggestions
from support.transcript import AnswerEntry, entry_of
from support.wire import Fields


class PageConsumer(DeskConsumer):
    """Understands ``typing`` and ``watch``; everything else on a page is a POST.

    Limits, latest-wins, prefetch and streams are those of the JSON door.
    """

    HANDLERS: ClassVar[dict[str, str]] = {
        "typing": "on_typing",
        "watch": "on_watch",
        "ping": "on_ping",
    }

    def decorate(self, predictions: tuple[Prediction, ...]) -> list[Any]:
        return list(suggestions(predictions, states.state_of))

    async def send_message(self, type: str, **fields: Any) -> None:  # noqa: A002
        """Only what a page shows is sent: predictions, and trouble with an answer."""
        if type == "prediction":
            seq = "" if fields["seq"] is None else fields["seq"]
            await self._send(fragments.predictions(seq, fields["content"], fields["data"]))
        elif type == "error" and _is_id(fields.get("message_id")):
            await self._send(fragments.trouble(fields["message_id"], fields["message"]))

    async def on_watch(self, data: Fields) -> None:
        """Show an answer while it is written; asked again for the same one: nothing new."""
        answer = await self._message_of(data)
        if str(answer.pk) not in self.streams:
            self._stream(answer)

    async def _tell_answer(self, message_id: UUID, _ids: Fields, start: int) -> None:
        shown: str | None = None
        async with aclosing(conversations.answer_stream(message_id, start=start)) as events:
            async for event in events:
                if isinstance(event, Status):
                    await self._send(fragments.status(message_id, event))
                elif isinstance(event, Chunk):
                    await self._send(fragments.chunk(message_id, event, shown))
                    shown = (shown or "")[: event.offset] + event.text
                elif isinstance(event, Answer):
                    await self._finish(message_id)

    async def _finish(self, message_id: UUID) -> None:
        entry = await in_thread(entry_of)(message_id)
        if isinstance(entry, AnswerEntry):
            await self._send(fragments.finished(entry))

    async def _send(self, html: str) -> None:
        await self.send(text_data=html)


def _is_id(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False
