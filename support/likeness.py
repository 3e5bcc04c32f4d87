"""How much of a question passages hold when a word may be there in other words (pure).

A word counts as held, wholly or in part, where the passage says it (as the index compares words) or
where the late encoder's tokens find something near it: "guarantee" for warranty.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from support import words

Floats = NDArray[np.float32]

# Cosines of a word's tokens with the nearest of a passage: below the first another thing, from the
# second the same. Between .45 and .65 the first made no difference (decision 14).
NOTHING_ALIKE = 0.55
THE_SAME = 0.9


def token_columns(
    question: str, asked: Sequence[str], spans: NDArray[np.int32]
) -> tuple[tuple[int, ...], ...]:
    """Of each word asked for: the numbers of its tokens. Empty where it cannot be told.

    ``asked`` are words as `words.raw_words` gives them, ``spans`` (t, 2) the tokens' places.
    """
    places = words.spans(question)
    columns: dict[str, list[int]] = {}
    for word, start, end in places:
        inside = np.flatnonzero((spans[:, 0] >= start) & (spans[:, 1] <= end) & (spans[:, 1] > 0))
        columns.setdefault(word, []).extend(map(int, inside))
    return tuple(tuple(columns.get(word, ())) for word in asked)


def held_alike(
    weights: Floats, held: Floats, columns: Sequence[Sequence[int]], best: Floats
) -> Floats:
    """(k,) from 0 to 1: the share of the question's content that each passage holds.

    ``weights`` (w,) of the words, ``held`` (w, k) how much of each word the passages say, ``best``
    (k, t) the nearest cosine of each token, ``columns`` (w) each word's tokens.
    """
    if not len(weights) or not held.shape[1]:
        return np.zeros(held.shape[1], dtype=np.float32)
    alike = np.zeros_like(held)
    for number, of_word in enumerate(columns):
        if of_word:
            alike[number] = best[:, list(of_word)].mean(axis=1)
    share = np.clip((alike - NOTHING_ALIKE) / (THE_SAME - NOTHING_ALIKE), 0.0, 1.0)
    total = max(float(weights.sum()), 1e-6)
    return np.asarray(weights @ np.maximum(held, share) / total, dtype=np.float32)
