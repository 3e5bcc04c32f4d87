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
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_JUNK = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufff0-\uffff\ud800-\udfff]"
)
_DIRECTION_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# NFKC makes "m²" of nothing better than "m2", and "½" a row of three: these stay as printed.
_KEPT = ("<super>", "<sub>", "<fraction>", "<circle>")


def _normal(character: str) -> str:
    if unicodedata.decomposition(character).startswith(_KEPT):
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
    return _BLANKS.sub(" ", _JUNK.sub("", text)).strip()


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
        if counts[divided.lower()] > counts[joined.lower()]:
            return divided
        return joined

    return _HYPHENATED.sub(join, text)
