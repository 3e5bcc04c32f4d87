"""What somebody typed, read as a query: which words can name a product, and how much (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.building import word_weight
from catalog.normalise import Piece, ends_inside_word, spans
from catalog.stopwords import QUESTION_WORDS, STOP_WORDS

MAX_PIECES = 12  # words that take part in a prediction
MAX_LETTERS = 24  # of a word; the longest model numbers have 20
MAX_TEXT = 1000  # code points that are read at all
SENTENCE = 4  # from so many words on, with a stop word among them, it is a sentence


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query that may name a product.

    ``place`` counts the words of the text: neighbours differ by one. ``weight`` says how much
    it counts, ``soft`` that it rather belongs to the question than to a product.
    """

    text: str
    place: int
    weight: float
    soft: bool


@dataclass(frozen=True, slots=True)
class Query:
    """``pieces`` are all words of the text, ``words`` those that count, in the text's order.

    ``open``: the last of ``words`` may still grow, so it also stands for longer words.
    """

    text: str
    pieces: tuple[Piece, ...]
    words: tuple[Word, ...]
    open: bool
    sentence: bool


def read(text: str, known: Mapping[str, float]) -> Query:
    """``text`` as a query; ``known`` gives the idf of the catalogue's words."""
    text = text[:MAX_TEXT]
    found = spans(text)
    stops = sum(piece.text in STOP_WORDS for piece in found)
    sentence = len(found) >= SENTENCE and stops > 0
    words = [
        word for place, piece in enumerate(found) if (word := _word(piece.text, place, sentence))
    ]
    if not words:
        words = [
            Word(piece.text[:MAX_LETTERS], place, word_weight(piece.text), False)
            for place, piece in enumerate(found)
        ]
        sentence = False
    if len(words) > MAX_PIECES:
        words = _rarest(words, known)
    is_open = bool(words) and words[-1].place == len(found) - 1 and ends_inside_word(text)
    return Query(text, found, tuple(words), is_open, sentence)


def _word(text: str, place: int, sentence: bool) -> Word | None:
    weight = word_weight(text)
    if text in STOP_WORDS:
        return None if sentence else Word(text[:MAX_LETTERS], place, weight * 0.3, False)
    soft = sentence and text in QUESTION_WORDS
    return Word(text[:MAX_LETTERS], place, weight * (0.25 if soft else 1.0), soft)


def _rarest(words: list[Word], known: Mapping[str, float]) -> list[Word]:
    """The words that tell most: unknown ones (typos, models) count like rather rare ones."""
    by_value = sorted(words, key=lambda word: -word.weight * known.get(word.text, 6.0))
    kept = {word.place for word in by_value[:MAX_PIECES]}
    return [word for word in words if word.place in kept]
