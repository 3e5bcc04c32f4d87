"""Makes a database fit for serving: migrations, schedules, and the demo where there is nothing."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from django_q.models import Schedule

LOCK_NUMBER = 0x4853_434A  # "HSCJ", any number that nobody else uses in this database


def prepare() -> None:
    """Bring the database up to date. Safe when several processes start at the same time."""
    with _one_at_a_time():
        if needs_migration():
            call_command("migrate", interactive=False, verbosity=0)
        ensure_schedules()
        for path in settings.ON_EMPTY_DATABASE:
            import_string(path)()


def needs_migration() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def ensure_schedules() -> None:
    """One row for each of settings.SCHEDULES; what was taken out of the settings goes."""
    for name, plan in settings.SCHEDULES.items():
        wanted = {
            "func": plan["func"],
            "cluster": plan["cluster"],
            "schedule_type": Schedule.MINUTES,
            "minutes": plan["minutes"],
        }
        if not Schedule.objects.filter(name=name, **wanted).exists():
            Schedule.objects.filter(name=name).delete()
            Schedule.objects.create(name=name, **wanted)
    Schedule.objects.exclude(name__in=settings.SCHEDULES).filter(name__startswith="desk.").delete()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the lock of whatever the processes share: the database server, or the data folder."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
        return
    with Path(settings.DATA_DIR, ".start.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
