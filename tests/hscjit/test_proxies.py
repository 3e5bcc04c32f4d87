"""Who is asking: forwarded headers count only when a named proxy wrote them."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hscjit.proxies import TrustedProxiesMiddleware, client_address, client_behind, in_networks

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.9, 203.0.113.5", "203.0.113.5"),  # the left one may be a lie
        ("10.0.0.1", "203.0.113.5, 10.9.9.9", "203.0.113.5"),  # two proxies of ours
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "not an address", "10.0.0.1"),
        ("203.0.113.7", "127.0.0.1", "203.0.113.7"),  # not a proxy of ours
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"),
    ],
)
def test_the_rightmost_address_that_is_no_proxy(peer: str, forwarded: str, expected: str) -> None:
    assert client_behind(peer, forwarded, PROXIES) == expected


def test_networks_hold_addresses_of_their_own_kind() -> None:
    assert in_networks("127.0.0.1", (ip_network("127.0.0.0/8"),))
    assert in_networks("::ffff:127.0.0.1", (ip_network("127.0.0.0/8"),))
    assert not in_networks("::1", (ip_network("127.0.0.0/8"),))
    assert not in_networks("", (ip_network("0.0.0.0/0"),))


def seen(settings: Any, peer: str, **headers: str) -> HttpRequest:
    settings.TRUSTED_PROXIES = PROXIES
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    found: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse()

    TrustedProxiesMiddleware(view)(request)
    return found[0]


def test_requests_through_a_trusted_proxy(settings: Any) -> None:
    headers = {"x-forwarded-for": "203.0.113.5", "x-forwarded-proto": "https"}
    request = seen(settings, "10.0.0.1", **headers)
    assert request.META["REMOTE_ADDR"] == "203.0.113.5"
    assert request.is_secure()


def test_others_cannot_pretend(settings: Any) -> None:
    headers = {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https"}
    request = seen(settings, "203.0.113.7", **headers)
    assert request.META["REMOTE_ADDR"] == "203.0.113.7"
    assert not request.is_secure()
    assert "HTTP_X_FORWARDED_FOR" not in request.META


def test_sockets_know_their_client_too(settings: Any) -> None:
    settings.TRUSTED_PROXIES = PROXIES
    headers = [(b"x-forwarded-for", b"203.0.113.5")]
    assert client_address({"client": ["10.0.0.1", 1], "headers": headers}) == "203.0.113.5"
    assert client_address({"client": ["192.0.2.1", 1], "headers": headers}) == "192.0.2.1"
    assert client_address({"client": None, "headers": headers}) == ""
