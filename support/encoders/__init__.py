"""Small neural encoders run on the CPU: text → vectors. Without their files there are none."""

from support.encoders.kinds import (
    DIMENSIONS,
    TOKEN_DIMENSIONS,
    Cross,
    Dense,
    Late,
    Tokens,
    side_by_side,
    stand_back,
)
from support.encoders.loading import Encoders, are_wanted, forget, load, present, ready
from support.encoders.manifest import LANGUAGES, fingerprint
from support.encoders.mode import FULL, LEXICAL, mode, readiness
from support.encoders.ordinary import ordinary_questions
from support.encoders.running import give_back_memory

__all__ = [
    "DIMENSIONS",
    "FULL",
    "LANGUAGES",
    "LEXICAL",
    "TOKEN_DIMENSIONS",
    "Cross",
    "Dense",
    "Encoders",
    "Late",
    "Tokens",
    "are_wanted",
    "fingerprint",
    "forget",
    "give_back_memory",
    "load",
    "mode",
    "ordinary_questions",
    "present",
    "readiness",
    "ready",
    "side_by_side",
    "stand_back",
]
