"""Which addresses are never dialled: proven by a resolver and a network that only keep a record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpcore
import pytest

from hscjit.networks import refusal
from support.addresses import web_address
from support.errors import FetchFailed
from support.fetching import fetch

PUBLIC = "93.184.215.14"

# What a system's resolver says to the odd ways of writing an address.
RECORDS = {
    "localhost": ("127.0.0.1", "::1"),
    "internal.example": ("10.1.2.3",),
    "mixed.example": (PUBLIC, "192.168.0.7"),
    "mixed6.example": (PUBLIC, "::ffff:169.254.169.254"),
    "nat64.example": ("64:ff9b::7f00:1",),
    "metadata.google.internal": ("169.254.169.254",),
    "scoped.example": ("fe80::1%eth0",),
    "rebinding.example": (PUBLIC,),
    "good.example": (PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"),
}

BY_FORM = (
    "ftp://good.example/x.pdf",
    "gopher://good.example/",
    "data:application/pdf;base64,JVBERg==",
    "javascript:alert(1)",
    "//good.example/x.pdf",
    "good.example/x.pdf",
    "",
    "http://",
    "http:///x.pdf",
    "http://user@good.example/x.pdf",
    "http://user:secret@good.example/x.pdf",
    "http://good.example@127.0.0.1/x.pdf",
    "http://good.example:22/x.pdf",
    "http://good.example:8080/x.pdf",
    "http://good.example:0/x.pdf",
    "http://good.example:99999/x.pdf",
    "http://good.example:port/x.pdf",
    "http://good.example\\@127.0.0.1/x.pdf",
    "http://good.example/x\r\nHost: localhost",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.1/",
    "http://127.0.0.1.1/",
    "http://[::1%25eth0]/",
    "http://[::1/",
    "http://exa mple.com/",
    "http://-good.example/",
    "http://%6c%6f%63%61%6c%68%6f%73%74/",
    "http://" + "a" * 300 + ".example/",
    "https://good.example/" + "a" * 5000,
)

BY_NETWORK = (
    "http://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.255.255.254/",
    "http://１２７.０.０.１/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://169.254.169.254/latest/meta-data/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.0.0.192/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://192.168.1.1/",
    "http://198.18.0.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[100::1]/",
    "http://[2001:0:7f00:1::1]/",
    "http://[2001:2::1]/",
    "http://[2001:10::1]/",
    "http://[2001:db8::1]/",
    "http://[2002:7f00:1::]/",
    "http://[3fff::1]/",
    "http://[4000::1]/",
    "http://[5f00::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "https://internal.example/manual.pdf",
    "https://mixed.example/manual.pdf",
    "https://mixed6.example/manual.pdf",
    "https://nat64.example/manual.pdf",
    "http://metadata.google.internal/",
    "http://scoped.example/",
)


class Recorder(httpcore.NetworkBackend):
    """Dials nobody and remembers who would have been dialled; a script may answer instead."""

    def __init__(self, *replies: bytes) -> None:
        self.dialled: list[tuple[str, int]] = []
        self.replies = list(replies)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self.dialled.append((host, port))
        if not self.replies:
            raise httpcore.ConnectError("nobody there")
        return httpcore.MockStream([self.replies.pop(0)])


class Resolver:
    """Knows RECORDS, and addresses by themselves; counts the look-ups."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> tuple[str, ...]:
        self.asked.append(host)
        return RECORDS.get(host, (host,))


@pytest.mark.parametrize("address", BY_FORM, ids=repr)
def test_a_hostile_form_is_neither_resolved_nor_dialled(address: str, tmp_path: Path) -> None:
    network, resolver = Recorder(), Resolver()
    with pytest.raises(FetchFailed) as caught:
        fetch(address, tmp_path / "file", resolver=resolver, network=network)
    assert caught.value.permanent
    assert "refused" in str(caught.value)
    assert (network.dialled, resolver.asked) == ([], [])


@pytest.mark.parametrize("address", BY_NETWORK)
def test_a_refused_network_is_not_dialled(address: str, tmp_path: Path) -> None:
    network = Recorder()
    with pytest.raises(FetchFailed) as caught:
        fetch(address, tmp_path / "file", resolver=Resolver(), network=network)
    assert caught.value.permanent
    assert "refused network" in str(caught.value)
    assert network.dialled == []


