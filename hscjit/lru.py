"""Bounded dictionaries in local memory: the least recently used entries go first."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory:
    """Thread-safe; holds bytes, so that nobody can change a value that others will read."""

    def __init__(self, max_entries: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries: OrderedDict[str, tuple[float | None, bytes]] = OrderedDict()
        self._lock = threading.Lock()
        self._max_entries = max_entries
        self._clock = clock

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> bytes | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            expires_at, value = entry
            if expires_at is not None and expires_at <= self._clock():
                del self._entries[key]
                return None
            self._entries.move_to_end(key)
            return value

    def set(self, key: str, value: bytes, seconds: float | None) -> None:
        """Keep ``value`` for ``seconds``; None = until others need the room."""
        with self._lock:
            self._set(key, value, seconds)

    def add(self, key: str, value: bytes, seconds: float | None) -> bool:
        """Like set(), but False and no change when there is a value already."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and (entry[0] is None or entry[0] > self._clock()):
                return False
            self._set(key, value, seconds)
            return True

    def replace(self, key: str, change: Callable[[bytes], bytes]) -> bytes | None:
        """Set the changed value, keeping its expiry; None when there is no value."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or (entry[0] is not None and entry[0] <= self._clock()):
                return None
            value = change(entry[1])
            self._entries[key] = (entry[0], value)
            return value

    def touch(self, key: str, seconds: float | None) -> bool:
        value = self.get(key)
        if value is not None:
            self.set(key, value, seconds)
        return value is not None

    def delete(self, key: str) -> bool:
        with self._lock:
            return self._entries.pop(key, None) is not None

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def _set(self, key: str, value: bytes, seconds: float | None) -> None:
        if seconds is not None and seconds <= 0:
            self._entries.pop(key, None)
            return
        expires_at = None if seconds is None else self._clock() + seconds
        self._entries[key] = (expires_at, value)
        self._entries.move_to_end(key)
        while len(self._entries) > self._max_entries:
            self._entries.popitem(last=False)


class Kept(Generic[T]):
    """Thread-safe; immutable values by key, bounded by the bytes that each is said to take."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._bytes = 0
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        with self._lock:
            if key in self._values:
                self._bytes -= self._values.pop(key)[1]
            self._values[key] = (value, size)
            self._bytes += size
            while self._bytes > self._budget and self._values:
                self._bytes -= self._values.popitem(last=False)[1][1]

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._bytes = 0
