"""What ``file:NAME`` means: a file of the manuals folder, or else one that staff uploaded.

The manuals folder belongs to one machine; uploads lie in the default storage, which all share.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.storage import default_storage

from catalog.models import UPLOADS
from support.addresses import local_file, local_name, refused
from support.errors import FetchFailed

_UPLOADED = re.compile(rf"{UPLOADS}[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is open for reading; ``size`` in bytes, ``where`` for staff."""

    file: IO[bytes] | Any
    size: int
    where: str


@contextmanager
def opened(address: str) -> Iterator[Opened]:
    """The file at ``file:NAME``. Raises FetchFailed: permanent when it leads elsewhere."""
    try:
        path = local_file(address)
    except FetchFailed as error:
        if error.permanent or not is_upload(address):
            raise
        with _from_storage(local_name(address)) as found:
            yield found
        return
    # Not through a link that appeared since the check, and never waiting for a pipe's writer.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _unreadable(path.name, error) from error
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise refused(f"{path.name!r} is not a file")
        try:
            yield Opened(file, state.st_size, "the manuals folder")
        except OSError as error:
            raise _unreadable(path.name, error) from error


def is_upload(address: str) -> bool:
    """Whether it has the form of an upload's address; nothing else of the storage is reachable."""
    return _UPLOADED.fullmatch(local_name(address)) is not None


@contextmanager
def _from_storage(name: str) -> Iterator[Opened]:
    try:
        with default_storage.open(name) as file:
            yield Opened(file, file.size, "the storage")
    except FileNotFoundError as error:
        raise FetchFailed(
            f"there is no uploaded file {name!r}",
            customer_text="The manual's file is not on this desk any more.",
        ) from error
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> FetchFailed:
    return FetchFailed(f"the file {name!r} cannot be read ({error.strerror or error})")
