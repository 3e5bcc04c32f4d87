"""Asking addresses whether a manual is there, without being sent into our own networks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from catalog import probing
from catalog.probing import probe_all, problem_of


class Site(BaseHTTPRequestHandler):
    asked: list[str]

    def answer(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")  # type: ignore[attr-defined]
        known = {"/ok": 200, "/gone": 404, "/nohead": 405 if self.command == "HEAD" else 200}
        if self.path.startswith("/to"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to"))
        else:
            self.send_response(known.get(self.path, 500))
        self.end_headers()

    do_HEAD = do_GET = answer

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_answers(site: ThreadingHTTPServer) -> None:
    port = site.server_port
    base = f"http://127.0.0.1:{port}"
    allowed = {("127.0.0.1", port)}
    addresses = [
        f"{base}{path}" for path in ("/ok", "/gone", "/nohead", "/to/ok", "/to/to/to/to/ok")
    ]
    problems = dict(probe_all(addresses, allowed))
    assert list(problems.values()) == [
        "", "the site answers 404", "", "", "more than 3 redirects",
    ]  # fmt: skip
    assert "HEAD /ok" in site.asked  # type: ignore[attr-defined]
    assert problem_of(f"{base}/tofile:///etc/passwd", allowed)
    assert problem_of(f"{base}/tohttp://127.0.0.1/x", allowed) == (
        "the address is inside a private network"
    )


def test_private_addresses_are_not_asked(site: ThreadingHTTPServer) -> None:
    assert "not asked" in problem_of(f"http://127.0.0.1:{site.server_port}/ok", ())
    assert "private" in problem_of("http://localhost/ok", ())
    assert "private" in problem_of("http://169.254.169.254/latest", ())
    assert site.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["http:///x", "http://[::1", "ftp://example.com/x", "x", ""])
def test_unreadable_addresses(address: str) -> None:
    assert problem_of(address, ())


def test_silent_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "STEP_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = problem_of(f"http://127.0.0.1:{port}/x", {("127.0.0.1", port)})
    assert found == "no answer in time"
    assert "no connection" in problem_of(f"http://127.0.0.1:{port}/x", {("127.0.0.1", port)})
