"""An address becomes a file on disk: bounded in bytes and time, and never from a refused place."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import httpcore
from django.conf import settings

from hscjit import __version__
from support import host_notes, robots
from support.addresses import WebAddress, is_local, redirected, web_address
from support.conditions import Known, NotModified, wait_of
from support.dialling import (
    CheckedBackend,
    Limits,
    Resolver,
    Watch,
    WatchedStream,
    checked_addresses,
    resolve,
)
from support.errors import FetchFailed
from support.host_slots import host_slot
from support.local_files import opened
from support.sinks import Fetched, Progress, Sink

__all__ = ["USER_AGENT", "Fetched", "Progress", "fetch"]

USER_AGENT = f"HSC-JIT/{__version__} (support desk; reads a product's manual when a customer asks)"
MAX_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NO_TIME = frozenset({429, 503})  # with Retry-After: for nobody of us
CHUNK = 256 * 1024


def fetch(  # noqa: PLR0913 - the last three are as they are, except in tests
    address: str,
    destination: Path,
    *,
    on_progress: Progress | None = None,
    known: Known | None = None,
    limits: Limits | None = None,
    resolver: Resolver = resolve,
    network: httpcore.NetworkBackend | None = None,
    ask_leave: bool = True,
) -> Fetched:
    """Write what lies at ``address`` (https, http, ``file:NAME``) to ``destination``.

    Memory stays bounded. Raises FetchFailed with a text for staff; on failure the file may be
    left half written. Raises NotModified when the server says that it still has what is ``known``.
    Exceptions of ``on_progress`` end the fetch and come through. ``ask_leave``: of robots.txt,
    where FETCH_ROBOTS says so.
    """
    limits = limits or Limits.from_settings()
    if is_local(address):
        return _copy(address, Sink(destination, limits, on_progress))
    found = web_address(address)
    watch = Watch(limits, found.host)
    inner = network or httpcore.SyncBackend()
    for hop in range(MAX_REDIRECTS + 1):
        watch.begin(found.host)
        backend = CheckedBackend(_checked(found, watch, resolver, hop), watch, inner)
        host_notes.check_welcome(found.host_and_port)
        if ask_leave and settings.FETCH_ROBOTS == "respect":
            _ask_leave(found, watch, resolver, inner)
        sink = Sink(destination, limits, on_progress)
        conditions = known.headers(found.url) if known else {}
        try:
            with host_slot(found.host, watch):
                result = _get(found, backend, sink, limits, conditions)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _trouble(found, error) from error
        if isinstance(result, Fetched):
            return result
        found = result
    raise FetchFailed(f"{found.host}: more than {MAX_REDIRECTS} redirects")


def _checked(found: WebAddress, watch: Watch, resolver: Resolver, hop: int) -> tuple[str, ...]:
    try:
        return checked_addresses(found, watch, resolver)
    except FetchFailed as error:
        if hop and error.permanent:  # the site may mend its redirect
            raise FetchFailed(f"a redirect was {error}") from error
        raise


def _ask_leave(
    found: WebAddress, watch: Watch, resolver: Resolver, network: httpcore.NetworkBackend
) -> None:
    """Raises FetchFailed where robots.txt forbids the address; else waits as long as it asks."""

    def get(address: str) -> bytes:
        limits = Limits(robots.MAX_BYTES, watch.remaining(robots.SECONDS))
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / "robots.txt"
            fetch(address, kept, limits=limits, resolver=resolver, network=network, ask_leave=False)
            return kept.read_bytes()

    leave = robots.leave_for(found, get)
    if not leave.allowed:
        raise robots.forbidden(found)
    host_notes.wait_for_turn(found.host_and_port, leave.delay, watch)


def _get(
    found: WebAddress,
    backend: CheckedBackend,
    sink: Sink,
    limits: Limits,
    conditions: dict[str, str],
) -> Fetched | WebAddress:
    """One request: the bytes, or where the redirect leads. Raises NotModified if we asked."""
    url = httpcore.URL(
        scheme=found.scheme.encode(),
        host=found.host.encode(),
        port=found.port,
        target=found.target.encode(),
    )
    headers: dict[bytes | str, bytes | str] = {
        "Host": found.host_and_port,
        "User-Agent": USER_AGENT,
        "Accept": "application/pdf, text/html;q=0.9, */*;q=0.5",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    headers.update((name, mark) for name, mark in conditions.items())
    # A pool of our own without proxies: nothing is read from the environment.
    with (
        httpcore.ConnectionPool(network_backend=backend, retries=0) as pool,
        pool.stream(
            "GET", url, headers=headers, extensions={"timeout": limits.per_step()}
        ) as response,
    ):
        location = _header(response, b"location")
        if response.status in REDIRECTS and location:
            return redirected(found, location)
        if response.status == HTTPStatus.NOT_MODIFIED and conditions:
            raise NotModified
        if response.status != HTTPStatus.OK:
            wait = wait_of(_header(response, b"retry-after"))
            if response.status in NO_TIME:
                host_notes.stay_away(found.host_and_port, wait)
            raise FetchFailed(f"{found.host} answered {_status(response.status)}", retry_after=wait)
        return _receive(found, response, sink)


def _receive(found: WebAddress, response: httpcore.Response, sink: Sink) -> Fetched:
    announced = _header(response, b"content-length")
    encoding = _header(response, b"content-encoding").lower()
    length = int(announced) if announced.isdigit() else None
    sink.start(found.host, length if encoding in ("", "identity") else None)
    with sink:
        for chunk in _decoded(found, encoding, response.iter_stream()):
            sink.write(chunk)
    stream = response.extensions["network_stream"]
    chunked = _header(response, b"transfer-encoding")
    really = stream.body_bytes if isinstance(stream, WatchedStream) else 0
    if length is not None and not chunked and really > length:  # we have only its beginning
        raise FetchFailed(f"{found.host} sent more than the {length} bytes it announced")
    return replace(
        sink.fetched(found.url, _header(response, b"content-type")),
        etag=_header(response, b"etag"),
        last_modified=_header(response, b"last-modified"),
    )


def _decoded(found: WebAddress, encoding: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Undo an encoding that we did not ask for, a bounded piece at a time."""
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchFailed(f"{found.host} sends in the encoding {encoding!r}, which we do not know")
    decoder = zlib.decompressobj(wbits=47)  # gzip or zlib, by its head
    try:
        for chunk in chunks:
            data = chunk
            while data:
                yield decoder.decompress(data, CHUNK)
                data = decoder.unconsumed_tail
            if decoder.eof:
                break
        yield decoder.flush()
    except zlib.error as error:
        raise FetchFailed(f"{found.host} sent broken {encoding} ({error})") from error
    if not decoder.eof:
        raise FetchFailed(f"{found.host} stopped in the middle of the file")


