"""Which addresses may be fetched: their form, and the networks nobody may send us to."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from support.errors import FetchFailed

PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 4000

_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_LOOKS_LIKE_A_NUMBER = re.compile(r"(.*\.)?(0x[0-9a-f]*|[0-9]+)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A checked form: ``host`` in lower case ASCII without brackets, ``target`` with the query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_and_port(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host_and_port}{self.target}"

    @property
    def privately_allowed(self) -> bool:
        """Whether the operator lets us go there whatever the network and the port."""
        return (self.host, self.port) in settings.FETCH_ALLOW_PRIVATE


def is_local(address: str) -> bool:
    """Whether it names a file of ours (``file:NAME``)."""
    return address.strip().lower().startswith("file:")


def web_address(address: str) -> WebAddress:
    """Take an http(s) address apart. Raises FetchFailed (permanent) for a form we do not fetch."""
    address = address.strip()
    if len(address) > MAX_LENGTH or _CONTROL.search(address):
        raise refused("the address is too long or has characters that no address has")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise refused(f"the address cannot be read ({error})") from error
    if parts.scheme not in PORTS:
        raise refused(f"{parts.scheme or 'no scheme'!r} is not http, https or file:")
    if "@" in parts.netloc:
        raise refused("an address with a user name in it is not fetched")
    found = WebAddress(parts.scheme, _host(parts), port or PORTS[parts.scheme], _target(parts))
    if port == 0 or (found.port not in PORTS.values() and not found.privately_allowed):
        raise refused(f"port {port} is neither 80 nor 443")
    return found


def redirected(origin: WebAddress, location: str) -> WebAddress:
    """Where a redirect leads; checked like any address, but the site may mend it: not permanent."""
    try:
        return web_address(urljoin(origin.url, location.strip()))
    except FetchFailed as error:
        raise FetchFailed(f"{origin.host} redirects badly: {error}") from error
    except ValueError as error:
        raise FetchFailed(f"{origin.host} redirects to an unreadable address") from error


def local_name(address: str) -> str:
    """What stands after ``file:``."""
    return address.strip()[len("file:") :]


def local_file(address: str) -> Path:
    """The file that ``file:NAME`` means, inside MANUALS_DIR (links followed).

    Raises FetchFailed: permanent when it leads elsewhere, not permanent when nothing is there yet.
    """
    name = local_name(address)
    parts = Path(name).parts
    if not parts or "\x00" in name or name.startswith(("/", "~")) or ".." in parts:
        raise refused(f"{name!r} is not the name of a file inside the manuals folder")
    folder = Path(settings.MANUALS_DIR).resolve()
    try:
        path = (folder / name).resolve()
    except (OSError, RuntimeError) as error:
        raise refused(f"{name!r} leads round in a circle") from error
    if not path.is_relative_to(folder):
        raise refused(f"{name!r} leads out of the manuals folder")
    if not path.is_file():
        raise FetchFailed(
            f"there is no file {name!r} in the manuals folder",
            customer_text="The manual's file is not on this desk yet.",
        )
    return path


def refused(staff_text: str) -> FetchFailed:
    """A failure that no waiting will mend."""
    return FetchFailed(
        f"refused: {staff_text}",
        permanent=True,
        customer_text="The manual's address cannot be used; our staff can see why.",
    )


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "%" in host:  # an escape, or the zone of a link-local address
        raise refused(f"{host!r} is not a host name")
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError as error:
            raise refused(f"{host!r} is not an IPv6 address") from error
    try:
        host = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise refused(f"{host!r} is not a host name") from error
    if _LOOKS_LIKE_A_NUMBER.fullmatch(host):
        # 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1 to a resolver: only a.b.c.d may pass.
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError as error:
            raise refused(f"{host!r} is a number in disguise") from error
    if not _HOST.fullmatch(host):
        raise refused(f"{host!r} is not a host name")
    return host


def _target(parts: SplitResult) -> str:
    """Path and query; blanks and letters beyond ASCII escaped, escapes left as they are."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path
