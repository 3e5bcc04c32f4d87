"""The catalogue as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"


async def readiness() -> None:
    """For ``/ready``: raises RuntimeError until the catalogue is in this process's memory."""
    # The models behind it can be imported only after the applications are set up.
    from catalog import snapshot  # noqa: PLC0415

    snapshot.start_refresher()
    if not snapshot.is_loaded():
        raise RuntimeError("the catalogue is still being read")
