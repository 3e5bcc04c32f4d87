"""The layered cache is correct with and without Redis, and a dead Redis costs nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches

from hscjit.cache import CacheDown, LayeredCache
from hscjit.lru import Memory
from hscjit.metrics import cache_hits
from tests.services import RedisServer


def make(location: str = "", prefix: str = "t", **options: Any) -> LayeredCache:
    return LayeredCache(location, {"KEY_PREFIX": prefix, "TIMEOUT": 60, "OPTIONS": options})


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.service)])
def cache(request: pytest.FixtureRequest) -> Iterator[LayeredCache]:
    if request.param == "memory":
        layered = make(prefix=request.node.name)
    else:
        server: RedisServer = request.getfixturevalue("redis_server")
        layered = make(server.url, L1_TIMEOUT=0.2)
    yield layered
    layered.clear()


def test_one_value(cache: LayeredCache) -> None:
    assert cache.get("a") is None
    assert cache.get("a", "d") == "d"
    cache.set("a", {"x": [1]})
    assert cache.get("a") == {"x": [1]}
    assert cache.has_key("a")
    assert cache.delete("a") is True
    assert cache.delete("a") is False
    assert cache.get("a") is None


def test_what_is_handed_out_is_the_callers_own(cache: LayeredCache) -> None:
    value = {"x": [1]}
    cache.set("a", value)
    value["x"].append(2)
    cache.get("a")["x"].append(3)
    assert cache.get("a") == {"x": [1]}


def test_add_touch_and_expiry(cache: LayeredCache) -> None:
    assert cache.add("a", 1, 1) is True
    assert cache.add("a", 2, 1) is False
    assert cache.get("a") == 1
    assert cache.touch("a", 60) is True
    assert cache.touch("absent", 60) is False
    time.sleep(1.3)
    assert cache.get("a") == 1
    cache.set("gone", 1, timeout=0)
    assert cache.get("gone") is None
    cache.set("short", 1, timeout=1)
    time.sleep(1.3)
    assert cache.get("short") is None


def test_counting(cache: LayeredCache) -> None:
    with pytest.raises(ValueError, match="not found"):
        cache.incr("n")
    cache.set("n", 1)
    assert cache.incr("n", 4) == 5
    assert cache.decr("n") == 4
    assert cache.get("n") == 4


def test_many_versions_and_clear(cache: LayeredCache) -> None:
    cache.set_many({"a": 1, "b": 2})
    cache.set("a", "other", version=2)
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert cache.get("a", version=2) == "other"
    cache.delete_many(["a"])
    assert cache.get_many(["a", "b"]) == {"b": 2}
    assert cache.get_or_set("d", lambda: 9) == 9
    cache.clear()
    assert cache.get("b") is None


async def test_asynchronous_calls(cache: LayeredCache) -> None:
    await cache.aset("a", 1)
    assert await cache.aget("a") == 1
    assert await cache.aget("absent", "d") == "d"


def test_the_least_recently_used_goes_first() -> None:
    memory = Memory(2)
    memory.set("a", b"1", None)
    memory.set("b", b"2", None)
    assert memory.get("a") == b"1"
    memory.set("c", b"3", None)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (b"1", None, b"3")


def test_a_hit_in_memory_is_fast_and_counted() -> None:
    cache = make(prefix="fast")
    cache.set("a", 1)
    before = cache_hits.labels("l1")._value.get()
    began = time.perf_counter()
    for _ in range(1000):
        cache.get("a")
    assert (time.perf_counter() - began) / 1000 < 0.0005
    assert cache_hits.labels("l1")._value.get() - before == 1000


def test_the_projects_cache_is_this_one() -> None:
    assert isinstance(caches["default"], LayeredCache)


@pytest.mark.service
def test_another_process_sees_a_change_within_the_l1_timeout(redis_server: RedisServer) -> None:
    here = make(redis_server.url, prefix="p", L1_TIMEOUT=1.0)
    there = make(redis_server.url, prefix="p", L1_TIMEOUT=1.0)
    there._l1 = Memory(10)  # another process has a memory of its own
    here.set("a", "old")
    assert there.get("a") == "old"
    here.set("a", "new")
    assert there.get("a") == "old"
    time.sleep(1.05)
    assert there.get("a") == "new"


@pytest.mark.service
def test_clear_leaves_the_keys_of_others(redis_server: RedisServer) -> None:
    ours, theirs = make(redis_server.url, prefix="ours"), make(redis_server.url, prefix="theirs")
    ours.set("a", 1)
    theirs.set("a", 1)
    ours.clear()
    theirs._l1.clear()
    assert theirs.get("a") == 1


@pytest.mark.service
def test_a_value_that_cannot_be_read_is_a_miss(redis_server: RedisServer) -> None:
    cache = make(redis_server.url, prefix="odd")
    raw: Any = cache._l2.client.get_client() if cache._l2 else None
    raw.set(cache.make_key("a"), b"\x80\x05not a pickle")
    assert cache.get("a", "d") == "d"
    cache.set("b", 1)
    assert cache.get("b") == 1


@pytest.mark.service
def test_redis_killed_in_the_middle(redis_server: RedisServer) -> None:
    cache = make(redis_server.url, prefix="dead", L1_TIMEOUT=0.2)
    cache.set("a", 1)
    cache.ping()
    redis_server.kill()
    time.sleep(0.25)
    began = time.perf_counter()
    for _ in range(50):
        assert cache.get("a", "d") == "d"
    assert time.perf_counter() - began < 1.0  # not a time-out for each of the fifty
    with pytest.raises(CacheDown):
        cache.ping()
    cache.set("b", 2)
    assert cache.get("b") == 2  # for a moment, from memory
    assert cache.add("c", 1) is True
    assert cache.add("c", 1) is False
    assert cache.get_many(["x"]) == {}
    assert cache.incr("b") == 3
    redis_server.start()
    time.sleep(1.1)
    cache.ping()
    cache.set("a", 3)
    cache._l1.clear()
    assert cache.get("a") == 3