def _copy(address: str, sink: Sink) -> Fetched:
    with opened(address) as source:
        sink.start(source.where, source.size)
        with sink:
            while chunk := source.file.read(CHUNK):
                sink.write(chunk)
    return sink.fetched(address.strip(), "")


def _header(response: httpcore.Response, name: bytes) -> str:
    for key, value in response.headers:
        if key.lower() == name:
            # Most sites write UTF-8 into Location, whatever the standard says.
            return value.decode("utf-8", "replace").strip()
    return ""


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _trouble(found: WebAddress, error: Exception) -> FetchFailed:
    """The library's exception in words that staff can act on."""
    where = found.host_and_port
    detail = str(error)
    if isinstance(error, httpcore.ConnectTimeout):
        return FetchFailed(f"{where} did not answer in time")
    if isinstance(error, httpcore.TimeoutException):
        return FetchFailed(f"{where} stopped sending")
    if isinstance(error, httpcore.ConnectError) and "CERTIFICATE_VERIFY_FAILED" in detail:
        return FetchFailed(f"the certificate of {where} is not valid ({detail})")
    if isinstance(error, httpcore.ConnectError):
        return FetchFailed(f"no connection to {where} ({detail})")
    return FetchFailed(f"{where} broke off or sent what is not HTTP ({detail})")
