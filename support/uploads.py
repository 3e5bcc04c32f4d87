"""A file that staff uploads: judged by its bytes, kept in the storage, addressed ``file:NAME``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify

from catalog.models import UPLOADS
from support.errors import Unreadable
from support.extraction.reading import HEAD_BYTES, kind_of

NAME_LENGTH = 60  # of the part that people read
HASH_LENGTH = 16  # hex digits: enough that two files never meet under one name
BLOCK = 256 * 1024


class BadUpload(Exception):
    """The file cannot be a manual; the text is for whoever uploaded it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file that may be kept; ``kind`` (pdf or html) is what its bytes say."""

    file: UploadedFile[Any]
    kind: str
    sha256: str

    @property
    def name(self) -> str:
        """In the storage; made of its own name and its content, so that nothing is overwritten."""
        stem = slugify(PurePath(self.file.name or "").stem)[:NAME_LENGTH].strip("-_")
        return f"{UPLOADS}{stem or 'manual'}-{self.sha256[:HASH_LENGTH]}.{self.kind}"


def looked_at(file: UploadedFile[Any], said: str = "") -> Upload:
    """Read it through once, a block at a time. ``said``: pdf, html or "" (whatever it is).

    Raises BadUpload for what is too large, empty, neither PDF nor HTML, or not what was said.
    """
    limit = settings.FETCH_MAX_BYTES
    if (file.size or 0) > limit:
        raise BadUpload(f"The file is larger than the limit of {limit / 1024**2:.0f} MB.")
    digest = hashlib.sha256()
    head = b""
    for block in _blocks(file):
        head = head or block[:HEAD_BYTES]
        digest.update(block)
    try:
        kind = kind_of(head)
    except Unreadable as error:
        raise BadUpload(f"This cannot be a manual: {error}.") from error
    if said and kind != said:
        raise BadUpload(f"You said {said.upper()}, but by its content the file is {kind.upper()}.")
    return Upload(file, kind, digest.hexdigest())


def keep(upload: Upload) -> str:
    """Put it into the storage unless it is there; returns its address. OSError: no storage."""
    name = upload.name
    if default_storage.exists(name) and default_storage.size(name) == upload.file.size:
        return f"file:{name}"
    upload.file.seek(0)
    return f"file:{default_storage.save(name, upload.file)}"


def _blocks(file: UploadedFile[Any]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block
