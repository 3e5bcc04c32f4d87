"""One line an event, with the ids that belong to it."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.test import Client

from hscjit import logs


def record(message: str = "manual %d ready", *args: object, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"msg": message, "args": args or (7,), "name": "support.ingest"})
    made.levelname = "INFO"
    made.__dict__.update(extra)
    return made


def test_json_is_one_object_a_line() -> None:
    token = logs.conversation_id.set("c-1")
    try:
        line = logs.JsonFormatter().format(record(manual_id=7, request=object()))
    finally:
        logs.conversation_id.reset(token)
    assert "\n" not in line
    entry = json.loads(line)
    assert entry["message"] == "manual 7 ready"
    assert (entry["logger"], entry["level"]) == ("support.ingest", "INFO")
    assert (entry["conversation_id"], entry["manual_id"]) == ("c-1", 7)
    assert "request" not in entry
    assert "request_id" not in entry
    assert entry["time"].endswith("+00:00")


def test_exceptions_stay_on_the_line() -> None:
    try:
        int("no\nnumber")
    except ValueError as error:
        made = record(exc_info=(ValueError, error, error.__traceback__))
    line = logs.JsonFormatter().format(made)
    assert "\n" not in line
    assert "ValueError" in json.loads(line)["exception"]


def test_the_console_names_the_request_when_there_is_one() -> None:
    formatter = logs.ConsoleFormatter()
    assert formatter.format(record()).endswith("support.ingest: manual 7 ready")
    token = logs.request_id.set("abc")
    try:
        assert formatter.format(record()).endswith("manual 7 ready [abc]")
    finally:
        logs.request_id.reset(token)


def test_request_ids_come_from_trusted_proxies_or_are_made_up(
    client: Client, settings: Any
) -> None:
    given = {"x-request-id": "given-1"}
    made_up = client.get("/metrics", headers=given).headers["X-Request-ID"]
    assert made_up != "given-1"
    assert len(made_up) == 16
    settings.TRUSTED_PROXIES = settings.METRICS_ALLOW
    assert client.get("/metrics", headers=given).headers["X-Request-ID"] == "given-1"
    bad = client.get("/metrics", headers={"x-request-id": "a b\u00e9"}).headers["X-Request-ID"]
    assert len(bad) == 16
