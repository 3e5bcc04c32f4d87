"""What somebody typed, read as a query: which words can name a product, and how much (pure)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from catalog.common_words import COMMON_WORDS
from catalog.normalise import Piece, ends_inside_word, spans
from catalog.stopwords import QUESTION_WORDS, STOP_WORDS

MAX_PIECES = 12  # words that take part in a prediction
MAX_LETTERS = 24  # of a word; the longest model numbers have 20
MAX_TEXT = 1000  # code points that are read at all
SENTENCE = 4  # from so many words on, with a stop word among them, it is a sentence
EARLY = 2  # letters that can hardly be a product's whole name
UNKNOWN_IDF = 6.0  # of a word that the catalogue lacks: a typo, or a model not written out

# What is left of a word's weight in a sentence, and anywhere for a stop word.
QUESTION_SHARE, COMMON_SHARE, STOP_SHARE = 0.25, 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query that may name a product.

    ``place`` counts the words of the text: neighbours differ by one. ``weight`` says how much
    it counts; ``soft`` that it rather belongs to the question than to a product; ``plain``
    that alone it is no sign of a product.
    """

    text: str
    place: int
    weight: float
    soft: bool
    plain: bool


@dataclass(frozen=True, slots=True)
class Query:
    """``pieces`` are all words of the text, ``words`` those that count, in the text's order.

    ``open``: the last of ``words`` may still grow, so it also stands for longer words. ``early``:
    so little is typed that popular products come first.
    """

    text: str
    pieces: tuple[Piece, ...]
    words: tuple[Word, ...]
    open: bool
    sentence: bool
    early: bool


@lru_cache(maxsize=4096)
def word_weight(word: str) -> float:
    """How much a word matters: long ones more, those with digits twice."""
    weight = math.sqrt(min(len(word), 12))
    return weight * 2 if any(map(str.isdigit, word)) else weight


def read(text: str, known: Mapping[str, float]) -> Query:
    """``text`` as a query; ``known`` gives the idf of the catalogue's words."""
    text = text[:MAX_TEXT]
    found = spans(text)
    stops = sum(piece.text in STOP_WORDS for piece in found)
    sentence = len(found) >= SENTENCE and stops > 0
    words = [
        word for place, piece in enumerate(found) if (word := _word(piece.text, place, sentence))
    ]
    if len(words) > MAX_PIECES:
        words = _rarest(words, known)
    is_open = bool(words) and words[-1].place == len(found) - 1 and ends_inside_word(text)
    early = len(words) == 1 and len(words[0].text) <= EARLY and words[0].text.isalpha() and is_open
    return Query(text, found, tuple(words), is_open, sentence, early)


def _word(text: str, place: int, sentence: bool) -> Word | None:
    """The word at ``place``; None for a stop word of a sentence."""
    share, soft, plain = 1.0, False, False
    if text in STOP_WORDS:
        if sentence:
            return None
        share, plain = STOP_SHARE, True
    elif text in QUESTION_WORDS:
        share, soft, plain = (QUESTION_SHARE, True, True) if sentence else (1.0, False, True)
    elif text in COMMON_WORDS:
        share, plain = (COMMON_SHARE, True) if sentence else (1.0, True)
    return Word(text[:MAX_LETTERS], place, word_weight(text) * share, soft, plain)


def _rarest(words: list[Word], known: Mapping[str, float]) -> list[Word]:
    """The words that tell most, in their order."""
    by_value = sorted(words, key=lambda word: -word.weight * known.get(word.text, UNKNOWN_IDF))
    kept = {word.place for word in by_value[:MAX_PIECES]}
    return [word for word in words if word.place in kept]
