"""Keeps the lease of an answer while it is written, and hears the customer's stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings

from hscjit.threads import in_thread
from support.bells import message_key, watching
from support.conversations.leases import Claim, LeaseLost

# Seconds; the lease was taken just now. A stop rings; this is for one that came before we listened.
FIRST_LOOK = 0.1


class Keeper:
    """One claim being kept. ``stopped`` becomes true when the customer asks to stop."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.stopped = False
        self._lost = False

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[None]:
        """Renews the lease in the background for as long as the block runs."""
        task = asyncio.get_running_loop().create_task(self._renew())
        try:
            yield
        finally:
            task.cancel()

    async def _renew(self) -> None:
        async with watching(message_key(self.claim.message_id)) as watch:
            pause = FIRST_LOOK
            while True:
                await watch.wait(pause)
                await self.look()
                pause = settings.MESSAGE_LEASE / 4

    async def look(self) -> None:
        """Renew now."""
        try:
            self.stopped = await in_thread(self.claim.renew)()
        except LeaseLost:
            self._lost = True

    def check(self) -> None:
        """Raises LeaseLost when somebody else writes the answer by now."""
        if self._lost:
            raise LeaseLost
