"""Text → the terms that passages and questions are compared by, in any script (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import Stemmer

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "es": "spanish", "et": "estonian", "eu": "basque",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

# A word, or a model number with its joints: "TD-17", "usb-c", "0.1x", "3.3", "mx8".
_WORD = re.compile(r"[^\W_]+(?:[.,'’/_+-][^\W_]+)*")
_PART = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]+")
_HEBREW = re.compile(r"[\u05d0-\u05ea]+")
_HEBREW_POINTS = re.compile(r"[\u0591-\u05c7]")
_HEBREW_PREFIXES = "והבלמשכ"
_HEBREW_ENDINGS = ("ים", "ות", "יה", "ה", "ת", "י")
LONGEST_TERM = 60


def normal(text: str) -> str:
    """Lower case, compatibility forms resolved, Hebrew without points."""
    return _HEBREW_POINTS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def raw_words(text: str) -> list[str]:
    """The words of ``text`` as written, in lower case, model numbers whole."""
    return _WORD.findall(normal(text))


def spans(text: str) -> list[tuple[str, int, int]]:
    """The words of ``raw_words``, each with where it stands in ``text``.

    Empty for the rare text whose compatibility forms are longer or shorter than the text itself.
    """
    plain = normal(text)
    if len(plain) != len(text):
        return []
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(plain)]


def terms(text: str, language: str) -> list[str]:
    """The terms of ``text`` with repeats: stemmed words, model numbers whole and in parts.

    Scripts without blanks give pairs of neighbouring characters.
    """
    found: list[str] = []
    for word in raw_words(text):
        found += terms_of_word(word[:LONGEST_TERM], language)
    return found


@lru_cache(maxsize=20_000)
def terms_of_word(word: str, language: str) -> tuple[str, ...]:
    """The terms of one word of ``raw_words``."""
    if _CJK.search(word):
        return tuple(term for run in _CJK.findall(word) for term in _pairs(run)) + tuple(
            term for rest in _CJK.split(word) for term in _latin(rest, language)
        )
    return _latin(word, language)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _latin(word: str, language: str) -> tuple[str, ...]:
    if word.isalpha():
        return (stem(word, language),)
    parts = [stem(part, language) for part in _PART.findall(word)]
    if len(parts) < 2:
        return tuple(parts)
    whole = re.sub(r"[^\w]", "", word)
    return (whole, *parts) if any(map(str.isdigit, word)) else tuple(parts)


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    if _HEBREW.match(word):
        return _hebrew(word)
    stemmer = _stemmer(language)
    return stemmer(word) if stemmer and word.isalpha() else word


@lru_cache(maxsize=32)
def _stemmer(language: str) -> Callable[[str], str] | None:
    name = _SNOWBALL.get(language)
    return Stemmer.Stemmer(name).stemWord if name else None


def _hebrew(word: str) -> str:
    """A light stem: one prefix and one ending less, as long as three letters are left."""
    if len(word) > 4 and word[0] in _HEBREW_PREFIXES:
        word = word[1:]
        if len(word) > 4 and word[0] == "ה":
            word = word[1:]
    for ending in _HEBREW_ENDINGS:
        if len(word) - len(ending) >= 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word
