"""What of a character counts when a quote is looked for on a page (pure)."""

from __future__ import annotations

import unicodedata

_TELLING = frozenset("Lu Ll Lt Lm Lo Nd Nl No Sm Sc So".split())  # noqa: SIM905


def compared(character: str) -> str:
    """Letters, digits and signs that mean something; no blanks, hyphens or accents."""
    return "".join(
        plain
        for plain in unicodedata.normalize("NFKD", character).casefold()
        if unicodedata.category(plain) in _TELLING or plain in "%.,"
    )