def test_a_good_name_is_dialled_by_its_checked_address_and_resolved_once(tmp_path: Path) -> None:
    network, resolver = Recorder(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), Resolver()
    fetched = fetch(
        "http://good.example/x.pdf", tmp_path / "file", resolver=resolver, network=network
    )
    assert network.dialled == [(PUBLIC, 80)]
    assert resolver.asked == ["good.example"]
    assert fetched.path.read_bytes() == b"ok"


def test_every_checked_address_is_tried(tmp_path: Path) -> None:
    network = Recorder()
    with pytest.raises(FetchFailed, match="no connection") as caught:
        fetch("https://good.example/", tmp_path / "file", resolver=Resolver(), network=network)
    assert not caught.value.permanent
    assert network.dialled == [(ip, 443) for ip in RECORDS["good.example"]]


def test_a_name_that_changes_its_mind_is_not_asked_again(tmp_path: Path) -> None:
    answers = [(PUBLIC,), ("127.0.0.1",)]
    network = Recorder(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    fetch(
        "http://rebinding.example/x",
        tmp_path / "file",
        resolver=lambda *_: answers.pop(0),
        network=network,
    )
    assert network.dialled == [(PUBLIC, 80)]
    assert len(answers) == 1


@pytest.mark.parametrize(
    "location",
    (
        "http://127.0.0.1/",
        "http://localhost/",
        "//169.254.169.254/latest/",
        "https://internal.example/",
        "file:///etc/passwd",
        "file:secret.pdf",
        "http://good.example:22/",
        "http://user@good.example/",
        "http://0x7f.1/",
        "http://[::1/",
        "ftp://good.example/",
    ),
)
def test_a_redirect_is_checked_like_any_address(location: str, tmp_path: Path) -> None:
    reply = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    network = Recorder(reply.encode())
    with pytest.raises(FetchFailed, match="redirect") as caught:
        fetch("http://good.example/", tmp_path / "file", resolver=Resolver(), network=network)
    assert not caught.value.permanent  # the site may mend it
    assert network.dialled == [(PUBLIC, 80)]


def test_the_environment_cannot_name_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    network = Recorder(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    fetch("http://good.example/", tmp_path / "file", resolver=Resolver(), network=network)
    assert network.dialled == [(PUBLIC, 80)]


def test_allowed_by_name_and_port_only(settings: Any, tmp_path: Path) -> None:
    settings.FETCH_ALLOW_PRIVATE = frozenset({("internal.example", 8080)})
    network = Recorder(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    resolver = Resolver()
    fetch("http://internal.example:8080/x", tmp_path / "f", resolver=resolver, network=network)
    assert network.dialled == [("10.1.2.3", 8080)]
    for address in ("http://internal.example/x", "http://10.1.2.3:8080/x"):
        with pytest.raises(FetchFailed, match="refused"):
            fetch(address, tmp_path / "f", resolver=resolver, network=network)
    assert len(network.dialled) == 1


@pytest.mark.parametrize(
    ("address", "url"),
    (
        ("  https://Good.Example/a b.pdf?x=é#page=3 ", "https://good.example/a%20b.pdf?x=%C3%A9"),
        ("http://good.example", "http://good.example/"),
        ("http://good.example:80/%D7%90.pdf", "http://good.example/%D7%90.pdf"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://good.example./x", "http://good.example/x"),
        ("http://[2606:2800:0:0::1]/x", "http://[2606:2800::1]/x"),
        ("http://my_site.good.example/(1).pdf", "http://my_site.good.example/(1).pdf"),
    ),
)
def test_ordinary_forms_are_understood(address: str, url: str) -> None:
    assert web_address(address).url == url


@pytest.mark.parametrize("ip", (PUBLIC, "8.8.8.8", "2606:2800:21f::1", "2a00:1450::1"))
def test_public_addresses_are_not_refused(ip: str) -> None:
    assert refusal(ip) == ""


def test_something_that_is_no_address_is_refused() -> None:
    assert refusal("banana")
