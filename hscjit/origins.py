"""Lets browsers open sockets from our own pages only; clients that are no browsers may come too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]

DEFAULT_PORTS = {"http": "80", "https": "443"}


async def refuse(scope: Scope, receive: Any, send: Any) -> None:
    """Answers the handshake of a WebSocket with 403."""
    await receive()
    await send({"type": "websocket.close", "code": 4403})


class SameOriginOnly:
    """Refuses a foreign ``Origin`` and a ``Host`` that is not ours.

    Without the check of Host, a page whose name was made to point at this machine (DNS
    rebinding) would count as our own. A client that sends no Origin is no browser: it is let in,
    but no cookie of it counts.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        host = headers.get(b"host", b"").decode("latin1").lower()
        origin = headers.get(b"origin")
        if not host_is_ours(host) or not (
            origin is None or origin_is_ours(origin.decode("latin1").lower(), host)
        ):
            await refuse(scope, receive, send)
            return
        if origin is None:
            kept = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
            scope = {**scope, "headers": kept}
        await self.application(scope, receive, send)


def host_is_ours(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def origin_is_ours(origin: str, host: str) -> bool:
    """Whether ``origin`` is the page's own address, or one of CSRF_TRUSTED_ORIGINS."""
    parts = urlsplit(origin)
    if parts.scheme not in DEFAULT_PORTS or not parts.netloc:
        return False
    if _with_port(parts.netloc, parts.scheme) == _with_port(host, parts.scheme):
        return True
    return any(_matches(origin, pattern.lower()) for pattern in settings.CSRF_TRUSTED_ORIGINS)


def _with_port(netloc: str, scheme: str) -> str:
    has_port = netloc.rpartition("]")[2].rpartition(":")[1]
    return netloc if has_port else f"{netloc}:{DEFAULT_PORTS[scheme]}"


def _matches(origin: str, pattern: str) -> bool:
    """``https://*.example.com`` trusts the subdomains, as in Django's own CSRF check."""
    scheme, _, rest = pattern.partition("://")
    if not rest.startswith("*."):
        return origin == pattern
    found = urlsplit(origin)
    return found.scheme == scheme and found.netloc.endswith(rest[1:])
