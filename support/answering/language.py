"""The language to answer in: the question's."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from support.extraction.language import guess
from support.stop_words import stop_words

SPOKEN = ("en", "de")  # by the desk and most of its customers, in Latin script
GUESTS = ("fr", "es", "it", "nl", "pt")  # taken for the language only where it stands out
MORE = 2  # common words that a guest has more than any language that was to be expected
THINGS = frozenset(("hat", "man", "war", "bin"))  # German's commonest, and an English "hi hat"
_WORD = re.compile(r"[^\W\d_]+")  # "l'appareil" and "charge-t-elle" are several


@lru_cache(maxsize=500)  # while a question is answered it is asked many times: 0.5 ms each
def language_of(question: str, manual_language: str, before: str = "") -> str:
    """ISO 639-1 code. A question too short to tell is taken to be in the language of what was
    said ``before`` (a code), else in the manual's.

    In Latin script the manual's language and those of most customers are weighed against each
    other; a further one has to be clearly ahead, for among ten languages a handful of words proves
    little. Of the 496 questions of the repository none is taken for one of those.
    """
    script = guess([question])
    if script and not stop_words(script):
        return script
    if script in ("he", "ar", "ru", "uk", "el"):
        return script
    words = set(_WORD.findall(question.casefold())) - THINGS
    likely = before or manual_language or "en"
    known = {*SPOKEN, manual_language or "en", likely}
    votes = {code: len(words & stop_words(code)) for code in known}
    best = max(votes, key=lambda code: (votes[code], code == likely, code == manual_language))
    guest = _guest(question, words, votes[best])
    return guest or (best if votes[best] else likely)


def _guest(question: str, words: Collection[str], expected: int) -> str:
    """One of GUESTS that stands out among ``words``; ``expected``: votes of the likely ones."""
    if "¿" in question:
        return "es"
    votes = sorted((len(stop_words(code).intersection(words)), code) for code in GUESTS)
    (second, _), (first, best) = votes[-2:]
    return best if first >= expected + MORE and first > second else ""
