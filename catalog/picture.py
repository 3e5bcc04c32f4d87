"""The immutable in-memory picture of the catalogue that predictions are read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What a prediction tells about a product. ``manual_url`` None: no manual is known."""

    id: str
    name: str
    brand: str
    category: str
    image_url: str
    manual_url: str | None
    manual_language: str


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

    words: tuple[str, ...]
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
    """

    version: int
    facts: tuple[ProductFacts, ...]
    prior: Float32
    popular: Int32
    grams: GramIndex
    terms: TermTable
    known: dict[str, float]

    def __len__(self) -> int:
        return len(self.facts)
