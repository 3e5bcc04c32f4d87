"""The words of a passage that say most about a question: whole sentences, steps and rows (pure)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from support.passages import pieces
from support.stop_words import stop_words
from support.words import terms

LONGEST = 55  # words of an excerpt, unless one sentence alone is longer
_ONLY_A_NUMBER = re.compile(r"(?:^|\s)\(?\w{1,3}[.)]$")
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence, list item or table row stands in its passage."""

    start: int
    end: int
    words: int
    terms: frozenset[str]


def weights_of(question: str, language: str, passages: Sequence[str]) -> Weights:
    """How much each term of the question says: the rarer among the passages, the more."""
    wanted = set(terms(question, language)) - _common(language)
    found = Counter(term for text in passages for term in set(terms(text, language)) & wanted)
    return {term: math.log(1 + (len(passages) + 1) / (found[term] + 0.5)) for term in wanted}


def _common(language: str) -> set[str]:
    words = stop_words(language) or stop_words("en")
    return {term for word in words for term in terms(word, language)}


def excerpt(passage: str, weights: Weights, language: str) -> str:
    """The stretch of ``passage`` that holds most of what was asked; letter by letter as it is."""
    sentences = _sentences(passage, language)
    if not sentences:
        return ""
    best = max(
        (
            (first, last)
            for first in range(len(sentences))
            for last in range(first, len(sentences))
            if last == first or sum(s.words for s in sentences[first : last + 1]) <= LONGEST
        ),
        key=lambda span: _worth(sentences[span[0] : span[1] + 1], weights),
    )
    return passage[sentences[best[0]].start : sentences[best[1]].end].strip()


def _worth(sentences: Sequence[Sentence], weights: Weights) -> float:
    """What is asked for and found; among equals the longer: what follows an answer explains it."""
    found = frozenset().union(*(sentence.terms for sentence in sentences))
    covered = sum(weight for term, weight in weights.items() if term in found)
    hits = sum(1 for sentence in sentences if sentence.terms & weights.keys())
    words = sum(sentence.words for sentence in sentences)
    return covered + 0.05 * hits + 0.3 * min(words, LONGEST) / LONGEST


def _sentences(passage: str, language: str) -> list[Sentence]:
    found: list[Sentence] = []
    for start, end in pieces(passage):
        text = passage[start:end].strip()
        if not text:
            continue
        begin = passage.index(text, start)
        if found and _ONLY_A_NUMBER.search(passage[found[-1].start : found[-1].end]):
            begin = found.pop().start  # "3." or "e.g." is no sentence: it goes on
        found.append(_sentence(passage, begin, passage.index(text, start) + len(text), language))
    return found


def _sentence(passage: str, start: int, end: int, language: str) -> Sentence:
    text = passage[start:end]
    return Sentence(start, end, len(text.split()), frozenset(terms(text, language)))
