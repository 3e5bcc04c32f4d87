"""A stored manual as a file on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage


@contextmanager
def on_disk(storage_name: str) -> Iterator[Path]:
    """The stored file as a local path; copied first where the storage is elsewhere."""
    try:
        local = Path(default_storage.path(storage_name))
    except NotImplementedError:
        with tempfile.TemporaryDirectory() as folder:
            local = Path(folder) / "manual"
            with default_storage.open(storage_name) as stored, local.open("wb") as copy:
                for block in stored.chunks():
                    copy.write(block)
            yield local
    else:
        yield local
