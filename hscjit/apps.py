"""The wiring as a Django application: system checks and the workers' signs of life."""

from __future__ import annotations

from django.apps import AppConfig


class HscjitConfig(AppConfig):
    name = "hscjit"
    verbose_name = "Operations"

    def ready(self) -> None:
        # These need the loaded app registry, so they cannot be imported above.
        from django_q.signals import post_execute_in_worker, pre_execute  # noqa: PLC0415

        from hscjit import checks, heartbeat  # noqa: PLC0415

        checks.register_all()
        pre_execute.connect(heartbeat.job_started, dispatch_uid="hscjit.job_started")
        post_execute_in_worker.connect(heartbeat.job_ended, dispatch_uid="hscjit.job_ended")
