"""The engines there are, and which of them answers. A new model is one file and one line here."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from hscjit.threads import in_thread
from support.answering.engine import Engine
from support.answering.extractive import Extractive
from support.answering.guarding import Guarded


class Offer(NamedTuple):
    """A model by its dotted path, loaded when it answers, and the setting that it needs."""

    path: str
    needs: str


# ``auto`` takes the first whose setting is there.
MODELS = {
    "gemini": Offer("support.answering.gemini.Gemini", "GEMINI_API_KEY"),
    "openai": Offer("support.answering.openai_compatible.OpenAICompatible", "OPENAI_BASE_URL"),
}
ENGINES = (Extractive.name, *MODELS)


def chosen_name() -> str:
    """The engine that ANSWER_ENGINE means here."""
    if settings.ANSWER_ENGINE != "auto":
        return str(settings.ANSWER_ENGINE)
    ready = (name for name, offer in MODELS.items() if getattr(settings, offer.needs))
    return next(ready, Extractive.name)


def load() -> None:
    """Import all that the chosen engine needs. Blocking: up to 1.5 s."""
    name = chosen_name()
    if name in MODELS:
        import_string(MODELS[name].path)().load()


async def begin_loading() -> None:
    """In the background, so that neither the start nor the first question waits for it."""
    task = asyncio.get_running_loop().create_task(in_thread(load)())
    _loading.add(task)
    task.add_done_callback(_loading.discard)


_loading: set[asyncio.Task[None]] = set()


def chosen_engine() -> Engine:
    """What answers now. A model comes with its guard, and with the extractive engine behind it."""
    name = chosen_name()
    extractive = Extractive()
    return Guarded(import_string(MODELS[name].path)(), extractive) if name in MODELS else extractive
