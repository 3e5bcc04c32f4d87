"""The exact comparison: the query's words against the words of each candidate (pure)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from catalog.building import word_weight
from catalog.picture import Float32, Int64, TermTable
from catalog.reading import MAX_LETTERS, Query

CUTOFF = 0.5  # words less alike than this have nothing in common
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unit:
    """One to three neighbouring words of the query, written together."""

    text: str
    first: int  # in query.words
    count: int
    weight: float
    open: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """How well each candidate explains the query, and is explained by it.

    ``explained`` (0–1): share of the query's weight found in the product; ``coverage`` (0–1):
    share of the product's best form found in the query; ``found``: similarity of each unit
    with each candidate (units × candidates).
    """

    units: tuple[Unit, ...]
    found: Matrix
    explained: Float32
    coverage: Float32


def units_of(query: Query) -> tuple[Unit, ...]:
    """The query's words and the joins of neighbours, up to three."""
    words = query.words
    last = len(words) - 1
    found = [
        Unit(word.text, i, 1, word.weight, query.open and i == last) for i, word in enumerate(words)
    ]
    for count in (2, 3):
        for i in range(len(words) - count + 1):
            group = words[i : i + count]
            if group[-1].place - group[0].place != count - 1:
                continue
            text = "".join(word.text for word in group)
            if len(text) > MAX_LETTERS:
                continue
            weight = sum(word.weight for word in group)
            found.append(Unit(text, i, count, weight, query.open and i + count - 1 == last))
    return tuple(found)


def align(table: TermTable, query: Query, rows: Int64) -> Alignment:
    """Compare the query with the products ``rows``."""
    units = units_of(query)
    forms, form_of = _ranges(table.form_starts, rows)
    slots, slot_form = _ranges(table.slot_starts, forms)
    places, entry_slot = _ranges(table.entry_starts, slots)
    entries = table.entries[places]
    words, position = _unique(entries, len(table.words))
    alike = similarity(units, [table.words[i] for i in words.tolist()])

    entry_rows = form_of[slot_form[entry_slot]]
    first_entry = np.flatnonzero(np.diff(entry_rows, prepend=-1))
    by_entry = alike[:, position]
    found = np.maximum.reduceat(by_entry, first_entry, axis=1)
    explained = _explained(units, found, query)
    coverage = _coverage(table, alike.max(axis=0)[position], slots, slot_form, entry_slot, form_of)
    return Alignment(units, found, explained, coverage)


def _ranges(starts: Int64, items: Int64) -> tuple[Int64, Int64]:
    """All that ``items`` own, and for each owned thing the position of its owner in ``items``."""
    first = starts[items]
    sizes = starts[items + 1] - first
    owner = np.repeat(np.arange(len(items)), sizes)
    ends = np.cumsum(sizes)
    offset = np.arange(int(ends[-1])) - np.repeat(ends - sizes, sizes)
    return np.repeat(first, sizes) + offset, owner


def _unique(entries: NDArray[np.int32], total: int) -> tuple[Int64, Int64]:
    """The distinct numbers among ``entries``, and where each entry stands among them."""
    scratch = np.empty(total, dtype=np.int64)  # never read where it was not written
    here = np.arange(len(entries))
    scratch[entries] = here
    distinct = entries[scratch[entries] == here]
    scratch[distinct] = np.arange(len(distinct))
    return distinct.astype(np.int64), scratch[entries]


def similarity(units: tuple[Unit, ...], words: list[str]) -> Matrix:
    """Likeness (0–1) of each unit with each word; an open unit also stands for longer words."""
    texts = [unit.text for unit in units]
    alike = cdist(texts, words, scorer=OSA.normalized_similarity, score_cutoff=CUTOFF, dtype=np.float32)
    for number, unit in enumerate(units):
        if unit.open:
            length = len(unit.text)
            starts = [word[:length] for word in words]
            begun = cdist(
                [unit.text], starts, scorer=OSA.normalized_similarity, score_cutoff=CUTOFF, dtype=np.float32
            )[0]
            lengths = np.fromiter(map(len, words), dtype=np.float32, count=len(words))
            begun *= 0.90 + 0.08 * length / np.maximum(lengths, length)
            np.maximum(alike[number], begun, out=alike[number])
    return alike**3


def _explained(units: tuple[Unit, ...], found: Matrix, query: Query) -> Float32:
    """The best way to cut the query into units, for each candidate at once."""
    ending: list[list[int]] = [[] for _ in query.words]
    for number, unit in enumerate(units):
        ending[unit.first + unit.count - 1].append(number)
    weighted = found * np.array([unit.weight for unit in units], dtype=np.float32)[:, None]
    best = [np.zeros(found.shape[1], dtype=np.float32)]
    for numbers in ending:
        options = [best[units[n].first] + weighted[n] for n in numbers]
        best.append(options[0] if len(options) == 1 else np.maximum.reduce(options))
    total = sum(word.weight for word in query.words)
    return best[-1] / np.float32(max(total, 1e-6))


def _coverage(
    table: TermTable, alike: Float32, slots: Int64, slot_form: Int64, entry_slot: Int64, form_of: Int64
) -> Float32:
    per_slot = np.maximum.reduceat(alike, np.flatnonzero(np.diff(entry_slot, prepend=-1)))
    weight = table.slot_weight[slots]
    first_slot = np.flatnonzero(np.diff(slot_form, prepend=-1))
    per_form = np.add.reduceat(per_slot * weight, first_slot) / np.add.reduceat(weight, first_slot)
    first_form = np.flatnonzero(np.diff(form_of, prepend=-1))
    return np.maximum.reduceat(per_form, first_form)
