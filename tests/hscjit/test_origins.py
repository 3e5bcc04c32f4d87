"""Sockets open from our own pages, from trusted origins, and for clients that are no browsers."""

from __future__ import annotations

from typing import Any

import pytest

from hscjit.origins import SameOriginOnly, origin_is_ours


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("http://localhost:8001", "localhost:8000", False),
        ("https://desk.example", "desk.example", True),
        ("https://desk.example", "desk.example:443", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("https://evil.example", "desk.example", False),
        ("https://desk.example.evil.example", "desk.example", False),
        ("https://partner.example", "desk.example", True),
        ("http://partner.example", "desk.example", False),
        ("https://shop.friends.example", "desk.example", True),
        ("https://notfriends.example", "desk.example", False),
        ("null", "desk.example", False),
        ("", "desk.example", False),
        ("file://", "desk.example", False),
        ("ftp://desk.example", "desk.example", False),
    ],
)
def test_which_origins_are_ours(settings: Any, origin: str, host: str, expected: bool) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://partner.example", "https://*.friends.example"]
    assert origin_is_ours(origin, host) is expected


async def connect(headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    """What the application behind the check was given; {} when it was refused."""
    reached: dict[str, Any] = {}
    sent: list[dict[str, Any]] = []

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        reached.update(scope)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await SameOriginOnly(inner)({"type": "websocket", "headers": headers}, receive, send)
    assert bool(reached) != bool(sent)
    assert all(message["type"] == "websocket.close" for message in sent)
    return reached


async def test_the_check_at_the_door(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["desk.example"]
    host = (b"host", b"desk.example")
    cookie = (b"cookie", b"sessionid=1")
    assert not await connect([host, (b"origin", b"https://evil.example")])
    assert not await connect([(b"host", b"evil.example"), (b"origin", b"https://evil.example")])
    assert not await connect([])
    own = await connect([host, cookie, (b"origin", b"https://desk.example")])
    assert cookie in own["headers"]
    program = await connect([host, cookie])
    assert program["headers"] == [host]
