"""The layered cache: local memory (L1) over django-redis (L2).

With an L2, L1 keeps a value for at most ``L1_TIMEOUT`` seconds: that is how long another process
may see an old one. Without an L2 (no Redis), L1 is the whole cache of this process.

A dead Redis is an outcome, not an error: what it would have told is a miss. After a failure it is
left alone for a moment, so that not every call waits for its time-out.
"""

from __future__ import annotations

import logging
import pickle
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django_prometheus.cache.metrics import (
    django_cache_get_fail_total,
    django_cache_get_total,
    django_cache_hits_total,
    django_cache_misses_total,
)
from django_redis.cache import RedisCache
from redis.exceptions import RedisError

from hscjit.lru import Memory
from hscjit.metrics import cache_hits, cache_l1_entries, cache_misses
from hscjit.threads import in_thread

logger = logging.getLogger("hscjit.cache")

T = TypeVar("T")

MISSING = object()
PAUSE = 1.0  # seconds without asking a Redis that just failed
LOG_EVERY = 60.0
REDIS_OPTIONS = {"SOCKET_TIMEOUT": 0.3, "SOCKET_CONNECT_TIMEOUT": 0.3}
# What an old or a newer version of us wrote may not be readable here: a miss, too.
TROUBLE = (RedisError, OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError)

l1_hit, l2_hit = cache_hits.labels("l1"), cache_hits.labels("l2")
l1_miss, l2_miss = cache_misses.labels("l1"), cache_misses.labels("l2")


class CacheDown(Exception):
    """Redis does not answer, or did not a moment ago."""


