"""``file:NAME`` means a file inside the manuals folder and nothing else."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from support.dialling import Limits
from support.errors import FetchFailed
from support.fetching import fetch


@pytest.fixture
def inbox(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "sub").mkdir(parents=True)
    (folder / "good.pdf").write_bytes(b"%PDF-good")
    (folder / "sub" / "deep é.pdf").write_bytes(b"%PDF-deep")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (tmp_path / "inbox-other").mkdir()
    (tmp_path / "inbox-other" / "x.pdf").write_bytes(b"other")
    (folder / "escape.pdf").symlink_to(tmp_path / "secret.txt")
    (folder / "escape").symlink_to(tmp_path / "inbox-other")
    (folder / "round").symlink_to(folder / "round")
    (folder / "inside.pdf").symlink_to(folder / "good.pdf")
    settings.MANUALS_DIR = folder
    return folder


@pytest.mark.parametrize(
    ("address", "content"),
    (
        ("file:good.pdf", b"%PDF-good"),
        (" FILE:good.pdf ", b"%PDF-good"),
        ("file:sub/deep é.pdf", b"%PDF-deep"),
        ("file:./good.pdf", b"%PDF-good"),
        ("file:inside.pdf", b"%PDF-good"),
    ),
)
def test_a_file_is_copied(inbox: Path, tmp_path: Path, address: str, content: bytes) -> None:
    told: list[tuple[int, int | None]] = []
    fetched = fetch(address, tmp_path / "out", on_progress=lambda *seen: told.append(seen))
    assert fetched.path.read_bytes() == content
    assert fetched.size == len(content)
    assert fetched.sha256 == hashlib.sha256(content).hexdigest()
    assert fetched.final_url == address.strip()
    assert told == [(len(content), len(content))]


@pytest.mark.parametrize(
    "address",
    (
        "file:",
        "file:.",
        "file:/etc/passwd",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "file:~/x.pdf",
        "file:..",
        "file:../secret.txt",
        "file:sub/../../secret.txt",
        "file:sub/../good.pdf",
        "file:../inbox-other/x.pdf",
        "file:escape.pdf",
        "file:escape/x.pdf",
        "file:good.pdf\x00.txt",
    ),
)
def test_nothing_outside_the_folder_is_read(inbox: Path, tmp_path: Path, address: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        fetch(address, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    if address != "file:.":
        assert caught.value.permanent
        assert "refused" in str(caught.value)


@pytest.mark.parametrize("name", ("missing.pdf", "sub", "round", "%2e%2e/secret.txt"))
def test_a_missing_file_may_come_later(inbox: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        fetch(f"file:{name}", tmp_path / "out")
    assert str(inbox) not in caught.value.customer_text
    assert not (tmp_path / "out").exists()
    if name != "round":
        assert not caught.value.permanent


def test_a_pipe_does_not_hang_us(inbox: Path, tmp_path: Path) -> None:
    os.mkfifo(inbox / "pipe.pdf")
    with pytest.raises(FetchFailed):
        fetch("file:pipe.pdf", tmp_path / "out")


def test_a_file_over_the_limit_is_not_copied(inbox: Path, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="larger than the limit of 4 bytes"):
        fetch("file:good.pdf", tmp_path / "out", limits=Limits(4, 10))
    assert not (tmp_path / "out").exists()


def test_an_empty_file_is_a_file(inbox: Path, tmp_path: Path) -> None:
    (inbox / "empty.pdf").touch()
    assert fetch("file:empty.pdf", tmp_path / "out").size == 0
    assert (tmp_path / "out").exists()
