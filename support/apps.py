"""The support desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = "Support desk"

    def ready(self) -> None:
        from support import checks  # noqa: PLC0415  they need the loaded app registry

        checks.register_all()
