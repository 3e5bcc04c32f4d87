"""The indexes of the manuals searched last, kept open in this process."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from support import index
from support.lexical import ManualIndexReader
from support.models import ManualIndex, Revision

LIMIT = 64  # a manual of 1,000 passages takes about 1.5 MB


class _OpenIndexes:
    """Safe to share, since a reader never changes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._readers: OrderedDict[tuple[Any, ...], ManualIndexReader] = OrderedDict()

    def get(self, revision: Revision) -> ManualIndexReader | None:
        # Every index written moves ``indexed_at``: pages read from their pictures come later.
        key = (revision.pk, index.VERSION, revision.indexed_at)
        with self._lock:
            if key in self._readers:
                self._readers.move_to_end(key)
                return self._readers[key]
        row = ManualIndex.objects.filter(revision=revision, version=index.VERSION).first()
        if row is None:
            return None
        reader = index.open(bytes(row.data))
        with self._lock:
            self._readers[key] = reader
            while len(self._readers) > self._limit:
                self._readers.popitem(last=False)
        return reader

    def clear(self) -> None:
        with self._lock:
            self._readers.clear()


_open_indexes = _OpenIndexes(LIMIT)


def index_of(revision: Revision) -> ManualIndexReader | None:
    """None when the revision has no index of the present version. One query the first time."""
    return _open_indexes.get(revision)


def forget() -> None:
    """Close all, for tests that reuse row ids."""
    _open_indexes.clear()
