"""How long a model may take, and how often it is asked again before it has said a word."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from django.conf import settings

from support.answering.model import Model, ModelError, Prompt, Spent

ATTEMPTS = 3
PAUSE = 0.4  # seconds before the second attempt, twice that before the third; half of it by chance
LETTERS_A_TOKEN = 3.5  # where a server does not tell


class Patience:
    """One answer of a model within the limits of time.

    ``spent``: what it costs, by the server's count or else by a guess; nothing where no word came
    and the server counted nothing.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._began = time.monotonic()
        self.spent = Spent(0, 0)

    async def words(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """The model's text. Raises ModelError."""
        for attempt in range(1, ATTEMPTS + 1):
            begun = False
            try:
                async with aclosing(self._attempt(prompt)) as texts:
                    async for text in texts:
                        begun = True
                        yield text
            except ModelError as error:
                wait = self._wait(error, attempt)
                if begun or wait is None:
                    raise
            else:
                return
            await asyncio.sleep(wait)

    def _wait(self, error: ModelError, attempt: int) -> float | None:
        """Seconds until it is asked again; None: there is no use or no time."""
        if not error.again or attempt == ATTEMPTS:
            return None
        wait = error.retry_after
        if wait is None:
            wait = PAUSE * 2 ** (attempt - 1) * (0.5 + random.random() / 2)  # noqa: S311
        left = self._began + settings.LLM_FIRST_TOKEN_SECONDS - time.monotonic()
        return wait if wait < left else None

    async def _attempt(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        written = 0
        counted = False
        async with aclosing(self._model.speak(prompt)) as parts:
            while True:
                try:
                    async with asyncio.timeout(self._left(written > 0)):
                        part = await anext(parts, None)
                except TimeoutError:
                    raise ModelError("stalled" if written else "no_first_token") from None
                if part is None:
                    return
                if isinstance(part, Spent):
                    self.spent, counted = part, True
                    continue
                written += len(part.text)
                if not counted:
                    self.spent = _guess(prompt, written)
                if part.text:
                    yield part.text

    def _left(self, begun: bool) -> float:
        """Seconds that the next part may take."""
        now = time.monotonic()
        whole = self._began + settings.LLM_TOTAL_SECONDS - now
        first = self._began + settings.LLM_FIRST_TOKEN_SECONDS - now
        return max(0.0, min(whole, settings.LLM_STALL_SECONDS if begun else first))


def _guess(prompt: Prompt, written: int) -> Spent:
    asked = len(prompt.system) + len(prompt.user)
    return Spent(int(asked / LETTERS_A_TOKEN), int(written / LETTERS_A_TOKEN) + 1)
