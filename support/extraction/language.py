"""A guess at the language of a text: by its script, else by its commonest words (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from support.stop_words import LANGUAGES, stop_words

SAMPLE = 200_000  # characters
SYLLABLES = ("ja", "ko", "zh")  # a character says as much as several letters
FEWEST_WORDS = 30  # on a page that may be in a language of its own
SURE_SHARE = 0.25  # of the words: with so many it is right in 98 of 100 pages
SURE_WORDS = 7  # different ones
LEAST_SHARE = 0.08  # of the words must be of the language's commonest
_WORD = re.compile(r"[^\W\d_]{2,}")  # single letters number lists
# Kana before Han: Japanese is written with both.
_SCRIPTS = (
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_BY_SCRIPT = ("he", "ja", "ko", "zh", "el", "th")  # others share theirs with more languages
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")


def guess(texts: Iterable[str]) -> str:
    """ISO 639-1 code of what most of the text is written in; empty when nothing stands out."""
    text = sample(texts)
    letters = sum(map(str.isalpha, text))
    for code, script in _SCRIPTS:
        if len(script.findall(text)) * (8 if code in SYLLABLES else 3) > letters > 0:
            return code
    cyrillic = len(_CYRILLIC.findall(text))
    if cyrillic * 2 > letters > 0:
        return "uk" if len(_UKRAINIAN.findall(text)) * 50 > cyrillic else "ru"
    return _vote(text)


def sure(text: str) -> str:
    """The guess where it is hardly ever wrong, else empty: who has a better reader asks that."""
    code = guess((text,))
    if code in _BY_SCRIPT:
        return code
    words = Counter(_WORD.findall(text.lower()))
    found = [words[word] for word in stop_words(code) if words[word]] if code in LANGUAGES else []
    enough = len(found) >= SURE_WORDS and sum(found) >= SURE_SHARE * words.total()
    return code if enough else ""


def of_page(text: str, manual: str) -> str:
    """The language of one page: the manual's, unless enough words are clearly of another."""
    return (sure(text) or manual) if has_enough(text) else manual


def has_enough(text: str) -> bool:
    """Whether a page says enough to be in a language of its own."""
    return len(_WORD.findall(text)) >= FEWEST_WORDS


def sample(texts: Iterable[str]) -> str:
    """Some of every page up to a limit: prefaces are often in another language."""
    pages = list(texts)
    share = max(SAMPLE // max(len(pages), 1), 500)
    return " ".join(islice((page[:share] for page in pages), SAMPLE // 500))


def _vote(text: str) -> str:
    words = Counter(_WORD.findall(text.lower()))
    total = sum(words.values())
    if not total:
        return ""
    shares = {
        code: sum(words[word] for word in stop_words(code))
        / total
        # A longer list must not win by its length alone.
        / (len(stop_words(code)) ** 0.25)
        for code in LANGUAGES
    }
    best = max(shares, key=lambda code: shares[code])
    covered = sum(words[word] for word in stop_words(best)) / total
    return best if covered >= LEAST_SHARE else ""
