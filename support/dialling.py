"""Connections for fetching: to checked IP addresses only, within a deadline, never at a crawl."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore
from django.conf import settings

from hscjit.networks import refusal
from support.addresses import WebAddress, refused
from support.errors import FetchFailed

MAX_DIALLED = 4  # of the addresses a name may have

Resolver = Callable[[str, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost; seconds, bytes. ``total_seconds`` covers everything in it."""

    max_bytes: int
    total_seconds: float
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    slowest: float = 1024.0  # bytes a second, over each `slow_window`
    slow_window: float = 20.0

    @classmethod
    def from_settings(cls) -> Limits:
        return cls(settings.FETCH_MAX_BYTES, settings.FETCH_TIMEOUT)

    def per_step(self) -> dict[str, float]:
        """As httpcore wants them; each step is cut to what is left of the whole, too."""
        read = self.read_seconds
        return {"connect": self.connect_seconds, "read": read, "write": read}


class Watch:
    """The clock of one fetch: how long may the next step take, and is the sender too slow?"""

    def __init__(self, limits: Limits, host: str) -> None:
        self.limits = limits
        self.host = host  # whom to blame; changes with a redirect
        self._ends = time.monotonic() + limits.total_seconds
        self._window_from = time.monotonic()
        self._window_bytes = 0

    def begin(self, host: str) -> None:
        """From now on it is ``host`` that has to send; waiting before that was no fault of its."""
        self.host = host
        self._window_from, self._window_bytes = time.monotonic(), 0

    def remaining(self, step: float | None) -> float:
        """Seconds the next step may take, at most ``step``. Raises FetchFailed when time is up."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise FetchFailed(f"{self.host} took longer than {self.limits.total_seconds:g} seconds")
        return left if step is None else min(step, left)

    def received(self, count: int) -> None:
        """Count bytes from the network. Raises FetchFailed when they only drip in."""
        self._window_bytes += count
        elapsed = time.monotonic() - self._window_from
        if elapsed >= self.limits.slow_window:
            if self._window_bytes < self.limits.slowest * elapsed:
                raise FetchFailed(
                    f"{self.host} sends too slowly: "
                    f"{self._window_bytes} bytes in {elapsed:.0f} seconds"
                )
            self._window_from, self._window_bytes = time.monotonic(), 0


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The IP addresses of a name, as the system sees them; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(address: WebAddress, watch: Watch, resolver: Resolver) -> tuple[str, ...]:
    """Resolve once. Raises FetchFailed (permanent) if ANY record leads where we must not go."""
    records = _resolve_in_time(address, watch, resolver)
    if not address.privately_allowed:
        for ip in records:
            if why := refusal(ip):
                raise refused(f"{address.host} leads into a refused network: {why}")
    return records[:MAX_DIALLED]


def _resolve_in_time(address: WebAddress, watch: Watch, resolver: Resolver) -> tuple[str, ...]:
    """A look-up cannot be interrupted: it is left behind in its thread when it takes too long."""
    result: list[tuple[str, ...] | OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            result.append(resolver(address.host, address.port))
        except (OSError, UnicodeError) as error:
            result.append(error)

    thread = threading.Thread(target=look_up, name="look-up", daemon=True)
    thread.start()
    thread.join(watch.remaining(watch.limits.connect_seconds))
    if not result:
        raise FetchFailed(f"looking up the name {address.host} took too long")
    if isinstance(result[0], Exception) or not result[0]:
        raise FetchFailed(f"the name {address.host} was not found ({result[0] or 'no address'})")
    return result[0]


class CheckedBackend(httpcore.NetworkBackend):
    """Dials the checked IP addresses, whatever name it is asked for.

    The name stays what TLS asks for and verifies; nothing is resolved a second time.
    """

    def __init__(
        self, addresses: tuple[str, ...], watch: Watch, inner: httpcore.NetworkBackend
    ) -> None:
        self._addresses = addresses
        self._watch = watch
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception | None = None
        for ip in self._addresses:
            seconds = self._watch.remaining(timeout)
            try:
                stream = self._inner.connect_tcp(ip, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
            else:
                return WatchedStream(stream, self._watch)
        raise error or httpcore.ConnectError(f"{host} has no address")


class WatchedStream(httpcore.NetworkStream):
    """A stream whose every step ends in time, and which knows how long the body really was."""

    def __init__(self, inner: httpcore.NetworkStream, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch
        self._head: bytes | None = b""
        self.body_bytes = 0  # received after the head of the (final) response

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        seconds = self._watch.remaining(timeout)
        try:
            data = self._inner.read(max_bytes, timeout=seconds)
        except httpcore.ReadTimeout:
            self._watch.remaining(0)
            raise
        self._watch.received(len(data))
        self._count(data)
        return data

    def _count(self, data: bytes) -> None:
        if self._head is None:
            self.body_bytes += len(data)
            return
        self._head += data
        while self._head is not None and b"\r\n\r\n" in self._head:
            head, _, rest = self._head.partition(b"\r\n\r\n")
            if head[9:10] == b"1":  # "HTTP/1.1 103 Early Hints": another head follows
                self._head = rest
            else:
                self._head, self.body_bytes = None, len(rest)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._watch.remaining(timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._watch.remaining(timeout)
        stream = self._inner.start_tls(ssl_context, server_hostname, seconds)
        return WatchedStream(stream, self._watch)

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
