"""The words of a numbered step on a page, for a question that names only its number (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable

# "3. Wait …", "3) Wait …", and ".3" as right-to-left lines sometimes come.
_STEP = re.compile(
    r"^\s*(?:step\s+|schritt\s+|שלב\s+)?\.?(\d{1,2})(?:[.):]|(?=\s))\s*(\S.*)$", re.I
)
LONGEST = 300  # code points: a step, not the chapter after it


def step_text(pages: Iterable[str], number: str) -> str:
    """The step's words on the first page that has it in a list of steps; "" if none has."""
    for text in pages:
        steps = _steps(text)
        if number in steps and {str(int(number) - 1), str(int(number) + 1)} & steps.keys():
            return steps[number][:LONGEST]
    return ""


def _steps(text: str) -> dict[str, str]:
    """Number → words of each step of a page; of two lists the first counts."""
    found: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        begins = _STEP.match(line)
        if begins is not None:
            current = begins[1] if begins[1] not in found else ""
        elif not line.strip():
            current = ""
        if current:
            words = begins[2] if begins else line.strip()
            found[current] = f"{found.get(current, '')} {words}".strip()
    return found
