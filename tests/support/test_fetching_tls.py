"""https to a checked IP address: the name is still what is asked for and what must be proven."""

from __future__ import annotations

import datetime
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from support.dialling import Limits
from support.errors import FetchFailed
from support.fetching import fetch
from tests.support import sites
from tests.support.sites import Site, running_site

NAME = "manuals.example"
LIMITS = Limits(1024 * 1024, 3.0, connect_seconds=0.5)


def here(host: str, port: int) -> tuple[str, ...]:
    return ("127.0.0.1",)


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for ``name`` and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file


@contextmanager
def secure_site(folder: Path, settings: Any, certified: str) -> Iterator[tuple[Site, list[str]]]:
    """A site under NAME whose certificate is for ``certified``; which names it was asked for."""
    asked: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder, certified))
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    with running_site(context) as site:
        settings.FETCH_ALLOW_PRIVATE = frozenset({(NAME, site.port)})
        site.answer("/manual.pdf", sites.content(b"%PDF"))
        yield site, asked


def get(site: Site, folder: Path) -> bytes:
    address = f"https://{NAME}:{site.port}/manual.pdf"
    return fetch(address, folder / "file", limits=LIMITS, resolver=here).path.read_bytes()


def test_the_name_is_sent_and_verified(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with secure_site(tmp_path, settings, NAME) as (site, asked):
        assert get(site, tmp_path) == b"%PDF"
        assert asked == [NAME]
        assert site.headers[0]["host"] == f"{NAME}:{site.port}"


def test_a_certificate_of_another_name_is_refused(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with secure_site(tmp_path, settings, "other.example") as (site, _):
        with pytest.raises(FetchFailed, match=r"certificate of manuals\.example") as caught:
            get(site, tmp_path)
        assert not caught.value.permanent
        assert site.requests.total() == 0


def test_a_certificate_of_nobody_we_trust_is_refused(tmp_path: Path, settings: Any) -> None:
    with secure_site(tmp_path, settings, NAME) as (site, _):
        with pytest.raises(FetchFailed, match=r"certificate of manuals\.example"):
            get(site, tmp_path)
        assert site.requests.total() == 0


def test_a_server_that_never_shakes_hands_is_left(tmp_path: Path, settings: Any) -> None:
    with create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        settings.FETCH_ALLOW_PRIVATE = frozenset({(NAME, port)})
        started = time.monotonic()
        with pytest.raises(FetchFailed, match="did not answer in time"):
            fetch(f"https://{NAME}:{port}/x", tmp_path / "f", limits=LIMITS, resolver=here)
        assert time.monotonic() - started < 1.5
