"""Tells the other processes that the catalogue changed, where Redis can carry it.

A ring only says "look again"; everybody also looks by itself every second. So nothing here may
fail, and nobody waits for a Redis that is down.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable

import redis
import redis.asyncio
from django.conf import settings
from redis.exceptions import RedisError

from hscjit.cache import Breaker, CacheDown

CHANNEL = "hscjit:catalogue"
TIMEOUT = 0.3  # seconds
PAUSE = 2.0  # seconds before a broken subscription is tried again

logger = logging.getLogger(__name__)

_breaker = Breaker()


@functools.lru_cache(maxsize=1)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)


def ring() -> None:
    """Call it after the change is committed."""
    if settings.REDIS_URL:
        try:
            _breaker.call(_client(settings.REDIS_URL).publish, CHANNEL, "look")
        except CacheDown:
            logger.debug("nobody was told of the change; they will see it by themselves")


async def listen(heard: Callable[[], None]) -> None:
    """Call ``heard`` at every ring until cancelled; returns at once where there is no Redis."""
    failing = False
    while settings.REDIS_URL:
        try:
            async with (
                redis.asyncio.Redis.from_url(
                    settings.REDIS_URL, socket_connect_timeout=TIMEOUT, health_check_interval=10
                ) as client,
                client.pubsub(ignore_subscribe_messages=True) as subscription,
            ):
                await subscription.subscribe(CHANNEL)
                failing = False
                async for _ in subscription.listen():
                    heard()
        except (RedisError, OSError) as error:
            if not failing:
                logger.warning("catalogue: nobody can ring (%s)", type(error).__name__)
            failing = True
        await asyncio.sleep(PAUSE)
