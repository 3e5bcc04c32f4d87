"""What customers ask of any product: how near such a question comes to a manual by chance."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from support.encoders.kinds import Dense
from support.encoders.running import Floats

QUESTIONS = Path(__file__).with_name("ordinary_questions.txt")  # one a line


@lru_cache(maxsize=1)
def ordinary_questions(dense: Dense) -> Floats:
    """(m, 384): their vectors. Takes half a second, once."""
    return dense.encode(QUESTIONS.read_text(encoding="utf-8").splitlines(), query=True)
