"""Run as a program: DeskServer around a tiny application that writes down what happens to it.

python -m tests.hscjit.small_server PORT NOTES
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscjit.settings")

import django

django.setup()

from hscjit.server import DeskServer  # noqa: E402

NOTES = Path(sys.argv[2])


def note(text: str) -> None:
    with NOTES.open("a") as file:
        file.write(text + "\n")


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await answer(scope, receive, send)
        return
    await receive()
    if scope["path"] == "/slow-to-accept":
        await asyncio.sleep(60)
    await send({"type": "websocket.accept"})
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            note(f"disconnect {message['code']}")
            if scope["path"] == "/clingy":
                await asyncio.sleep(60)
            return
        await obey(message.get("text"), send)


async def obey(text: str | None, send: Any) -> None:
    if text == "flood":
        try:
            for _ in range(2000):
                await send({"type": "websocket.send", "text": "x" * 100_000})
        finally:
            note("flood ended")
    elif text is not None and text.startswith("close "):
        await send({"type": "websocket.close", "code": int(text.removeprefix("close "))})
    else:
        size = "none" if text is None else str(len(text))
        await send({"type": "websocket.send", "text": f"text of {size}"})


async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["path"] == "/slow":
        await asyncio.sleep(1.5)
    text = await told(receive) if scope["path"].startswith("/count") else "done"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": text.encode()})
    if scope["path"] == "/count/leave":
        note((await receive())["type"])


async def told(receive: Any) -> str:
    """How long the body was, and its hash."""
    size, digest, more = 0, hashlib.sha256(), True
    while more:
        message = await receive()
        size += len(message["body"])
        digest.update(message["body"])
        more = message["more_body"]
    return f"{size} {digest.hexdigest()}"


if __name__ == "__main__":
    listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    DeskServer(
        application,
        listening,
        on_ready=lambda: note("ready"),
        body_limits={"/count/large": 80 * 1024 * 1024},
    ).run()
    note("stopped")
