"""The typing socket: predictions, errors that never close it, floods, only the newest answered."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import consumers, snapshot
from catalog.consumers import TypingConsumer
from catalog.messages import BadMessage
from catalog.routing import websocket_urlpatterns
from tests.catalog.shop import shop

Frame = dict[str, Any]


@pytest.fixture(autouse=True)
def shop_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small shop is what the process has read; nobody looks at the database."""
    monkeypatch.setattr(snapshot._memory, "snapshot", shop())
    monkeypatch.setattr(snapshot._memory, "stamp", (1, None))
    monkeypatch.setattr(snapshot, "start_refresher", lambda: None)


class Socket:
    def __init__(self, communicator: WebsocketCommunicator) -> None:
        self.communicator = communicator

    async def say(self, **fields: Any) -> None:
        await self.communicator.send_to(text_data=json.dumps(fields))

    async def hear(self) -> Frame:
        frame: Frame = json.loads(await self.communicator.receive_from(timeout=5))
        return frame

    async def ask(self, **fields: Any) -> Frame:
        await self.say(**fields)
        return await self.hear()


@asynccontextmanager
async def socket(consumer: type[TypingConsumer] | None = None) -> AsyncIterator[Socket]:
    application = consumer.as_asgi() if consumer else URLRouter(websocket_urlpatterns)
    communicator = WebsocketCommunicator(application, "/ws/catalog/")
    connected, _ = await communicator.connect()
    assert connected
    try:
        yield Socket(communicator)
    finally:
        await communicator.disconnect()


async def test_typing() -> None:
    async with socket() as page:
        frame = await page.ask(type="typing", content="my jc40 has no sound", seq=7, limit=2)
    assert (frame["type"], frame["seq"], frame["content"]) == (
        "prediction", 7, "my jc40 has no sound",
    )  # fmt: skip
    best = frame["data"][0]
    assert best["product"] == {
        "id": "jc40", "name": "JC-40 Jazz Chorus", "brand": "Orbit", "category": "Amplifiers",
        "image_url": "", "manual": None,
    }  # fmt: skip
    assert (best["match_text"], best["question"]) == ("jc40", "has no sound")
    assert len(frame["data"]) <= 2


async def test_empty_content_brings_popular_products() -> None:
    async with socket() as page:
        frame = await page.ask(type="typing", content="", seq=0)
    assert (frame["seq"], len(frame["data"])) == (0, 5)


async def test_ping() -> None:
    async with socket() as page:
        assert await page.ask(type="ping") == {"type": "pong"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "unknown_type"),
        ({"type": "dance"}, "unknown_type"),
        ({"type": ["typing"]}, "unknown_type"),
        ({"type": None}, "unknown_type"),
        ({"type": "disconnect"}, "unknown_type"),
        ({"type": "typing"}, "invalid_field"),
        ({"type": "typing", "content": 5}, "invalid_field"),
        ({"type": "typing", "content": "x", "limit": 0}, "invalid_field"),
        ({"type": "typing", "content": "x", "limit": 21}, "invalid_field"),
        ({"type": "typing", "content": "x", "limit": True}, "invalid_field"),
        ({"type": "typing", "content": "x" * 1001}, "too_long"),
        ({"type": "typing", "content": "x" * 70_000}, "too_long"),
    ],
)
async def test_errors_echo_and_leave_the_socket_open(fields: Frame, code: str) -> None:
    async with socket() as page:
        frame = await page.ask(**fields, seq=3, client_id="me")
        assert (frame["type"], frame["code"]) == ("error", code)
        assert frame["message"]
        if len(json.dumps(fields)) < 60_000:
            assert (frame["seq"], frame["client_id"]) == (3, "me")
        assert await page.ask(type="ping") == {"type": "pong"}


async def test_sequence_number_must_be_a_whole_number() -> None:
    async with socket() as page:
        for seq in ("1", True, 1.5, {}):
            frame = await page.ask(type="typing", content="x", seq=seq)
            assert frame["code"] == "invalid_field"
            assert "seq" not in frame


