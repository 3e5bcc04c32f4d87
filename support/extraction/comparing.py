"""What of a character counts when a quote is looked for on a page (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

MOST_DOTS = 3  # in a row: what leads to a page number is shortened in a page's text
_TELLING = frozenset("Lu Ll Lt Lm Lo Nd Nl No Sm Sc So".split())  # noqa: SIM905


def compared(character: str) -> str:
    """Letters, digits and signs that mean something; no blanks, hyphens or accents."""
    return "".join(
        plain
        for plain in unicodedata.normalize("NFKD", character).casefold()
        if unicodedata.category(plain) in _TELLING or plain in "%.,"
    )


def compared_letters(parts: Iterable[tuple[str, T]]) -> tuple[str, list[T]]:
    """The letters that count in texts that each have an owner, and the owner of each letter."""
    letters: list[str] = []
    owners: list[T] = []
    dots = 0
    for text, owner in parts:
        for letter in "".join(map(compared, text)):
            dots = dots + 1 if letter == "." else 0
            if dots <= MOST_DOTS:
                letters.append(letter)
                owners.append(owner)
    return "".join(letters), owners


def compared_text(text: str) -> str:
    return compared_letters([(text, None)])[0]
