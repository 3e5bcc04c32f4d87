"""A picture and the products that changed since it was made, as one picture (pure).

What differs from a picture made anew: the frequency of words and trigrams is still the old one,
so scores may differ by a hair; among equals the changed products come last; and a new product is
popular only after the next picture is made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from catalog.building import ProductRow, build
from catalog.candidates import lookup
from catalog.grams import roughly
from catalog.picture import Float32, GramIndex, Int32, ProductFacts, Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class BothFacts(Sequence[ProductFacts]):
    """The facts of a picture and, behind them, those of the later products."""

    before: Sequence[ProductFacts]
    later: Sequence[ProductFacts]

    def __len__(self) -> int:
        return len(self.before) + len(self.later)

    @overload
    def __getitem__(self, row: int) -> ProductFacts: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[ProductFacts, ...]: ...
    def __getitem__(self, row: int | slice) -> ProductFacts | tuple[ProductFacts, ...]:
        if isinstance(row, slice):
            return tuple(self[number] for number in range(*row.indices(len(self))))
        first = len(self.before)
        return self.before[row] if row < first else self.later[row - first]


def with_changes(
    base: Snapshot, changed: Iterable[str], rows: Iterable[ProductRow], version: int
) -> Snapshot:
    """``base`` as of ``version``: the products ``changed`` (ids) are now as ``rows`` say.

    A changed product that is not among ``rows`` is gone. ``base`` must have no later products.
    """
    later = build(rows, version)
    later = replace(later, grams=_weighed(later.grams, base.grams, base.first_later))
    shrink = base.grams.shrink.copy()
    old_rows = _rows_of(base.facts, changed)
    shrink[list(old_rows.values())] = 0.0
    return replace(
        base,
        version=version,
        facts=BothFacts(base.facts, later.facts),
        prior=np.concatenate([base.prior, later.prior]),
        popular=_popular(base, old_rows, later),
        grams=replace(base.grams, shrink=np.concatenate([shrink, later.grams.shrink])),
        later=later,
    )


def _rows_of(facts: Sequence[ProductFacts], ids: Iterable[str]) -> dict[str, int]:
    """Id → row, for those that are there; ``facts`` are in the order of their ids."""
    found = {}
    for key in ids:
        row = bisect_left(facts, key, key=lambda product: product.id)
        if row < len(facts) and facts[row].id == key:
            found[key] = row
    return found


def _weighed(grams: GramIndex, base: GramIndex, total: int) -> GramIndex:
    """The trigrams of later products with the weights that they have among all products."""
    number, hit = lookup(base, grams.codes)
    sizes = np.diff(grams.starts)
    weights: Float32 = (np.log1p(roughly(total) / np.maximum(sizes, 1)) ** 2).astype(np.float32)
    if hit.any():
        weights[hit] = base.weights[number[hit]]
    each = np.repeat(weights, sizes)
    norm = np.bincount(grams.products, weights=each, minlength=len(grams.shrink))
    shrink = (np.maximum(norm, 1e-6) ** -0.3).astype(np.float32)
    return replace(grams, weights=weights, shrink=shrink)


def _popular(base: Snapshot, old_rows: dict[str, int], later: Snapshot) -> Int32:
    """The popular products of before, each in its place as long as it is there."""
    new_rows = {facts.id: row + base.first_later for row, facts in enumerate(later.facts)}
    moved = {row: new_rows.get(key) for key, row in old_rows.items()}
    places = [moved.get(row, row) for row in base.popular.tolist()]
    return np.array([row for row in places if row is not None], dtype=np.int32)
