"""The application as other servers than ours see it."""

from __future__ import annotations

from typing import Any

from hscjit.asgi import application

HEADERS = [(b"host", b"localhost")]


async def talk(scope: dict[str, Any], *messages: str) -> list[dict[str, Any]]:
    incoming = iter(messages)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": next(incoming)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await application(scope, receive, send)
    return sent


async def test_start_and_stop_of_other_servers() -> None:
    sent = await talk({"type": "lifespan"}, "lifespan.startup", "lifespan.shutdown")
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete", "lifespan.shutdown.complete",
    ]  # fmt: skip


async def test_an_unknown_socket_is_refused_quietly() -> None:
    scope = {"type": "websocket", "path": "/ws/none/", "headers": HEADERS}
    [sent] = await talk(scope, "websocket.connect")
    assert sent["type"] == "websocket.close"
