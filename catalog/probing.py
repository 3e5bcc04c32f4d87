"""Asks addresses of manuals whether anything is there; never inside our own networks."""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from hscjit.networks import refusal

AT_ONCE = 6
STEP_SECONDS = 8.0  # to connect, to send, to receive
MAX_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
AGENT = "hscjit-check-catalog"

Allowed = Collection[tuple[str, int]]


class Unreachable(Exception):
    """Nothing usable is at the address; the text says why."""


class _Dialler(httpcore.NetworkBackend):
    """Resolves once, refuses private networks, and dials what was checked."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            records = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Unreachable("the name is not known") from None
        found = [str(record[4][0]) for record in records]
        if (host, port) not in self._allowed and any(map(refusal, found)):
            raise Unreachable("the address is inside a private network")
        return self._inner.connect_tcp(found[0], port, timeout, local_address, socket_options)


def probe_all(addresses: Iterable[str], allowed: Allowed) -> Iterator[tuple[str, str]]:
    """(address, what is wrong) for each, "" where something answers; a few at a time.

    ``allowed``: (host, port) pairs that may be asked although they are private.
    """
    listed = list(addresses)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="probe") as pool:
        problems = pool.map(lambda address: problem_of(address, allowed), listed)
        yield from zip(listed, problems, strict=True)


def problem_of(address: str, allowed: Allowed) -> str:
    """Why nothing can be fetched from ``address``; "" if it answers."""
    try:
        for _ in range(MAX_REDIRECTS + 1):
            status, location = _ask(address, allowed)
            if 300 <= status < 400 and location:
                address = urljoin(address, location)
                continue
            return "" if status < 400 else f"the site answers {status}"
    except Unreachable as error:
        return str(error)
    except (httpcore.TimeoutException, TimeoutError):
        return "no answer in time"
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        return f"no connection ({type(error).__name__})"
    except (ValueError, httpcore.UnsupportedProtocol):
        return "the address cannot be read"
    return f"more than {MAX_REDIRECTS} redirects"


def _ask(address: str, allowed: Allowed) -> tuple[int, str]:
    """(status, where it redirects to); the body is not read."""
    parts = urlsplit(address)
    port = parts.port or PORTS.get(parts.scheme, 0)
    host = parts.hostname or ""
    if parts.scheme not in PORTS or not host:
        raise Unreachable("the address is neither http nor https")
    if port not in PORTS.values() and (host, port) not in allowed:
        raise Unreachable(f"port {port} is not asked")
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)
    with httpcore.ConnectionPool(network_backend=_Dialler(allowed)) as pool:
        for method in ("HEAD", "GET"):
            headers = [("User-Agent", AGENT), ("Accept", "*/*")]
            with pool.stream(
                method, address, headers=headers, extensions={"timeout": timeout}
            ) as response:
                # Some sites know no HEAD.
                if method == "HEAD" and response.status in {403, 405, 501}:
                    continue
                fields = {name.lower(): value for name, value in response.headers}
                return response.status, fields.get(b"location", b"").decode("latin-1")
    raise Unreachable("the site does not answer")
