"""Typed readers of environment variables: a value that cannot be read stops the start, by name."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from pathlib import Path

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})


class BadEnvironment(Exception):
    """An environment variable holds something that cannot be used."""

    def __init__(self, name: str, problem: str, allowed: str) -> None:
        super().__init__(f"{name}: {problem}; allowed: {allowed}")
        self.name = name


class Env:
    """Reads one mapping (normally ``os.environ``); every reader names the variable it fails on.

    An unset variable and an empty one mean the same: the default.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, "").strip() or default

    def secret(self, name: str, default: str = "") -> str:
        """``NAME``, or the content of the file that ``NAME_FILE`` names. Both set is an error."""
        path = self.text(f"{name}_FILE")
        if not path:
            return self.text(name, default)
        if self.text(name):
            raise BadEnvironment(f"{name}_FILE", f"{name} is set too", "one of the two")
        try:
            return Path(path).read_text(encoding="utf-8").strip() or default
        except (OSError, UnicodeDecodeError) as error:
            raise BadEnvironment(
                f"{name}_FILE", f"cannot read {path!r} ({error})", "a readable text file"
            ) from error

    def boolean(self, name: str, default: bool = False) -> bool:
        word = self._values.get(name)
        if word is None or not word.strip():
            return default
        if word.strip().lower() in TRUE_WORDS:
            return True
        if word.strip().lower() in FALSE_WORDS:
            return False
        raise BadEnvironment(name, f"{word!r} is neither on nor off", "on, off, true, false, 1, 0")

    def integer(self, name: str, default: int, minimum: int, maximum: int) -> int:
        word = self.text(name)
        if not word:
            return default
        allowed = f"a whole number from {minimum} to {maximum}"
        try:
            number = int(word)
        except ValueError:
            raise BadEnvironment(name, f"{word!r} is not a number", allowed) from None
        if not minimum <= number <= maximum:
            raise BadEnvironment(name, f"{number} is out of range", allowed)
        return number

    def number(self, name: str, default: float, minimum: float, maximum: float) -> float:
        word = self.text(name)
        if not word:
            return default
        allowed = f"a number from {minimum:g} to {maximum:g}"
        try:
            number = float(word)
        except ValueError:
            raise BadEnvironment(name, f"{word!r} is not a number", allowed) from None
        if not minimum <= number <= maximum:  # also false for nan
            raise BadEnvironment(name, f"{word} is out of range", allowed)
        return number

    def choice(self, name: str, default: str, allowed: Sequence[str]) -> str:
        word = self.text(name, default)
        if word not in allowed:
            raise BadEnvironment(name, f"{word!r} is unknown", ", ".join(allowed))
        return word

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """A comma-separated list; blanks are dropped."""
        return [w.strip() for w in self.text(name).split(",") if w.strip()] or list(default)

    def path(self, name: str, default: Path) -> Path:
        """A folder or file; relative to the current folder, ``~`` is understood."""
        word = self.text(name)
        return Path(word).expanduser().absolute() if word else default

    def url(self, name: str, schemes: Sequence[str]) -> str:
        word = self.secret(name)
        if word and word.partition("://")[0] not in schemes:
            scheme = word.partition("://")[0] if "://" in word else "no scheme"
            raise BadEnvironment(
                name, f"{scheme!r} is not an address of it", ", ".join(f"{s}://…" for s in schemes)
            )
        return word

    def networks(self, name: str, default: Sequence[str] = ()) -> tuple[Network, ...]:
        networks = []
        for word in self.words(name, default):
            try:
                networks.append(ipaddress.ip_network(word, strict=False))
            except ValueError:
                raise BadEnvironment(
                    name, f"{word!r} is not a network", "10.0.0.0/8, ::1, … separated by commas"
                ) from None
        return tuple(networks)

    def host_ports(self, name: str) -> frozenset[tuple[str, int]]:
        pairs = set()
        for word in self.words(name):
            host, _, port = word.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65536:
                raise BadEnvironment(name, f"{word!r} is not host:port", "host:port,host:port,…")
            pairs.add((host.strip("[]").lower(), int(port)))
        return frozenset(pairs)
