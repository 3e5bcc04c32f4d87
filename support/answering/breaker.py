"""Stops asking a model that keeps failing, and tries it again now and then.

Kept in memory, so each process learns for itself: with four processes a dead provider costs four
times FAILURES requests, not one a question, and no shared store can take the desk down with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from hscjit import metrics

FAILURES = 4  # in a row
PAUSE = 30.0  # seconds until one request may try again


class Breaker:
    """Open after FAILURES failures in a row; then one request each PAUSE, until one works."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._closed_until = 0.0

    def allows(self) -> bool:
        """Whether a request may be made now. Whoever is let through an open one is the trial."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + PAUSE
            return True

    def worked(self) -> None:
        with self._lock:
            self._failures = 0
        metrics.llm_breaker_open.labels(self._name).set(0)

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            is_open = self._failures >= FAILURES
            if is_open:
                self._closed_until = self._clock() + PAUSE
        metrics.llm_breaker_open.labels(self._name).set(int(is_open))


_breakers: dict[str, Breaker] = {}
_lock = Lock()


def breaker_of(name: str) -> Breaker:
    """This process' breaker for the model of this name."""
    with _lock:
        if name not in _breakers:
            _breakers[name] = Breaker(name)
        return _breakers[name]


def forget() -> None:
    """Close all, for tests."""
    with _lock:
        _breakers.clear()
