"""Characters as a reader means them: ligatures, widths, hyphens and stray control codes (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

# What pdfium puts where a word was hyphenated at the end of a line.
LINE_HYPHENS = "\x02\ufffe"
_HYPHENATED = re.compile(rf"(\w*)[{LINE_HYPHENS}](\w*)")
_WORD = re.compile(r"\w+(?:-\w+)*")
# Dots that lead the eye from an entry to its page number, set apart or close.
_LEADERS = re.compile(r"[.·]?(?:\s[.·]){4,}\s?|[.·]{5,}\s?")
_LEADER_SIGNS = (". .", ".....", "· ·", "·····")
LEADERS = " ..... "
# "Fräs- oder Bohrmaschine": the hyphen stands for the rest of the word.
_SUSPENDED = frozenset({"und", "oder", "bzw", "sowie", "and", "or", "et", "ou"})
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_JUNK = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufff0-\uffff\ud800-\udfff]"
)
_DIRECTION_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# NFKC makes "m²" of nothing better than "m2", and "½" a row of three: these stay as printed.
_KEPT = ("<super>", "<sub>", "<fraction>", "<circle>")


# Old TeX fonts draw an accent and then its letter: "f¨ur". The ASCII ones may be code instead.
_ACCENTS = {
    "´": "\u0301", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "˚": "\u030a",
    "ˇ": "\u030c", "`": "\u0300", "^": "\u0302",
}  # fmt: skip
_ACCENTED = re.compile(r"([´¨ˆ˜¸˚ˇ])([A-Za-zı])")
_ASCII_ACCENTED = re.compile(r"([´¨ˆ˜¸˚ˇ`^])([A-Za-zı])")
DRAWN_ACCENTS = 5  # so many in a manual show that it draws them


def _normal(character: str) -> str:
    shape = unicodedata.decomposition(character)
    if shape.startswith(_KEPT) or shape.startswith("<compat> 0020 03"):
        return character
    return unicodedata.normalize("NFKC", character)


class _Table(dict[int, str]):
    """``str.translate`` table that is filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        self[code] = _normal(chr(code))
        return self[code]


_TABLE = _Table()


def clean(text: str) -> str:
    """One line of text: compatibility characters resolved, blanks single, nothing invisible."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_TABLE))
        text = _DIRECTION_MARKS.sub("", text)
    text = _JUNK.sub("", text)
    if has_leaders(text):
        text = _LEADERS.sub(LEADERS, text)
    return _BLANKS.sub(" ", text).strip()


def has_leaders(text: str) -> bool:
    """Is it an entry of a contents page, its page number at the end of a row of dots?"""
    if not any(sign in text for sign in _LEADER_SIGNS):  # much faster, and nearly always enough
        return False
    return _LEADERS.search(text) is not None


def draws_accents(texts: Iterable[str]) -> bool:
    """Does the manual draw its accents apart from their letters?"""
    return sum(len(_ACCENTED.findall(text)) for text in texts) >= DRAWN_ACCENTS


def mend_accents(text: str) -> str:
    """Put accents onto the letters that follow them, in a manual that draws them so."""

    def join(match: re.Match[str]) -> str:
        letter = "i" if match[2] == "ı" else match[2]
        joined = unicodedata.normalize("NFC", letter + _ACCENTS[match[1]])
        return joined if len(joined) == 1 else match[0]

    return _ASCII_ACCENTED.sub(join, text)


def word_counts(texts: Iterable[str]) -> Counter[str]:
    """How often each word, with its hyphens, is written in lower case."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_WORD.findall(text.lower()))
    return counts


def mend_hyphens(text: str, counts: Counter[str]) -> str:
    """Join words that were divided at a line's end, as the rest of the manual writes them.

    A hyphen that belongs to the word stays: "pass-through" where the manual has it elsewhere.
    """

    def join(match: re.Match[str]) -> str:
        left, right = match.groups()
        joined, divided = left + right, f"{left}-{right}"
        if right.lower() in _SUSPENDED and not counts[joined.lower()]:
            return f"{left}- {right}"
        capital = right[:1].isupper() and (left[-1:].islower() or right[1:2].islower())
        if right[:1].isdigit() or capital:
            return divided  # no word is divided there
        if counts[divided.lower()] > counts[joined.lower()]:
            return divided
        return joined

    return _HYPHENATED.sub(join, text)
