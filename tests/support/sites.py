"""A manufacturer's web site on this machine, with every bad habit a site can have."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Site", BaseHTTPRequestHandler], None]


class Site:
    """Serves ``pages`` (path → what to do) and counts the requests by path.

    ``stopped`` ends every endless answer, so that no thread outlives the test.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer] = {}
        self.requests: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port: int = self.server.server_address[1]

    @property
    def host_port(self) -> tuple[str, int]:
        """For settings.FETCH_ALLOW_PRIVATE."""
        return "127.0.0.1", self.port

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, path: str, answer: Answer) -> str:
        """Serve it; returns the address."""
        self.pages[path] = answer
        return self.url(path)


@contextmanager
def running_site(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site(tls)
    thread = threading.Thread(target=site.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.stopped.set()
        site.server.shutdown()
        site.server.server_close()
        thread.join(5)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            with site.lock:
                site.requests[path] += 1
                site.headers.append({key.lower(): value for key, value in self.headers.items()})
            self.close_connection = True
            with suppress(OSError):  # the reader left, as it should
                site.pages.get(path, status(404))(site, self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler


def content(
    body: bytes, content_type: str = "application/pdf", *, length: int | None = None
) -> Answer:
    """An honest answer, unless ``length`` lies about the body."""

    def answer(_: Site, handler: BaseHTTPRequestHandler) -> None:
        head(handler, 200, content_type, len(body) if length is None else length)
        handler.wfile.write(body)

    return answer


def encoded(encoding: str, body: bytes) -> Answer:
    """Says that the body is encoded, although nobody asked for it."""

    def answer(_: Site, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", encoding)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def gzipped(body: bytes) -> Answer:
    return encoded("gzip", gzip.compress(body))


def gzipped_badly(body: bytes) -> Answer:
    """The second half is missing."""
    packed = gzip.compress(body)
    return encoded("gzip", packed[: len(packed) // 2])


def status(code: int) -> Answer:
    def answer(_: Site, handler: BaseHTTPRequestHandler) -> None:
        head(handler, code, "text/plain", 5)
        handler.wfile.write(b"sorry")

    return answer


def redirect(location: str, code: int = 302) -> Answer:
    def answer(_: Site, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Location", location)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def drip(body: bytes, per_second: float = 10.0) -> Answer:
    """Announces it all and sends a byte now and then."""

    def answer(site: Site, handler: BaseHTTPRequestHandler) -> None:
        head(handler, 200, "application/pdf", len(body))
        for byte in body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            if site.stopped.wait(1 / per_second):
                return

    return answer


def drip_headers(per_second: float = 10.0) -> Answer:
    """Never comes to the end of its first header."""

    def answer(site: Site, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Wait: ")
        while not site.stopped.wait(1 / per_second):
            handler.wfile.write(b"a")
            handler.wfile.flush()

    return answer


def silence(site: Site, _: BaseHTTPRequestHandler) -> None:
    """Takes the request and says nothing."""
    site.stopped.wait(30)


def endless(site: Site, handler: BaseHTTPRequestHandler) -> None:
    """Never ends, as fast as it can, without an announced length."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/pdf")
    handler.end_headers()
    handler.wfile.write(b"%PDF-1.7\n")
    while not site.stopped.is_set():
        handler.wfile.write(b"x" * 65536)


def not_http(_: Site, handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def flapping(bad: Answer, good: Answer, times: int = 1) -> Answer:
    """Bad the first ``times``, then good."""
    left = [times]

    def answer(site: Site, handler: BaseHTTPRequestHandler) -> None:
        with site.lock:
            left[0] -= 1
            chosen = bad if left[0] >= 0 else good
        chosen(site, handler)

    return answer


def after(seconds: float, then: Answer) -> Answer:
    """Thinks first, so that others can arrive meanwhile."""

    def answer(site: Site, handler: BaseHTTPRequestHandler) -> None:
        site.stopped.wait(seconds)
        then(site, handler)

    return answer


def head(handler: BaseHTTPRequestHandler, code: int, content_type: str, length: int) -> None:
    handler.send_response(code)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(length))
    handler.end_headers()


def marked(body: bytes, etag: str = "", last_modified: str = "") -> Answer:
    """Knows conditional requests: 304 without a body for whoever has these marks already."""

    def answer(_: Site, handler: BaseHTTPRequestHandler) -> None:
        has = {handler.headers.get("If-None-Match"), handler.headers.get("If-Modified-Since")}
        same = bool({etag, last_modified} & has - {"", None})
        handler.send_response(304 if same else 200)
        if etag:
            handler.send_header("ETag", etag)
        if last_modified:
            handler.send_header("Last-Modified", last_modified)
        handler.send_header("Content-Type", "application/pdf")
        handler.send_header("Content-Length", "0" if same else str(len(body)))
        handler.end_headers()
        if not same:
            handler.wfile.write(body)

    return answer


def busy(code: int, retry_after: str) -> Answer:
    """Has no time now, and says when to come back."""

    def answer(_: Site, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Retry-After", retry_after)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer
