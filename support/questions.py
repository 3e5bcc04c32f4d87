"""A customer's question → the terms to look for, each with other ways of saying it (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from support import measures, words
from support.stop_words import stop_words
from support.synonyms import synonyms_of

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
    found = list(words.raw_words(question))
    silent = stop_words(language) or stop_words("en")
    telling = [word for word in found if word not in silent] or found
    return (*_unique(telling, language), *_measured(question, found))


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
