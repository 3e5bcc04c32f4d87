"""Every reader fails with the variable's name and what is allowed; unset and empty are the same."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hscjit.env import BadEnvironment, Env


def test_unset_and_empty_mean_the_default() -> None:
    for env in (Env({}), Env({"X": " "})):
        assert env.text("X", "d") == "d"
        assert env.integer("X", 7, 1, 9) == 7
        assert env.boolean("X", default=True) is True
        assert env.words("X", ["a"]) == ["a"]
        assert env.path("X", Path("/p")) == Path("/p")
        assert env.networks("X") == ()
        assert env.host_ports("X") == frozenset()


def test_values_are_read() -> None:
    env = Env(
        {
            "PORT": "8001", "DEBUG": "On", "HOSTS": "a, b,,c", "NETS": "10.0.0.0/8,::1",
            "PAIRS": "Printer:80,[::1]:8080", "URL": "redis://h/0", "MODE": "json",
        }
    )  # fmt: skip
    assert env.integer("PORT", 1, 1, 65535) == 8001
    assert env.boolean("DEBUG") is True
    assert env.words("HOSTS") == ["a", "b", "c"]
    assert env.networks("NETS") == (
        ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128"),
    )  # fmt: skip
    assert env.host_ports("PAIRS") == {("printer", 80), ("::1", 8080)}
    assert env.url("URL", ["redis"]) == "redis://h/0"
    assert env.choice("MODE", "console", ["console", "json"]) == "json"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("eighty", lambda env: env.integer("X", 1, 1, 9)),
        ("10", lambda env: env.integer("X", 1, 1, 9)),
        ("perhaps", lambda env: env.boolean("X")),
        ("xml", lambda env: env.choice("X", "json", ["json"])),
        ("10.0.0.0/99", lambda env: env.networks("X")),
        ("host", lambda env: env.host_ports("X")),
        ("host:99999", lambda env: env.host_ports("X")),
        ("mysql://h/d", lambda env: env.url("X", ["postgres"])),
        ("just-a-host", lambda env: env.url("X", ["postgres"])),
    ],
)
def test_a_bad_value_is_told_by_name(value: str, read: Callable[[Env], Any]) -> None:
    with pytest.raises(BadEnvironment, match=r"^X: .*; allowed: .+"):
        read(Env({"X": value}))


def test_an_address_with_a_password_is_not_repeated() -> None:
    with pytest.raises(BadEnvironment) as caught:
        Env({"DATABASE_URL": "mysql://u:hunter2@h/d"}).url("DATABASE_URL", ["postgres"])
    assert "hunter2" not in str(caught.value)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(" s3cret \n")
    assert Env({"KEY_FILE": str(file)}).secret("KEY") == "s3cret"
    with pytest.raises(BadEnvironment, match="one of the two"):
        Env({"KEY_FILE": str(file), "KEY": "x"}).secret("KEY")
    with pytest.raises(BadEnvironment, match="KEY_FILE"):
        Env({"KEY_FILE": str(tmp_path / "absent")}).secret("KEY")
