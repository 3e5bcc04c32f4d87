"""``DATABASE_URL`` → Django's setting for the database: SQLite in DATA_DIR, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url


def database_setting(url: str, data_dir: Path, *, keeps: bool) -> dict[str, Any]:
    """One entry of DATABASES. ``keeps``: the process keeps its connection between jobs."""
    config: dict[str, Any] = dict(
        dj_database_url.parse(url or f"sqlite:///{data_dir / 'desk.sqlite3'}")
    )
    if "sqlite" in config["ENGINE"]:
        config["ENGINE"] = "django_prometheus.db.backends.sqlite3"
        # IMMEDIATE: a busy time-out does not help a transaction that reads before it writes.
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA cache_size=-8000; PRAGMA mmap_size=134217728;",
        }
        if "test" not in config:
            config["TEST"] = {"NAME": str(data_dir / "test.sqlite3")}
    else:
        config["ENGINE"] = "django_prometheus.db.backends.postgresql"
        # Milliseconds until a server that went without a word is given up, on Linux.
        config["OPTIONS"] = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    # Workers keep their connection; the server's threads come and go, and would leave theirs
    # behind. Those of hscjit.threads stay, and keep theirs themselves.
    config["CONN_MAX_AGE"] = 60 if keeps else 0
    config["CONN_HEALTH_CHECKS"] = True
    return config
