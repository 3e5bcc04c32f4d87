"""The support desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_delete


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = "Support desk"

    def ready(self) -> None:
        # These need the loaded app registry, so they cannot be imported above.
        from support import checks, photos  # noqa: PLC0415

        checks.register_all()
        post_delete.connect(
            photos.forget_with_its_question,
            sender="support.Message",
            dispatch_uid="support.forget_photo",
        )
