"""Pictures that customers send with a question: checked, made small and plain, stored, forgotten.

Stored like manuals, since any process may answer. Read by a caged child: a picture is a
stranger's file too.
"""

from __future__ import annotations

import base64
import binascii
import logging
import re
import tempfile
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from support.errors import InvalidField, TooLong, Unavailable, Unreadable
from support.extraction import cage

log = logging.getLogger(__name__)

FOLDER = "questions"
MOST_BYTES = 6 * 1024 * 1024  # of the picture; in base64 a frame of 8 MiB holds as much
TIMEOUT = 10.0  # seconds
AT_ONCE = 2  # in a process: each may take 640 MB for a moment
_places = BoundedSemaphore(AT_ONCE)
_DATA_URL = re.compile(r"data:image/(png|jpeg|webp);base64,", re.IGNORECASE)


def fit_photo(data_url: str) -> bytes:
    """The picture as a small JPEG without metadata. Blocking, up to 20 s.

    Raises InvalidField, TooLong or Unavailable.
    """
    head = _DATA_URL.match(data_url)
    if head is None:
        raise InvalidField("image: a data URL of a PNG, JPEG or WebP picture in base64")
    try:
        data = base64.b64decode(data_url[head.end() :], validate=True)
    except binascii.Error:
        raise InvalidField("image: this is no base64") from None
    if len(data) > MOST_BYTES:
        raise TooLong(f"image: at most {MOST_BYTES} bytes")
    if not _places.acquire(timeout=TIMEOUT):
        raise Unavailable("Too many pictures at once; please try again.")
    try:
        return _read(data, head[1].lower())
    except Unreadable as error:
        raise InvalidField(f"image: {error}") from None
    finally:
        _places.release()


def _read(data: bytes, kind: str) -> bytes:
    folder = Path(settings.DATA_DIR) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:  # without a name: nothing to leave behind
        file.write(data)
        file.flush()
        file.seek(0)
        order = {"task": "photo", "kind": kind}
        return cage.run(order, Path(f"/dev/fd/{file.fileno()}"), timeout=TIMEOUT).body


def keep(photo: bytes) -> str:
    """Store it; returns its name in the storage. Raises Unavailable."""
    try:
        return default_storage.save(f"{FOLDER}/{uuid4()}.jpg", ContentFile(photo))
    except OSError:
        raise Unavailable("The picture cannot be kept right now.") from None


def stored(name: str) -> bytes | None:
    """The picture of a question; None where it has none, or where it cannot be reached."""
    if not name:
        return None
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError as error:
        log.warning("the picture of a question is out of reach: %s", type(error).__name__)
        return None


def forget(name: str) -> None:
    """Remove it; one that cannot be reached now is left behind."""
    try:
        default_storage.delete(name)
    except OSError as error:
        log.warning("a picture could not be removed: %s", type(error).__name__)


def forget_with_its_question(instance: Any, **_: Any) -> None:
    """When a message's row goes, its picture goes with it."""
    if name := instance.image:
        transaction.on_commit(lambda: forget(name))