class Breaker:
    """Calls Redis, except in the moment after it failed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._closed_until = 0.0
        self._logged_at = float("-inf")

    def call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        if self._clock() < self._closed_until:
            raise CacheDown
        try:
            return function(*args, **kwargs)
        except TROUBLE as error:
            self._note(error)
            raise CacheDown from error

    def _note(self, error: Exception) -> None:
        now = self._clock()
        if isinstance(error, RedisError | OSError):
            self._closed_until = now + PAUSE
        if now - self._logged_at > LOG_EVERY:
            self._logged_at = now
            logger.warning("the shared cache fails (%s): going on without", type(error).__name__)


# Django makes one backend object a thread; these are what a process has once.
_lock = threading.Lock()
_memories: dict[str, Memory] = {}
_breakers: dict[str, Breaker] = {}


class LayeredCache(BaseCache):
    """Django's cache interface. Values are pickled: what is handed out is the caller's own."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = dict(params.get("OPTIONS", {}))
        self._l1_timeout = float(options.pop("L1_TIMEOUT", 5))
        name = f"{location}|{self.key_prefix}"
        with _lock:
            limit = int(options.pop("L1_MAX_ENTRIES", 4096))
            self._l1 = _memories.setdefault(name, Memory(limit))
            self._breaker = _breakers.setdefault(name, Breaker())
        self._l2: RedisCache | None = None
        if location:
            self._l2 = RedisCache(location, {**params, "OPTIONS": {**REDIS_OPTIONS, **options}})

    # --- one value ------------------------------------------------------------------------

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        django_cache_get_total.labels("layered").inc()
        value = self._recall(key, version)
        if value is MISSING and self._l2 is not None:
            value = self._ask(MISSING, self._l2.get, key, MISSING, version)
            (l2_miss if value is MISSING else l2_hit).inc()
            if value is not MISSING:
                self._remember(key, value, version, self._l1_timeout)
        if value is MISSING:
            django_cache_misses_total.labels("layered").inc()
            return default
        django_cache_hits_total.labels("layered").inc()
        return value

    async def aget(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Like get(); goes to a thread only when it has to ask Redis."""
        if self._l2 is None:
            return self.get(key, default, version)
        value = self._recall(key, version)
        return await in_thread(self.get)(key, default, version) if value is MISSING else value

    def set(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        if self._l2 is not None:
            self._ask(None, self._l2.set, key, value, timeout, version)
        self._remember(key, value, version, self._seconds(timeout))

    def add(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """True when there was no value. Redis decides; without it, each process for itself."""
        if self._l2 is not None:
            added = self._ask(None, self._l2.add, key, value, timeout, version)
            if added is not None:
                if added:
                    self._remember(key, value, version, self._seconds(timeout))
                return bool(added)
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        return self._l1.add(self._key(key, version), data, self._seconds(timeout))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        kept = self._l1.touch(self._key(key, version), self._seconds(timeout))
        if self._l2 is not None:
            return bool(self._ask(kept, self._l2.touch, key, timeout, version))
        return kept

    def delete(self, key: Any, version: int | None = None) -> bool:
        had = self._l1.delete(self._key(key, version))
        if self._l2 is not None:
            return bool(self._ask(had, self._l2.delete, key, version=version))
        return had

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self.get(key, MISSING, version) is not MISSING

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """The raised number; ValueError when there is none. Without Redis: this process's own."""
        if self._l2 is not None:
            raised: int | None = self._ask(None, self._l2.incr, key, delta, version=version)
            if raised is not None:
                self._remember(key, raised, version, self._l1_timeout)
                return raised
        data = self._l1.replace(
            self._key(key, version),
            lambda old: pickle.dumps(pickle.loads(old) + delta),  # noqa: S301
        )
        if data is None:
            raise ValueError(f"Key '{key}' not found")
        return int(pickle.loads(data))  # noqa: S301

    # --- many, all ------------------------------------------------------------------------

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        keys = list(keys)
        found = {key: self._recall(key, version) for key in keys}
        absent = [key for key, value in found.items() if value is MISSING]
        if absent and self._l2 is not None:
            shared: dict[Any, Any] = self._ask({}, self._l2.get_many, absent, version=version)
            for key, value in shared.items():
                self._remember(key, value, version, self._l1_timeout)
            l2_hit.inc(len(shared))
            l2_miss.inc(len(absent) - len(shared))
            found.update(shared)
        return {key: value for key, value in found.items() if value is not MISSING}

    def set_many(
        self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        if self._l2 is not None:
            self._ask(None, self._l2.set_many, data, timeout, version=version)
        for key, value in data.items():
            self._remember(key, value, version, self._seconds(timeout))
        return []

    def clear(self) -> None:
        """Forget everything of ours (L2: what carries our prefix, nothing else in that Redis)."""
        self._l1.clear()
        cache_l1_entries.set(0)
        if self._l2 is not None:
            self._ask(None, self._l2.delete_pattern, "*")

    def ping(self) -> None:
        """Raises CacheDown when there is an L2 and it does not answer."""
        if self._l2 is not None:
            self._breaker.call(self._l2.has_key, "ping")

    # --- layers ---------------------------------------------------------------------------

    def _key(self, key: Any, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _seconds(self, timeout: Any) -> float | None:
        """How long L1 may keep it; None = no limit."""
        wanted = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        if self._l2 is None:
            return None if wanted is None else float(wanted)
        return self._l1_timeout if wanted is None else min(float(wanted), self._l1_timeout)

    def _recall(self, key: Any, version: int | None) -> Any:
        data = self._l1.get(self._key(key, version))
        (l1_miss if data is None else l1_hit).inc()
        return MISSING if data is None else pickle.loads(data)  # noqa: S301  only our own bytes

    def _remember(self, key: Any, value: Any, version: int | None, seconds: float | None) -> None:
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self._l1.set(self._key(key, version), data, seconds)
        cache_l1_entries.set(len(self._l1))

    def _ask(self, otherwise: Any, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What L2 says; ``otherwise`` when it is down."""
        try:
            return self._breaker.call(function, *args, **kwargs)
        except CacheDown:
            django_cache_get_fail_total.labels("layered").inc()
            return otherwise
