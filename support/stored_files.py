"""A stored manual as a file on this machine, wherever the storage is."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from support.errors import FetchFailed, Unavailable

KEPT_BYTES = 500 * 1024 * 1024  # of copies
LEFT_ALONE = 600.0  # seconds after a copy was last used: somebody may be reading it
NOT_REACHED = "The stored manual cannot be reached right now."


@contextmanager
def on_disk(storage_name: str) -> Iterator[Path]:
    """The stored file as a local path; copied first where the storage is elsewhere.

    Raises Unavailable when the storage does not answer, FileNotFoundError when it has no such file.
    """
    try:
        local = Path(default_storage.path(storage_name))
    except NotImplementedError:
        local = _copy_of(storage_name)
    yield local


def seems_stored(name: str) -> bool:
    """Whether the file is there, as far as a question may wait for it.

    A storage elsewhere is not asked: the answer comes from the index, and the weekly look at the
    manual finds what is missing.
    """
    try:
        default_storage.path(name)
    except NotImplementedError:
        return True
    return default_storage.exists(name)


@contextmanager
def storage_needed() -> Iterator[None]:
    """For whoever fetches: a storage that does not answer is a failure that passes."""
    try:
        yield
    except OSError as error:
        raise FetchFailed(
            f"the storage of manuals cannot be used: {error}",
            customer_text="The manual cannot be kept right now. Please ask again later.",
        ) from error


def _copy_of(name: str) -> Path:
    """A copy in DATA_DIR; a stored name is made of its content, so it stays true."""
    folder = Path(settings.DATA_DIR) / "copies"
    copy = folder / hashlib.sha256(name.encode()).hexdigest()
    if copy.exists():
        os.utime(copy)  # the least recently used go first
        return copy
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            default_storage.open(name) as stored,
            tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part,
        ):
            for block in stored.chunks():
                part.write(block)
        Path(part.name).replace(copy)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unavailable(NOT_REACHED) from error
    _forget_oldest(folder)
    return copy


def _forget_oldest(folder: Path) -> None:
    files = [(entry.stat(), Path(entry.path)) for entry in os.scandir(folder)]
    total = sum(status.st_size for status, _ in files)
    for status, path in sorted(files, key=lambda item: item[0].st_mtime):
        if total <= KEPT_BYTES or status.st_mtime > time.time() - LEFT_ALONE:
            return
        path.unlink(missing_ok=True)
        total -= status.st_size
