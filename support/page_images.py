"""Pictures of manual pages: rendered in a child process, kept as files until space is short."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache

from support.errors import Unavailable
from support.extraction.pictures import page_shape, render_page
from support.extraction.word_boxes import Box, places, unpacked
from support.models import Page, Revision
from support.stored_files import on_disk

WIDTHS = (480, 960, 1440)  # pixels; a browser picks what its screen needs
DEFAULT_WIDTH = 960
CROP_WIDTHS = (360, 720, 1080)  # a phone's card, the same on a 2x screen, a desk's on a 2x screen
KEPT_BYTES = 200 * 1024 * 1024
SHAPE_KEPT = 24 * 3600  # seconds; the same file always has the same pages
PATIENCE = 15.0  # seconds to wait for a free place
FORMAT = "2"  # raise it when the same page is to be drawn in another way

# A child takes up to a core and a gigabyte: two at once, whoever asks.
_places = BoundedSemaphore(2)


def page_image(
    revision: Revision, page: int, quotes: tuple[str, ...], width: int, *, crop: bool = False
) -> bytes:
    """The page (from 1) as WebP, ``width`` pixels wide, with the quotes marked.

    With ``crop`` only the quotes and what stands around them.

    Raises Unreadable when it cannot be drawn and Unavailable when too many are being drawn.
    """
    kept = _place_of(revision, page, quotes, width, crop)
    if kept.exists():
        os.utime(kept)  # the least recently shown go first
        return kept.read_bytes()
    boxes = _recognised_places(revision, page, quotes)
    with _a_place(), on_disk(revision.storage_name) as path:
        image: bytes = render_page(path, page, quotes, width, boxes=boxes, crop=crop)
    _keep(kept, image)
    return image


def _recognised_places(revision: Revision, page: int, quotes: tuple[str, ...]) -> tuple[Box, ...]:
    """Where the quotes stand on a page whose text was read from its picture."""
    rows = Page.objects.filter(revision=revision, number=page, words__isnull=False)
    data = rows.values_list("words", flat=True).first() if quotes else None
    if data is None:
        return ()
    words = unpacked(bytes(data))
    return tuple(box for quote in quotes for box in places(words, quote))


def image_height(revision: Revision, page: int, width: int) -> int:
    """Of the picture of ``page`` (from 1) that is ``width`` wide; raises as `page_image` does."""
    key = f"page-shape:{revision.sha256}:{page}"
    shape: float | None = cache.get(key)
    if shape is None:
        with _a_place(), on_disk(revision.storage_name) as path:
            shape = page_shape(path, page)
        cache.set(key, shape, SHAPE_KEPT)
    return max(round(width * shape), 1)


@contextmanager
def _a_place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE):
        raise Unavailable("Too many pages are being drawn at once.")
    try:
        yield
    finally:
        _places.release()


def _place_of(
    revision: Revision, page: int, quotes: tuple[str, ...], width: int, crop: bool
) -> Path:
    parts = (FORMAT, revision.sha256, str(page), str(width), str(crop), *quotes)
    key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return Path(settings.DATA_DIR) / "pages" / f"{key}.webp"


def _keep(place: Path, image: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as part:
        part.write(image)
    Path(part.name).replace(place)  # whoever looks meanwhile sees all of it or nothing
    _forget_oldest(place.parent)


def _forget_oldest(folder: Path) -> None:
    files = [(entry.stat(), Path(entry.path)) for entry in os.scandir(folder) if entry.is_file()]
    total = sum(status.st_size for status, _ in files)
    for status, path in sorted(files, key=lambda item: item[0].st_mtime):
        if total <= KEPT_BYTES:
            return
        path.unlink(missing_ok=True)
        total -= status.st_size
