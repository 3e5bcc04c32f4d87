"""A customer's question → the terms to look for, each with other ways of saying it (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from support import words
from support.stop_words import stop_words
from support.synonyms import synonyms_of

SYNONYM_WEIGHT = 0.5  # of a synonym, against the customer's own word


@dataclass(frozen=True, slots=True)
class Wanted:
    """One content word: ``terms`` are (term, weight), the customer's own first."""

    terms: tuple[tuple[str, float], ...]


def wanted(question: str, language: str) -> tuple[Wanted, ...]:
    """What to look for, without repeats and without words that say nothing.

    A question of nothing but such words keeps them all: better a poor search than none.
    """
    found = list(words.raw_words(question))
    silent = stop_words(language) or stop_words("en")
    telling = [word for word in found if word not in silent] or found
    return tuple(_unique(telling, language))


def _unique(telling: list[str], language: str) -> Iterator[Wanted]:
    seen: set[str] = set()
    for word in telling:
        for term in words.terms_of_word(word[: words.LONGEST_TERM], language):
            if term not in seen:
                seen.add(term)
                others = synonyms_of(term, language)
                yield Wanted(((term, 1.0), *((other, SYNONYM_WEIGHT) for other in others)))
