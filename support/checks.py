"""System checks of the support desk: a misconfiguration is told at the start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from support.answering.engines import ENGINES, MODELS


def engine_is_configured(**_: Any) -> list[CheckMessage]:
    """The engine that was named can be asked; ``auto`` names none."""
    name = settings.ANSWER_ENGINE
    if name not in ("auto", *ENGINES):
        return [
            Error(
                f"ANSWER_ENGINE: {name!r} is no engine.",
                hint=f"One of: auto, {', '.join(ENGINES)}.",
                id="support.E001",
            )
        ]
    offer = MODELS.get(name)
    if offer is not None and not getattr(settings, offer.needs):
        return [
            Error(
                f"ANSWER_ENGINE is {name}, but {offer.needs} is not set.",
                hint=f"Set {offer.needs}, or ANSWER_ENGINE=auto, which takes what is configured.",
                id="support.E002",
            )
        ]
    return []


def register_all() -> None:
    register(engine_is_configured)
