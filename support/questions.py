"""A customer's question → the terms to look for, each with other ways of saying it (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from support import measures, words
from support.stop_words import stop_words
from support.synonyms import synonyms_of

_APOSTROPHE = re.compile("['’]")
_NOT = re.compile("n['’]t$")
_ENDINGS = frozenset(["s", "t", "d", "m", "ll", "re", "ve", "l", "n", "c", "j", "qu"])

# "How long" asks for a time and speaks of nothing that is long.
_DEGREES = {
    "how": "long many much often far",
    "wie": "lange lang viel viele oft weit",
    "כמה": "זמן פעמים",
}

SYNONYM_WEIGHT = 0.5  # of a synonym, against the customer's own word
MEASURE_WEIGHT = 1.0  # of a number with its unit, as asked
KIND_WEIGHT = 0.4  # of any number of the kind that is asked for


@dataclass(frozen=True, slots=True)
class Wanted:
    """One content word: ``terms`` are (term, weight), the customer's own first.

    ``word`` is what was asked, in lower case. A ``hint`` is no word of the question: it lifts
    what has it, and nobody misses it.
    """

    terms: tuple[tuple[str, float], ...]
    word: str = ""
    hint: bool = False


def wanted(question: str, language: str) -> tuple[Wanted, ...]:
    """What to look for, without repeats and without words that say nothing.

    A question of nothing but such words keeps them all: better a poor search than none.
    """
    whole = words.raw_words(question)
    found = [part for word in whole for part in _parts(word)] or whole
    silent = stop_words(language) or stop_words("en")
    telling = [word for word in _without_degrees(found) if word not in silent] or found
    return (*_unique(telling, language), *_measured(question, found))


def _without_degrees(found: Sequence[str]) -> list[str]:
    """Without what only says, behind "how", which kind of number is asked for."""
    before = ["", *found]
    return [
        word
        for asking, word in zip(before, found, strict=False)
        if word not in _DEGREES.get(asking, "").split()
    ]


def _parts(word: str) -> list[str]:
    """What an apostrophe joins: "what's" says "what", "l'appareil" "appareil", "don't" nothing."""
    if _APOSTROPHE.search(word) is None:
        return [word]
    return [] if _NOT.search(word) else [p for p in _APOSTROPHE.split(word) if p not in _ENDINGS]


def _unique(telling: list[str], language: str) -> Iterator[Wanted]:
    seen: set[str] = set()
    for word in telling:
        for term in words.terms_of_word(word[: words.LONGEST_TERM], language):
            if term not in seen:
                seen.add(term)
                others = synonyms_of(term, language)
                alike = ((other, SYNONYM_WEIGHT) for other in others)
                yield Wanted(((term, 1.0), *alike), word)


def _measured(question: str, found: list[str]) -> Iterator[Wanted]:
    """Numbers with units that the question names, and the kind of number that it asks for."""
    named = {f"{measures.MARK}{m}" for m, _ in measures.measures(words.normal(question))}
    for term in sorted(named):
        yield Wanted(((term, MEASURE_WEIGHT),), hint=True)
    if not named:
        for kind in sorted({kind for word in found if (kind := measures.kind_of(word))}):
            yield Wanted(((kind, KIND_WEIGHT),), hint=True)
