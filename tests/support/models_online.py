"""Makers of language models on this machine: Gemini's protocol and OpenAI's, with faults."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-very-secret-0123456789abcdef"
Speech = Callable[[str], list[str]]


@dataclass
class Script:
    """What the maker does with the next requests.

    ``says``: texts of the stream, made from the prompt. ``statuses``: answered before it, one a
    request, with ``headers``. Faults: see the names.
    """

    says: Speech | list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    error_body: bytes = b'{"error": {"code": 0, "message": "sorry", "status": "SORRY"}}'
    slow_first: float = 0.0  # seconds
    stall_after: int | None = None  # texts
    disconnect_after: int | None = None
    ends_unsaid_after: int | None = None  # a clean end of the stream without its last event
    broken_after: int | None = None  # no JSON from there on
    finish: str = "stop"
    usage: tuple[int, int] | None = (1000, 50)
    endless: bool = False
    refusal: bool = False


class Maker:
    """``kind``: "gemini" or "openai". Keeps what it was asked."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.script = Script()
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.open = 0  # streams under way
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        return base if self.kind == "gemini" else f"{base}/v1"

    def prompt_of(self, request: dict[str, Any]) -> str:
        if self.kind == "gemini":
            return str(request["contents"][0]["parts"][0]["text"])
        content = request["messages"][1]["content"]
        return str(content if isinstance(content, str) else content[0]["text"])

    def event(self, text: str, finish: str | None = None) -> dict[str, Any]:
        if self.kind == "gemini":
            candidate: dict[str, Any] = {"index": 0}
            if text:
                candidate["content"] = {"role": "model", "parts": [{"text": text}]}
            if finish:
                names = {"stop": "STOP", "length": "MAX_TOKENS", "content_filter": "SAFETY"}
                candidate["finishReason"] = names.get(finish, "OTHER")
            return {"candidates": [candidate], "modelVersion": "test", "responseId": "r"}
        delta = {"role": "assistant", "content": text} if text else {}
        return {
            "id": "c", "object": "chat.completion.chunk", "model": "m", "created": 1,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }  # fmt: skip

    def usage_event(self) -> dict[str, Any]:
        given, written = self.script.usage or (0, 0)
        if self.kind == "gemini":
            return {"usageMetadata": {"promptTokenCount": given, "candidatesTokenCount": written}}
        return {"choices": [], "usage": {"prompt_tokens": given, "completion_tokens": written}}

    def refusal_event(self) -> dict[str, Any]:
        if self.kind == "gemini":
            return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
        return {"choices": [{"index": 0, "delta": {"refusal": "I cannot."}, "finish_reason": None}]}


@contextmanager
def running_maker(kind: str) -> Iterator[Maker]:
    maker = Maker(kind)
    thread = threading.Thread(target=maker.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield maker
    finally:
        maker.stopped.set()
        maker.server.shutdown()
        maker.server.server_close()
        thread.join(5)


def _handler(maker: Maker) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = b'{"object": "list", "data": [{"id": "house-model", "object": "model"}]}'
            self._head(200, "application/json", {"Content-Length": str(len(body))})
            self.wfile.write(body)

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with maker.lock:
                maker.asked.append({"path": self.path, **request})
                maker.headers.append({k.lower(): v for k, v in self.headers.items()})
                status = maker.script.statuses.pop(0) if maker.script.statuses else 200
                maker.open += 1
            self.close_connection = True
            try:
                with suppress(OSError):  # the desk left, as it should
                    self._refuse(status) if status != 200 else self._stream(request)
            finally:
                with maker.lock:
                    maker.open -= 1

        def _refuse(self, status: int) -> None:
            body = maker.script.error_body
            length = {"Content-Length": str(len(body)), **maker.script.headers}
            self._head(status, "application/json", length)
            self.wfile.write(body)

        def _stream(self, request: dict[str, Any]) -> None:
            script = maker.script
            maker.stopped.wait(script.slow_first)
            self._head(200, "text/event-stream", {"Transfer-Encoding": "chunked"})
            if script.refusal:
                self._event(maker.refusal_event())
            texts = script.says(maker.prompt_of(request)) if callable(script.says) else script.says
            for n, text in enumerate(texts):
                if self._fault(n):
                    return
                self._event(maker.event(text))
            if self._fault(len(texts)):
                return
            while script.endless and not maker.stopped.is_set():
                self._event(maker.event("word " * 2000))
            self._event(maker.event("", script.finish))
            if script.usage:
                self._event(maker.usage_event())
            if maker.kind == "openai":
                self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

        def _fault(self, n: int) -> bool:
            """Whether the stream ends here."""
            script = maker.script
            if script.stall_after == n:
                maker.stopped.wait(30)
            if script.broken_after == n:
                self._chunk(b'data: {"choices": [{"delta": {"cont\n\n')
                self._chunk(b"")
                return True
            if script.ends_unsaid_after == n:
                self._chunk(b"")
                return True
            return script.disconnect_after == n

        def _event(self, event: dict[str, Any]) -> None:
            self._chunk(b"data: " + json.dumps(event).encode() + b"\n\n")

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def _head(self, status: int, content_type: str, headers: dict[str, str]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler
