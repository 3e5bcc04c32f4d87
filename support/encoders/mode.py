"""How this process finds passages: by words alone, or by their meaning too; told where asked."""

from __future__ import annotations

import asyncio

from hscjit import metrics
from support.encoders.loading import present

LEXICAL, FULL = "lexical", "full"


def mode() -> str:
    """``full`` where the encoders may be used and their files are right, else ``lexical``."""
    found = FULL if present() else LEXICAL
    metrics.retrieval_full.set(found == FULL)
    return found


async def readiness() -> dict[str, str]:
    """For `/ready`: tells the mode; both are fit for traffic."""
    return {"mode": await asyncio.to_thread(mode)}
