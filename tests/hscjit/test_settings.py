"""What a start says when it cannot start: one line, the name, what is allowed, and a status."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import ROOT, environment, free_port

NEUTRAL = {"SECRET_KEY_FILE": "", "DEBUG": ""}


def run(data_dir: Path, *command: str, **values: str) -> tuple[int, list[str]]:
    """Exit status, and the lines on stderr."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=environment(data_dir, **(NEUTRAL | values)), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr.splitlines()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"PORT": "http"}, "PORT: 'http' is not a number"),
        ({"PORT": "0"}, "PORT: 0 is out of range"),
        ({"DEBUG": "perhaps"}, "DEBUG: 'perhaps'"),
        ({"DATABASE_URL": "mysql://u:pw@h/d"}, "DATABASE_URL: 'mysql'"),
        ({"REDIS_URL": "somewhere"}, "REDIS_URL: 'no scheme'"),
        ({"TRUSTED_PROXIES": "everyone"}, "TRUSTED_PROXIES: 'everyone'"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT: 'xml' is unknown"),
        ({"STORAGE_URL": "ftp://x"}, "STORAGE_URL: "),
        ({"BIND": "0.0.0.0"}, "SECRET_KEY: not set"),
        ({"DATABASE_URL": "postgres://h/d"}, "SECRET_KEY: not set"),
        ({"REDIS_URL": "redis://h/0"}, "SECRET_KEY: not set"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE: cannot read"),
    ],
)
def test_bad_values_stop_the_start(tmp_path: Path, values: dict[str, str], told: str) -> None:
    status, lines = run(tmp_path, "serve", **values)
    assert status == 2
    assert len(lines) == 1
    assert lines[0].startswith(f"hscjit: {told}")
    assert "allowed:" in lines[0]


def test_a_data_folder_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    status, lines = run(file, "serve")
    assert status == 2
    assert len(lines) == 1
    assert lines[0].startswith("hscjit: DATA_DIR: cannot write")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, lines = run(tmp_path, "serve", PORT=port)
    assert status == 1
    assert len(lines) == 1
    assert f"127.0.0.1:{port}" in lines[0]
    assert "in use" in lines[0]
    assert not (tmp_path / "desk.sqlite3").exists()


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    url = f"postgres://nobody:hunter2@127.0.0.1:{free_port()}/none"
    status, lines = run(
        tmp_path, "serve", DATABASE_URL=url, SECRET_KEY="x" * 50, PORT=str(free_port())
    )
    assert status == 1
    assert len(lines) == 1
    assert "hunter2" not in lines[0]


def test_the_key_is_made_once_and_for_us_only(tmp_path: Path) -> None:
    for _ in range(2):
        assert run(tmp_path, "check")[0] == 0
    file = tmp_path / "secret_key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_text()) >= 50
    before = file.read_text()
    assert run(tmp_path, "check")[0] == 0
    assert file.read_text() == before


def test_debug_is_not_for_the_network(tmp_path: Path) -> None:
    status, lines = run(tmp_path, "check", DEBUG="1", BIND="0.0.0.0", SECRET_KEY="x" * 50)
    assert status == 1
    assert any("hscjit.E003" in line for line in lines)
    status, lines = run(tmp_path, "check", REDIS_URL="redis://h/0", SECRET_KEY="x" * 50)
    assert status == 0
    assert any("hscjit.W001" in line for line in lines)
