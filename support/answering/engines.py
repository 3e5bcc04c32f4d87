"""The engines there are, and which of them answers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from support.answering.engine import Engine
from support.answering.extractive import Extractive

ENGINES: dict[str, Callable[[], Engine]] = {Extractive.name: Extractive}


def chosen_engine() -> Engine:
    """What ANSWER_ENGINE names; ``auto`` is the best that is configured."""
    name = settings.ANSWER_ENGINE
    return ENGINES[Extractive.name if name == "auto" else name]()
