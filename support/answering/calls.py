"""Requests to the makers of language models: bounded in time and size, errors in our words."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import httpx2

from support.answering.model import ModelError
from support.conditions import wait_of

MOST_BYTES = 2 * 1024 * 1024  # of one answer, with all that a protocol puts around its words
CONNECTING = 5.0  # seconds
SILENCE = 120.0  # seconds; the guard's limits are shorter, this one is for its absence
TOO_MANY = 429


@cache
def certificates() -> ssl.SSLContext:
    """Loaded once in a process: it takes 20 ms, most of a client's start."""
    return httpx2.create_ssl_context()


@asynccontextmanager
async def calling() -> AsyncIterator[httpx2.AsyncClient]:
    """A client for one answer; what goes wrong inside the block comes out as ModelError.

    One each, because a worker has a new event loop for every job and connections live in one.
    Redirects are not followed: they would carry the key elsewhere.
    """
    client = httpx2.AsyncClient(
        verify=certificates(),
        timeout=httpx2.Timeout(SILENCE, connect=CONNECTING),
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},  # or the limit of bytes would not hold
        event_hooks={"response": [_limit]},
    )
    async with client:
        try:
            yield client
        except httpx2.TimeoutException:
            raise ModelError("timeout", again=True) from None
        except (httpx2.ConnectError, httpx2.ProxyError):
            raise ModelError("unreachable", again=True) from None
        except httpx2.TransportError:
            raise ModelError("disconnected", again=True) from None
        except (httpx2.InvalidURL, httpx2.HTTPError, httpx2.StreamError):
            raise ModelError("bad_response") from None


class _Limited(httpx2.AsyncByteStream):
    """The bytes of a response, up to MOST_BYTES."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        left = MOST_BYTES
        async for part in self._inner:
            left -= len(part)
            if left < 0:
                raise ModelError("too_long")
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _limit(response: httpx2.Response) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ModelError("bad_response")
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Limited(response.stream)


def error_of(status: int, retry_after: float | None = None) -> ModelError:
    """What an HTTP status other than 200 means."""
    if status == TOO_MANY:
        return ModelError("rate_limited", again=True, retry_after=retry_after)
    if status >= 500 or status == 408:
        return ModelError("server_error", again=True, retry_after=retry_after)
    if status in (401, 403):
        return ModelError("key_refused")
    return ModelError("bad_request")


def retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds that the other side asks us to wait; None where it does not say."""
    value = headers.get("retry-after", "")
    return wait_of(value) if value else None
