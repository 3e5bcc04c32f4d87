"""A program that speaks the public WebSocket contract, from outside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

Frame = dict[str, Any]


class Client:
    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, type: str, **fields: object) -> None:  # noqa: A002
        await self.connection.send(json.dumps({"type": type, **fields}))

    async def hear(self, seconds: float = 60) -> Frame:
        frame: Frame = json.loads(await asyncio.wait_for(self.connection.recv(), seconds))
        return frame

    async def until(self, *types: str, seconds: float = 60) -> list[Frame]:
        """Everything up to the first frame of one of these types."""
        async with asyncio.timeout(seconds):
            frames = [await self.hear()]
            while frames[-1]["type"] not in types:
                frames.append(await self.hear())
            return frames

    async def ask(self, product_id: str, query: str, **fields: object) -> list[Frame]:
        seconds = float(str(fields.pop("seconds", 60)))
        await self.say("query", product_id=product_id, query=query, **fields)
        return await self.until("answer", "error", seconds=seconds)


@asynccontextmanager
async def client(url: str) -> AsyncIterator[Client]:
    async with connect(url, open_timeout=20, max_size=None) as connection:
        yield Client(connection)


def text_of(frames: list[Frame], known: str = "") -> str:
    """What a client that follows the contract holds in the end."""
    for frame in frames:
        if frame["type"] == "answer_chunk":
            assert frame["offset"] <= len(known), "a gap"
            known = known[: frame["offset"]] + frame["text"]
    return known
