"""Log lines for people (console) and machines (JSON), each with the id of its request.

No line holds what a customer wrote: log events and ids, never texts.
"""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="-")
conversation_id: ContextVar[str] = ContextVar("conversation_id", default="-")

GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

# The attributes every record has; what is left was given with `extra=`.
USUAL = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
UNWANTED = frozenset({"request", "status_code", "server_time"})  # Django's own, one is an object


class ConsoleFormatter(logging.Formatter):
    """``12:00:01 INFO    support.ingest: manual 7 ready [3f2a…]``"""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        ids = [value for value in (request_id.get(), conversation_id.get()) if value != "-"]
        line = super().formatMessage(record)
        return f"{line} [{' '.join(ids)}]" if ids else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, ids, and what came in ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "pid": record.process,
        }
        for name, variable in (("request_id", request_id), ("conversation_id", conversation_id)):
            if variable.get() != "-":
                entry[name] = variable.get()
        for name, value in record.__dict__.items():
            if name not in USUAL and name not in UNWANTED:
                entry.setdefault(name, value)
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class RequestIdMiddleware:
    """Names each request: X-Request-ID of a trusted proxy, else one made up; both are returned."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        trusted = getattr(request, "came_through_proxy", False) and GOOD_ID.fullmatch(given)
        name = given if trusted else uuid.uuid4().hex[:16]
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = name
        return response
