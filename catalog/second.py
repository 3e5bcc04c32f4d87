"""A second product in the same text: "can I connect a td17 to a jc40?" (pure)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.alignment import Alignment, Unit
from catalog.confidence import NAMED
from catalog.reading import Query

EXACT = 0.95  # similarity (cubed): the other product is named without a typo
LETTERS = 4  # of a name without a number


def second_of(
    query: Query,
    alignment: Alignment,
    order: NDArray[np.intp],
    cut: Sequence[tuple[Unit, float]],
) -> int | None:
    """The best candidate (a column of ``alignment``) named by words that the first leaves over.

    ``order``: candidates, best first; ``cut`` is that of the best. None: no other is named.
    """
    claimed = {
        place
        for unit, alike in cut
        if alike >= NAMED
        for place in range(unit.first, unit.first + unit.count)
    }
    left = [
        number
        for number, unit in enumerate(alignment.units)
        if claimed.isdisjoint(range(unit.first, unit.first + unit.count)) and _names(query, unit)
    ]
    if not left:
        return None
    named = alignment.found[left].max(axis=0) >= EXACT
    return next((int(column) for column in order[1:] if named[column]), None)


def _names(query: Query, unit: Unit) -> bool:
    """Whether a word is a sign of a product: a model number, or a name that is no common word."""
    if not unit.text.isalpha():
        return not unit.text.isdigit()
    words = query.words[unit.first : unit.first + unit.count]
    return len(unit.text) >= LETTERS and not all(word.plain for word in words)
