"""System checks: a misconfiguration is told at the start, with an id and a hint."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from hscjit.data_folder import is_loopback

OLDEST_SQLITE = (3, 35, 0)


def order_of_timeouts(**_: Any) -> list[CheckMessage]:
    """Who works must give up before whoever watches it does."""
    steps = settings.FETCH_TIMEOUT + settings.EXTRACTION_TIMEOUT
    found: list[CheckMessage] = []
    if not steps < settings.JOB_TIMEOUT < settings.JOB_RETRY:
        found.append(
            Error(
                "FETCH_TIMEOUT + EXTRACTION_TIMEOUT < JOB_TIMEOUT < JOB_RETRY does not hold.",
                hint="A job would be killed, or run a second time, while it still works.",
                id="hscjit.E001",
            )
        )
    if settings.CLUSTERS.keys() != {
        settings.Q_CLUSTER["name"],
        *settings.Q_CLUSTER["ALT_CLUSTERS"],
    }:
        found.append(
            Error(
                "CLUSTERS and Q_CLUSTER name different clusters.",
                hint="Every cluster of Q_CLUSTER needs its line in CLUSTERS, with its workers.",
                id="hscjit.E002",
            )
        )
    return found


def debug_stays_home(**_: Any) -> list[CheckMessage]:
    if settings.DEBUG and not is_loopback(settings.BIND):
        return [
            Error(
                f"DEBUG is on while we listen on {settings.BIND}.",
                hint="DEBUG shows settings and source to visitors: unset it, or BIND to 127.0.0.1.",
                id="hscjit.E003",
            )
        ]
    return []


def sqlite_is_recent(**_: Any) -> list[CheckMessage]:
    if settings.DATABASE_URL or sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return []
    return [
        Error(
            f"This Python carries SQLite {sqlite3.sqlite_version}; 3.35 is needed.",
            hint="Use a newer Python, or PostgreSQL (DATABASE_URL).",
            id="hscjit.E004",
        )
    ]


def redis_needs_a_shared_database(**_: Any) -> list[CheckMessage]:
    if settings.REDIS_URL and not settings.DATABASE_URL:
        return [
            Warning(
                "REDIS_URL is set but DATABASE_URL is not.",
                hint="Other machines cannot share SQLite: set DATABASE_URL before adding replicas.",
                id="hscjit.W001",
            )
        ]
    return []


def answers_to_its_names(**_: Any) -> list[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        return [
            Warning(
                "ALLOWED_HOSTS holds '*'.",
                hint="Any web page could then pose as ours: list the names people really use.",
                id="hscjit.W002",
            )
        ]
    return []


def storage_can_be_used(**_: Any) -> list[CheckMessage]:
    """Only with ``--deploy``: a start must not wait for a server, nor fail with it."""
    try:
        name = default_storage.save("checks/probe", ContentFile(b"written by manage.py check"))
        default_storage.delete(name)
    except OSError as error:
        return [
            Error(
                f"Manuals cannot be stored in {settings.STORAGE_URL}: {error}.",
                hint="Is the bucket there, and may we list, read, write and delete in it? "
                "See STORAGE_URL in docs/configuration.md.",
                id="hscjit.E005",
            )
        ]
    return []


CHECKS: Sequence[Callable[..., list[CheckMessage]]] = (
    order_of_timeouts,
    debug_stays_home,
    sqlite_is_recent,
    redis_needs_a_shared_database,
    answers_to_its_names,
)


def register_all() -> None:
    for check in CHECKS:
        register(check)
    register(storage_can_be_used, deploy=True)
