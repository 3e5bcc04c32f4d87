"""What a request may send: bounded by path, kept on disk, and handed over as it is read.

Daphne takes a body of any size and queues all of it in memory before the application asks.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from daphne.http_protocol import WebRequest

MOST_BYTES = 12 * 1024 * 1024  # of a body, unless its path may have more
IN_MEMORY = 100_000
CHUNK = 64 * 1024
LISTENED_TO = 1024**3  # bytes, at most, of what is refused
BODY = "hscjit.body"  # the key in the scope
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[..., Awaitable[None]]


class BoundedRequest(WebRequest):
    """Drops a body that is too long, and says so at its end.

    ``server.body_limits``: path → bytes, for those that may send more than MOST_BYTES.
    """

    _left = MOST_BYTES
    _refused = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Twisted would parse forms with their files for itself, in the event loop, at twelve times
        # the memory of the body; nobody here asks it for the result.
        self._parsePOSTFormSubmission = False

    def gotLength(self, length: int | None) -> None:
        path = bytes(self.channel._path).partition(b"?")[0].decode("latin-1")
        self._left = self.server.body_limits.get(path, MOST_BYTES)
        content: Any = io.BytesIO()
        if length is None or length >= IN_MEMORY:  # closed by reading_bodies
            content = tempfile.TemporaryFile(dir=self.server.body_dir)  # noqa: SIM115
        self.content = content
        self._refused = length is not None and length > self._left
        if length is not None and length > LISTENED_TO:
            self.channel.transport.loseConnection()

    def handleContentChunk(self, data: bytes) -> None:
        # A browser reads an answer only after it has sent everything: so take it, and drop it.
        self._left -= len(data)
        self._refused = self._refused or self._left < 0
        if self._left < -LISTENED_TO:
            self.channel.transport.loseConnection()
        elif not self._refused:
            super().handleContentChunk(data)

    def process(self) -> Any:
        if not self._refused:
            return super().process()
        self.basic_error(413, b"Content Too Large", "That is more than we can take.")
        return None


def detached(request: Any, scope: Message) -> None:
    """Take the body from Daphne, which would queue it, and leave it in the scope."""
    scope[BODY], request.content = request.content, io.BytesIO()


def reading_bodies(application: Application) -> Application:
    """The application, given the body piece by piece while it reads."""

    async def run(scope: Message, receive: Receive, send: Any) -> None:
        body = scope.pop(BODY, None)
        if body is None:
            await application(scope=scope, receive=receive, send=send)
            return
        with body:
            await application(scope=scope, receive=_from(body, receive), send=send)

    return run


def _from(body: Any, receive: Receive) -> Receive:
    left = body.seek(0, io.SEEK_END)
    body.seek(0)
    ended = False

    async def next_message() -> Message:
        nonlocal left, ended
        if not ended:
            chunk = body.read(CHUNK)
            left -= len(chunk)
            ended = left <= 0
            return {"type": "http.request", "body": chunk, "more_body": not ended}
        message = await receive()
        while message["type"] == "http.request":  # the empty one that Daphne has put in its place
            message = await receive()
        return message

    return next_message
