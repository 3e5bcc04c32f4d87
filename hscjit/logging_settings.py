"""``LOG_FORMAT`` and ``LOG_LEVEL`` → Django's setting for the log: all of it to stderr."""

from __future__ import annotations

from typing import Any

# These would log addresses and headers, keys included.
TALKATIVE = ("httpx2", "httpcore2", "google_genai")


def logging_setting(form: str, level: str) -> dict[str, Any]:
    """LOGGING; ``form`` is ``console`` or ``json``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "console": {"()": "hscjit.logs.ConsoleFormatter"},
            "json": {"()": "hscjit.logs.JsonFormatter"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},  # a page not found is the visitor's business
            "django-q": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            **{name: {"level": "WARNING"} for name in TALKATIVE},
        },
    }