@pytest.mark.parametrize("frame", [b"\x00\xff", b"{}"])
async def test_binary_frames(frame: bytes) -> None:
    async with socket() as page:
        await page.communicator.send_to(bytes_data=frame)
        assert (await page.hear())["code"] == "invalid_json"
        await page.communicator.send_input({"type": "websocket.receive", "text": ""})
        assert (await page.hear())["code"] == "invalid_json"
        await page.communicator.send_input({"type": "websocket.receive"})
        assert (await page.hear())["code"] == "invalid_json"


async def test_half_surrogates_come_back() -> None:
    async with socket() as page:
        await page.communicator.send_to(
            text_data='{"type":"typing","seq":1,"content":"jc40 \\ud800"}'
        )
        frame = await page.hear()
    assert frame["content"] == "jc40 \ud800"


async def test_only_the_newest_keystroke_needs_an_answer() -> None:
    async with socket() as page:
        for seq in range(200):
            await page.say(type="typing", content="jc4"[: seq % 3 + 1], seq=seq)
        heard = [await page.hear()]
        while heard[-1]["seq"] != 199:
            heard.append(await page.hear())
        assert await page.communicator.receive_nothing(timeout=0.1)
    numbers = [frame["seq"] for frame in heard]
    assert numbers == sorted(numbers)
    assert len(numbers) < 100


async def test_flood_is_refused_and_then_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "BURST", 3)
    monkeypatch.setattr(consumers, "PER_SECOND", 0.0)
    monkeypatch.setattr(consumers, "MAX_REFUSALS", 5)
    async with socket() as page:
        for _ in range(3):
            assert await page.ask(type="ping") == {"type": "pong"}
        for _ in range(5):
            assert (await page.ask(type="ping"))["code"] == "rate_limited"
        await page.say(type="ping")
        closed = await page.communicator.receive_output(timeout=5)
    assert closed == {"type": "websocket.close", "code": 4008}


class Fragile(TypingConsumer):
    """A subclass with a handler that fails, and hooks that tell."""

    HANDLERS: ClassVar[dict[str, str]] = {**TypingConsumer.HANDLERS, "fail": "on_fail"}

    async def on_fail(self, data: Frame) -> None:
        if data.get("known"):
            raise LookupError
        raise RuntimeError(data["secret"])

    def error_of(self, error: Exception) -> BadMessage | None:
        return BadMessage("unknown_product", "No.") if isinstance(error, LookupError) else None

    def decorate(self, predictions: Any) -> list[Frame]:
        return [{"id": prediction.product.id} for prediction in predictions]

    async def predicted(self, predictions: Any) -> None:
        await self.send_message("seen", count=len(predictions))


async def test_unexpected_error_is_logged_without_the_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with socket(Fragile) as page:
        with caplog.at_level(logging.ERROR):
            frame = await page.ask(type="fail", secret="my password", message_id="m")
        assert (frame["code"], frame["message_id"]) == ("unavailable", "m")
        assert "RuntimeError" in caplog.text
        assert "my password" not in caplog.text
        assert (await page.ask(type="fail", known=True))["code"] == "unknown_product"
        assert await page.ask(type="ping") == {"type": "pong"}


async def test_hooks() -> None:
    async with socket(Fragile) as page:
        assert (await page.ask(type="typing", content="jc40", seq=1))["data"][0] == {"id": "jc40"}
        assert (await page.hear())["type"] == "seen"


async def test_failing_prediction_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers.recent, "predict", lambda *_: 1 / 0)
    async with socket() as page:
        frame = await page.ask(type="typing", content="x", seq=9)
        assert (frame["code"], frame["seq"]) == ("unavailable", 9)
        monkeypatch.undo()
        assert (await page.ask(type="ping"))["type"] == "pong"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
MESSAGE = st.fixed_dictionaries(
    {}, optional={name: JSON | st.just("typing") for name in ("type", "content", "seq", "limit")}
).map(json.dumps)


@given(frames=st.lists(MESSAGE | st.text(max_size=30) | st.binary(max_size=10), max_size=8))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_frames_leave_the_socket_open(frames: list[str | bytes]) -> None:
    async def talk() -> None:
        async with socket() as page:
            for frame in frames:
                kind = "text" if isinstance(frame, str) else "bytes"
                await page.communicator.send_input({"type": "websocket.receive", kind: frame})
            await page.say(type="ping")
            while (await page.hear())["type"] != "pong":
                pass

    asyncio.run(talk())
