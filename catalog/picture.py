"""The immutable in-memory picture of the catalogue that predictions are read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.texts import Float32, Int64, ProductFacts, Texts

__all__ = [
    "Float32",
    "GramIndex",
    "Int32",
    "Int64",
    "ProductFacts",
    "Snapshot",
    "TermTable",
]

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class GramIndex:
    """Trigram → products, as one compressed sparse table; see ``catalog.grams``.

    The products of gram ``i`` (``codes`` is sorted) are ``products[starts[i]:starts[i + 1]]``.
    ``weights`` is idf² of each gram, ``shrink`` the factor of each product for its length.
    """

    codes: Int64
    starts: Int64
    products: Int32
    weights: Float32
    shrink: Float32


@dataclass(frozen=True, slots=True)
class TermTable:
    """The words of every product as rows of numbers, for the exact comparison.

    A product has forms (its name, each alias), a form has slots (its words in order), a slot
    has entries: the word and its joins with its neighbours, as numbers of ``words``. Product
    ``p`` owns the forms ``form_starts[p]:form_starts[p + 1]``; forms own slots and slots own
    entries in the same way. ``slot_weight`` is how much a slot
    counts in its form, ``form_share`` how much of the product a form covers.
    """

    words: Texts
    form_starts: Int64
    slot_starts: Int64
    entry_starts: Int64
    entries: Int32
    slot_weight: Float32
    form_share: Float32


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the predictor knows, of one version of the catalogue.

    ``prior`` is 0–1 for each product: how likely it is meant when nothing else tells.
    ``popular`` are rows in the order in which they are shown before anything is typed.

    ``later``: the products that changed since the rest was made, see ``catalog.later``. Their
    rows stand behind the others: ``facts``, ``prior`` and ``grams.shrink`` have both, and where
    ``grams.shrink`` is 0 the product is gone or replaced.
    """

    version: int
    facts: Sequence[ProductFacts]
    prior: Float32
    popular: Int32
    grams: GramIndex
    terms: TermTable
    known: Mapping[str, float]
    later: Snapshot | None = None

    def __len__(self) -> int:
        """How many products can be predicted."""
        return int(np.count_nonzero(self.grams.shrink))

    @property
    def first_later(self) -> int:
        """The row with which ``later`` begins."""
        return len(self.terms.form_starts) - 1
