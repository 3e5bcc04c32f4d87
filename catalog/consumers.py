"""The typing socket: every keystroke in, predictions out; whoever has more to say extends it."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Mapping
from typing import Any, ClassVar

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from catalog import snapshot
from catalog.messages import BadMessage, echo_of, integer_field, parse, text_field, write
from catalog.predictor import Prediction
from catalog.recent import recent
from hscjit import metrics
from hscjit.limits import TokenBucket

MAX_CONTENT = 1000  # code points of a text being typed
BURST, PER_SECOND = 2000, 200.0  # messages of one socket
MAX_REFUSALS = 500  # in a row; then the socket is closed
FLOOD = 4008
# Rounds of the event loop without a newer keystroke before one is answered; a round is
# microseconds when the server is idle and as long as it takes when it is behind.
CALM_ROUNDS, MAX_ROUNDS = 8, 100

logger = logging.getLogger(__name__)
Fields = dict[str, Any]


class TypingConsumer(AsyncWebsocketConsumer):
    """Parses frames, keeps the limits, answers ``typing`` and ``ping``.

    A subclass extends HANDLERS (message type → method), fills the hooks ``decorate`` and
    ``predicted``, and translates its own errors in ``error_of``.
    """

    HANDLERS: ClassVar[dict[str, str]] = {"typing": "on_typing", "ping": "on_ping"}
    # Nobody sends to a single socket; with a layer Channels would subscribe each one, and refuse
    # them all while Redis is down.
    channel_layer_alias = "none"

    # --- hooks --------------------------------------------------------------------------------

    def decorate(self, predictions: tuple[Prediction, ...]) -> list[Fields]:
        """The predictions as the contract's ``data``; here nothing is known of manuals."""
        return [as_fields(prediction) for prediction in predictions]

    async def predicted(self, predictions: tuple[Prediction, ...]) -> None:
        """Called after predictions were sent."""

    def error_of(self, _error: Exception) -> BadMessage | None:
        """What to tell the client about ``error``; None: it was not expected."""
        return None

    # --- life of the socket -------------------------------------------------------------------

    async def connect(self) -> None:
        self._bucket = TokenBucket(BURST, PER_SECOND)
        self._refusals = 0
        self._typing: Fields | None = None
        self._typist: asyncio.Task[None] | None = None
        metrics.websocket_active_connections.inc()
        snapshot.start_refresher()
        await self.accept()

    async def disconnect(self, _code: int) -> None:
        metrics.websocket_active_connections.dec()
        if self._typist is not None:
            self._typist.cancel()

    async def dispatch(self, message: Mapping[str, Any]) -> None:
        """Channels' own, without its hop into a thread for each message.

        That hop closes old database connections, but whoever queries here does it in threads of
        its own (hscjit.threads), which close theirs.
        """
        handler = getattr(self, get_handler_name(message), None)
        if handler is None:
            raise ValueError(f"No handler for message type {message['type']}")
        await handler(message)

    async def websocket_receive(self, message: Mapping[str, Any]) -> None:
        """One frame; whatever is in it, the socket stays open (except for a flood)."""
        if not self._bucket.take():
            await self._refuse()
            return
        self._refusals = 0
        text = message.get("text")
        data: Fields = {}
        try:
            data = parse(text)
        except BadMessage as error:
            await self.send_error(error, data)
            return
        await self._guarded(self._dispatch(data), data)

    async def _dispatch(self, data: Fields) -> None:
        kind = data.get("type")
        handler = self.HANDLERS.get(kind) if isinstance(kind, str) else None
        metrics.messages_processed.labels(kind if handler else "unknown").inc()
        if handler is None:
            raise BadMessage("unknown_type", "This type of message is not known here.")
        await getattr(self, handler)(data)

    async def _guarded(self, work: Awaitable[None], data: Mapping[str, Any] | None = None) -> None:
        """Await ``work``; its errors are answered with what they are in reply to."""
        try:
            await work
        except BadMessage as error:
            await self.send_error(error, data or {})
        except Exception as error:
            known = self.error_of(error)
            if known is None:
                # Places only: the error's own text may quote what the customer wrote.
                places = "".join(traceback.format_tb(error.__traceback__))
                logger.error(  # noqa: TRY400
                    "message not handled: %s\n%s", type(error).__name__, places
                )
                known = BadMessage("unavailable", "That did not work; please try again.")
            await self.send_error(known, data or {})

    async def _refuse(self) -> None:
        self._refusals += 1
        if self._refusals > MAX_REFUSALS:
            metrics.websocket_errors.labels("flood").inc()
            await self.close(code=FLOOD)
        else:
            await self.send_error(BadMessage("rate_limited", "Too many messages; slow down."), {})

    # --- replies ------------------------------------------------------------------------------

    async def send_message(self, type: str, **fields: Any) -> None:  # noqa: A002
        """Send one JSON object of this type."""
        await self.send(text_data=write({"type": type, **fields}))

    async def send_error(self, error: BadMessage, data: Mapping[str, Any]) -> None:
        """Tell what is wrong with the message ``data``."""
        metrics.websocket_errors.labels(error.code).inc()
        await self.send_message("error", code=error.code, message=error.message, **echo_of(data))

    # --- messages -----------------------------------------------------------------------------

    async def on_ping(self, _data: Fields) -> None:
        await self.send_message("pong")

    async def on_typing(self, data: Fields) -> None:
        """Answered beside the reading of frames: only the newest keystroke needs an answer."""
        self._typing = {
            "content": text_field(data, "content", MAX_CONTENT),
            "seq": integer_field(data, "seq", default=None),
            "limit": integer_field(data, "limit", minimum=1, maximum=20, default=5),
        }
        if self._typist is None or self._typist.done():
            self._typist = asyncio.create_task(self._answer_newest())

    async def _answer_newest(self) -> None:
        while (typing := self._typing) is not None:
            calm = rounds = 0
            while calm < CALM_ROUNDS and rounds < MAX_ROUNDS:
                await asyncio.sleep(0)
                rounds += 1
                calm = calm + 1 if typing is self._typing else 0
                typing = self._typing or typing
            self._typing = None
            await self._guarded(self._answer_typing(**typing), typing)

    async def _answer_typing(self, content: str, seq: int | None, limit: int) -> None:
        picture = snapshot.current() if snapshot.is_loaded() else await snapshot.ready()
        with metrics.prediction_latency.time():
            predictions = recent.predict(picture, content, limit)
        metrics.products_searched.inc()
        data = self.decorate(predictions)
        await self.send_message("prediction", seq=seq, content=content, data=data)
        await self.predicted(predictions)


def as_fields(prediction: Prediction) -> Fields:
    """One prediction as the contract names its parts."""
    product = prediction.product
    return {
        "product": {
            "id": product.id,
            "name": product.name,
            "brand": product.brand,
            "category": product.category,
            "image_url": product.image_url,
            "manual": None,
        },
        "confidence": prediction.confidence,
        "match_text": prediction.match_text,
        "question": prediction.question,
    }
