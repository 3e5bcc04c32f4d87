"""Signs of health: /health (am I alive: touches nothing else) and /ready (may I get traffic)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from asgiref.sync import markcoroutinefunction
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from hscjit import __version__
from hscjit.models import RunningTask, WorkerHeartbeat
from hscjit.threads import in_thread

logger = logging.getLogger("hscjit.health")

CHECK_TIMEOUT = 1.0
BEAT_LIMIT = timedelta(seconds=30)

_started = time.monotonic()
_state = {"draining": False}


class NotUsed(Exception):
    """Raised by a check for something that this deployment does not use: it is left out."""


class NotReady(RuntimeError):
    """Raised by a check. The text of a RuntimeError is shown to whoever reads /ready."""


def start_draining() -> None:
    """From now on /ready answers 503, so that a load balancer sends nobody here any more."""
    _state["draining"] = True


# --- the two answers --------------------------------------------------------------------------


async def health(request: HttpRequest) -> JsonResponse:
    """200 while this process can answer, whatever else is down."""
    uptime = round(time.monotonic() - _started, 1)
    return JsonResponse({"status": "healthy", "version": __version__, "uptime_seconds": uptime})


async def ready(request: HttpRequest) -> JsonResponse:
    """200 when the desk can answer customers, else 503; every check is reported.

    Without Redis it answers, only slower: taking all replicas out at once would make an outage of
    it. So those checks tell, but do not decide (settings.READINESS_TELLS_ONLY).
    """
    names = list(settings.READINESS_CHECKS)
    results = await asyncio.gather(*(_result(settings.READINESS_CHECKS[n]) for n in names))
    checks = {name: result for name, result in zip(names, results, strict=True) if result}
    deciding = [r["ok"] for n, r in checks.items() if n not in settings.READINESS_TELLS_ONLY]
    good = all(deciding) and not _state["draining"]
    body: dict[str, Any] = {"status": "ready" if good else "not_ready", "checks": checks}
    if _state["draining"]:
        body["draining"] = True
    response = JsonResponse(body, status=200 if good else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # 503 is an answer, no error
    return response


async def _result(path: str) -> dict[str, Any] | None:
    """``{"ok", "ms"}`` of one check, what it tells, ``error`` when it failed; None: not used."""
    began = time.perf_counter()
    outcome: dict[str, Any] = {"ok": True}
    try:
        check: Callable[[], Awaitable[dict[str, Any] | None]] = import_string(path)
        told = await asyncio.wait_for(check(), CHECK_TIMEOUT)
        outcome |= told or {}
    except NotUsed:
        return None
    except TimeoutError:
        outcome = {"ok": False, "error": f"no answer within {CHECK_TIMEOUT:g} s"}
    except Exception as error:
        # Of others the class only: messages of database drivers hold addresses and user names.
        text = str(error) if isinstance(error, RuntimeError) else type(error).__name__
        outcome = {"ok": False, "error": text}
    return {**outcome, "ms": round((time.perf_counter() - began) * 1000, 1)}


# --- the checks -------------------------------------------------------------------------------


async def database() -> None:
    await in_thread(_ask_database)()


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


async def cache() -> None:
    if not settings.REDIS_URL:
        raise NotUsed
    await in_thread(_ask_cache)()


def _ask_cache() -> None:
    caches["default"].ping()  # type: ignore[attr-defined]


async def channel_layer() -> None:
    layer = get_channel_layer()
    if layer is None:
        raise NotUsed
    await layer.send("ready", {"type": "ready"})  # nobody listens there


async def worker() -> None:
    silent = await in_thread(_silent_clusters)()
    if silent:
        raise NotReady(f"no sign of life from: {', '.join(silent)}")


def _silent_clusters() -> list[str]:
    """Clusters that neither answered lately nor run a job within its time-out."""
    now = timezone.now()
    alive = set(
        WorkerHeartbeat.objects.filter(beat_at__gt=now - BEAT_LIMIT).values_list(
            "cluster", flat=True
        )
    )
    longest = timedelta(seconds=settings.Q_CLUSTER["timeout"])
    alive.update(
        RunningTask.objects.filter(started_at__gt=now - longest).values_list("cluster", flat=True)
    )
    return [name for name in settings.CLUSTERS if name not in alive]


# --- the door ---------------------------------------------------------------------------------

PROBES = {"/health": health, "/ready": ready}


class ProbesMiddleware:
    """Answers both before everything else: no host check, no session, no thread to wait for."""

    # Only so: Django would otherwise run us, like the sync middleware below, in a thread.
    sync_capable = False
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponse]]) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        view = PROBES.get(request.path)
        return await (view(request) if view else self.get_response(request))
