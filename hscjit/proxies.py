"""Believes X-Forwarded-For and X-Forwarded-Proto only from the proxies that are named."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hscjit.env import Network

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


def in_networks(address: str, networks: Iterable[Network]) -> bool:
    """Whether ``address`` (text) lies in one of them; False for what is no address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip.version == network.version and ip in network for network in networks)


def client_behind(peer: str, forwarded_for: str, trusted: Iterable[Network]) -> str:
    """The rightmost address that is not one of our own proxies.

    Every proxy appends the address it got the request from; what stands left of the first
    address we do not trust was written by that client and may be a lie.
    """
    trusted = tuple(trusted)
    address = peer
    for hop in reversed([part.strip() for part in forwarded_for.split(",") if part.strip()]):
        if not in_networks(address, trusted):
            break
        if not _is_address(hop):
            break
        address = hop
    return address


def client_address(scope: Mapping[str, Any]) -> str:
    """Who is at the other end of an ASGI connection; "" where that has no address."""
    peer = scope.get("client")
    if not peer:
        return ""
    values = [v.decode("latin1") for k, v in scope.get("headers", ()) if k == b"x-forwarded-for"]
    return client_behind(str(peer[0]), ",".join(values), settings.TRUSTED_PROXIES)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class TrustedProxiesMiddleware:
    """Sets REMOTE_ADDR to the client and the scheme to the client's, or forgets the headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        peer = meta.get("REMOTE_ADDR", "")
        request.came_through_proxy = in_networks(peer, settings.TRUSTED_PROXIES)  # type: ignore[attr-defined]
        if request.came_through_proxy:  # type: ignore[attr-defined]
            forwarded = meta.get("HTTP_X_FORWARDED_FOR", "")
            meta["REMOTE_ADDR"] = client_behind(peer, forwarded, settings.TRUSTED_PROXIES)
            proto = meta.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip()
            if proto in {"http", "https"}:
                _set_scheme(request, proto)
        else:
            for name in FORWARDED:
                meta.pop(name, None)
        return self.get_response(request)


def _set_scheme(request: HttpRequest, scheme: str) -> None:
    # HttpRequest.scheme asks _get_scheme(), which each handler's request class defines.
    request._get_scheme = lambda: scheme  # type: ignore[attr-defined]
