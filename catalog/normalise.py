"""Text → comparable pieces: small letters without accents, look-alikes made equal (pure)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters of other alphabets that look like Latin ones. Both sides are folded alike, so a word
# that is wholly Cyrillic still equals itself, and "ТD-17" typed with a Cyrillic Т equals TD-17.
LOOK_ALIKES = str.maketrans(
    "авекмнорстухіјѕԁһԛԝ" "αβεηικμνορτυχ",
    "abekmhopctyxijsdhqw" "abenikmvoptux",
)  # fmt: skip
APOSTROPHES = frozenset("'’‘ʼ`´׳״")
MARKS = frozenset("™℠®©")

_ascii_word = re.compile(r"[a-z0-9]+(?:['`][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a text: folded, and where it stands in the original (code points)."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """What is left of one character: letters and digits, "'" for an apostrophe, else nothing."""
    if character in MARKS:
        return ""
    if character in APOSTROPHES:
        return "'"
    decomposed = unicodedata.normalize("NFKD", character.casefold()).casefold()
    return "".join(c for c in decomposed.translate(LOOK_ALIKES) if c.isalnum())


def spans(text: str) -> tuple[Piece, ...]:
    """The words of ``text`` in order, with their places.

    A word is a run of letters and digits; accents fall away, an apostrophe inside a word too.
    """
    if text.isascii():
        return tuple(
            Piece(match[0].replace("'", "").replace("`", ""), match.start(), match.end())
            for match in _ascii_word.finditer(text.lower())
        )
    return tuple(_spans_of_unicode(text))


def _spans_of_unicode(text: str) -> list[Piece]:
    found: list[Piece] = []
    letters = ""
    start = end = 0
    for place, character in enumerate(text):
        folded = fold_character(character)
        if folded and folded != "'":
            if not letters:
                start = place
            letters += folded
            end = place + 1
        elif letters and not _joins_words(character, folded):
            found.append(Piece(letters, start, end))
            letters = ""
    if letters:
        found.append(Piece(letters, start, end))
    return found


def _joins_words(character: str, folded: str) -> bool:
    """Whether a character without letters belongs to the word around it.

    So do apostrophes, marks (vowel points, accents) and invisible format characters.
    """
    return folded == "'" or unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}


def pieces(text: str) -> tuple[str, ...]:
    """The words of ``text``, folded: ``"TD-17 V‐Drums"`` → ``("td", "17", "v", "drums")``."""
    if text.isascii():  # the same as below, at a third of the price
        return tuple(
            word.replace("'", "").replace("`", "") for word in _ascii_word.findall(text.lower())
        )
    return tuple(piece.text for piece in spans(text))


def ends_inside_word(text: str) -> bool:
    """Whether the last word may still grow: nothing was typed after it."""
    return bool(text) and bool(fold_character(text[-1]).strip("'"))
