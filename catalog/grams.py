"""Trigrams of words as numbers, for any alphabet: three code points of 21 bits each (pure).

Two kinds share one number space: trigrams of the words written together, so that ``td17``,
``TD-17`` and ``td 17`` meet, and word starts, which begin with a mark that no text contains.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]

WORD_START, TEXT_START, SEPARATOR = 1, 2, 3


def encode(text: str) -> Codes:
    """The code points of ``text`` as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4").astype(np.int64)


def _join(first: Codes, second: Codes, third: Codes) -> Codes:
    return (first << 42) | (second << 21) | third


def grams_of(rows: Sequence[Sequence[str]]) -> tuple[Codes, NDArray[np.int64]]:
    """(gram, row) of every gram of every row of words; not sorted, not unique.

    A row is the words of one text in order. Empty words are not allowed.
    """
    words = [word for row in rows for word in row]
    counts = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
    row_of_word = np.repeat(np.arange(len(rows), dtype=np.int64), counts)
    lengths = np.fromiter((len(word) for word in words), dtype=np.int64, count=len(words))
    if not words:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    # Two zeros of padding let every window of three be read without a bounds check.
    letters = np.concatenate([encode("".join(words)), np.zeros(2, np.int64)])
    row_of_letter = np.repeat(row_of_word, lengths)
    starts = np.cumsum(lengths) - lengths

    inside = np.flatnonzero(row_of_letter[:-2] == row_of_letter[2:])
    running = _join(letters[inside], letters[inside + 1], letters[inside + 2])

    mark = np.full(len(words), WORD_START, dtype=np.int64)
    second = np.where(lengths > 1, letters[starts + 1], 0)
    one = _join(mark, letters[starts], np.zeros_like(mark))
    two = _join(mark, letters[starts], second)[lengths > 1]
    first_words = np.flatnonzero(np.diff(row_of_word, prepend=-1))
    text_one = one[first_words] + ((TEXT_START - WORD_START) << 42)
    has_two = first_words[lengths[first_words] > 1]
    text_two = _join(mark, letters[starts], second)[has_two] + ((TEXT_START - WORD_START) << 42)

    codes = np.concatenate([running, one, two, text_one, text_two])
    owners = np.concatenate(
        [
            row_of_letter[inside],
            row_of_word,
            row_of_word[lengths > 1],
            row_of_word[first_words],
            row_of_word[has_two],
        ]
    )
    return codes, owners


def roughly(total: int) -> int:
    """``total`` rounded up to a power of two, for frequencies: one product more or less must not
    change the weight of every word, and with it the order of products that it has nothing to do
    with.
    """
    return 1 << max(total - 1, 0).bit_length()
