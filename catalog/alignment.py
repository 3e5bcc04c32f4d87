"""The exact comparison: the query's words against the words of each candidate (pure)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from catalog.picture import Float32, Int64, Snapshot, TermTable
from catalog.reading import MAX_LETTERS, Query, Word

MAX_JOINED = 8  # words of the query written together
CODE_LETTERS = 3  # "tx 18", "rct 6513": so few letters before a number belong to it
TORN_SHARE = 0.5  # of a number's weight without the letters before it
OTHER_KIND = 0.5  # of the likeness of a word with a digit and one without
SHARE_POWER = 1 / 3  # with the cube below: held is the typed share of the word
CUTOFF = 0.5  # words less alike than this have nothing in common
Matrix = NDArray[np.float32]
_ZERO = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more neighbouring words of the query, written together."""

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
    with each candidate (units × candidates); ``choice``: the unit that ends at each word in
    the best cut of the query (words × candidates).
    """

    units: tuple[Unit, ...]
    found: Matrix
    explained: Float32
    coverage: Float32
    choice: NDArray[np.intp]

    def cut(self, column: int) -> tuple[tuple[Unit, float], ...]:
        """The units into which the query falls for one candidate, with their similarities."""
        chosen: list[tuple[Unit, float]] = []
        end = len(self.choice)
        while end > 0:
            number = int(self.choice[end - 1, column])
            unit = self.units[number]
            chosen.append((unit, float(self.found[number, column])))
            end = unit.first
        return tuple(reversed(chosen))

    def shares(self, column: int) -> tuple[float, float]:
        """``explained`` and ``coverage`` of one candidate."""
        return float(self.explained[column]), float(self.coverage[column])


def units_of(query: Query) -> tuple[Unit, ...]:
    """The query's words and the joins of neighbours: two, three, more where a number was torn."""
    words = query.words
    last = len(words) - 1
    found: list[Unit] = []
    for first, word in enumerate(words):
        text, weight = word.text, word.weight
        alone = weight * TORN_SHARE if _is_torn(words, first) else weight
        found.append(Unit(text, first, 1, alone, query.open and first == last))
        for count in range(2, MAX_JOINED + 1):
            end = first + count - 1
            if end > last or words[end].place != word.place + count - 1:
                break
            if count > 3 and words[end].text.isdigit() == words[end - 1].text.isdigit():
                break  # more than three only for "rct 6513 w 87 dk 5": letters, digits, letters
            text += words[end].text
            weight += words[end].weight
            if len(text) > MAX_LETTERS:
                break
            found.append(Unit(text, first, count, weight, query.open and end == last))
    return tuple(found)


def _is_torn(words: tuple[Word, ...], place: int) -> bool:
    """Whether a number lacks its letters: the 18 of "tx-18" is no sign of a KPS-18."""
    if place == 0 or not words[place].text.isdigit():
        return False
    before = words[place - 1]
    near = before.place == words[place].place - 1
    return near and len(before.text) <= CODE_LETTERS and before.text.isalpha()


def align(snapshot: Snapshot, query: Query, rows: Int64) -> tuple[Alignment, Int64]:
    """Compare the query with the products ``rows``.

    The columns of the result, products each, are in the order of the numbers given beside it:
    column ``i`` is ``rows[order[i]]``.
    """
    units = units_of(query)
    if snapshot.later is None:
        return _align(snapshot.terms, units, query, rows), np.arange(len(rows))
    first = snapshot.first_later
    order = np.argsort(rows >= first, kind="stable")
    cut = int(np.count_nonzero(rows < first))
    parts = [
        _align(table, units, query, some)
        for table, some in (
            (snapshot.terms, rows[order[:cut]]),
            (snapshot.later.terms, rows[order[cut:]] - first),
        )
        if len(some)
    ]
    return _side_by_side(parts), order


def _side_by_side(parts: list[Alignment]) -> Alignment:
    if len(parts) == 1:
        return parts[0]
    return Alignment(
        parts[0].units,
        np.concatenate([part.found for part in parts], axis=1),
        np.concatenate([part.explained for part in parts]),
        np.concatenate([part.coverage for part in parts]),
        np.concatenate([part.choice for part in parts], axis=1),
    )


def _align(table: TermTable, units: tuple[Unit, ...], query: Query, rows: Int64) -> Alignment:
    forms, form_of = _ranges(table.form_starts, rows)
    slots, slot_form = _ranges(table.slot_starts, forms)
    places, entry_slot = _ranges(table.entry_starts, slots)
    entries = table.entries[places]
    words, position = _unique(entries, len(table.words))
    alike, held = similarity(units, table.words.many(words))

    entry_rows = form_of[slot_form[entry_slot]]
    first_entry = _firsts(entry_rows)
    by_entry = alike[:, position]
    found = np.maximum.reduceat(by_entry, first_entry, axis=1)
    explained, choice = _explained(units, found, query)
    per_slot = np.maximum.reduceat(held[position], _firsts(entry_slot))
    per_form = _per_form(per_slot, table.slot_weight[slots], slot_form) * table.form_share[forms]
    coverage = np.maximum.reduceat(per_form, _firsts(form_of))
    return Alignment(units, found, explained, coverage, choice)


def _ranges(starts: Int64, items: Int64) -> tuple[Int64, Int64]:
    """All that ``items`` own, and for each owned thing the position of its owner in ``items``."""
    first = starts[items]
    sizes = starts[items + 1] - first
    owner = np.repeat(np.arange(len(items)), sizes)
    ends = np.cumsum(sizes)
    offset = np.arange(int(ends[-1])) - np.repeat(ends - sizes, sizes)
    return np.repeat(first, sizes) + offset, owner


def _firsts(owners: Int64) -> Int64:
    """Where each owner's things begin; faster than ``np.diff`` on so few."""
    changes = np.flatnonzero(owners[1:] != owners[:-1])
    changes += 1
    return np.concatenate((_ZERO, changes))


def _unique(entries: NDArray[np.int32], total: int) -> tuple[Int64, Int64]:
    """The distinct numbers among ``entries``, and where each entry stands among them."""
    scratch = np.empty(total, dtype=np.int64)  # never read where it was not written
    here = np.arange(len(entries))
    scratch[entries] = here
    distinct = entries[scratch[entries] == here]
    scratch[distinct] = np.arange(len(distinct))
    return distinct.astype(np.int64), scratch[entries]


def similarity(units: tuple[Unit, ...], words: list[str]) -> tuple[Matrix, Float32]:
    """Likeness (0–1) of each unit with each word, and how much of each word the query holds.

    An open unit also stands for longer words, but holds only what is typed of them.
    """
    alike = _likeness([unit.text for unit in units], words)
    _keep_kinds_apart(alike, units, words)
    held = alike.max(axis=0)
    for number, unit in enumerate(units):
        if unit.open:
            length = len(unit.text)
            begun = _likeness([unit.text], [word[:length] for word in words])[0]
            lengths = np.fromiter(map(len, words), dtype=np.float32, count=len(words))
            typed = length / np.maximum(lengths, length)
            np.maximum(held, begun * typed**SHARE_POWER, out=held)
            np.maximum(alike[number], begun * (0.90 + 0.08 * typed), out=alike[number])
    # Cubed: one good match must outweigh several half ones.
    return alike**3, held**3


def _keep_kinds_apart(alike: Matrix, units: tuple[Unit, ...], words: list[str]) -> None:
    """A word with a digit is hardly one without, mistyped: "ki2" is no kit."""
    numbered = [number for number, unit in enumerate(units) if not unit.text.isalpha()]
    if numbered:
        letters = np.fromiter(map(str.isalpha, words), dtype=np.bool_, count=len(words))
        alike[numbered] *= np.where(letters, np.float32(OTHER_KIND), np.float32(1.0))


def _likeness(queries: list[str], choices: list[str]) -> Matrix:
    """1 - (insertions, deletions, exchanges, swaps of neighbours) / length of the longer."""
    result: Matrix = cdist(
        queries,
        choices,
        scorer=OSA.normalized_similarity,
        score_cutoff=CUTOFF,
        dtype=np.float32,
    )
    return result


def _explained(
    units: tuple[Unit, ...], found: Matrix, query: Query
) -> tuple[Float32, NDArray[np.intp]]:
    """The best way to cut the query into units, for each candidate at once."""
    ending: list[list[int]] = [[] for _ in query.words]
    for number, unit in enumerate(units):
        ending[unit.first + unit.count - 1].append(number)
    weighted = found * np.array([unit.weight for unit in units], dtype=np.float32)[:, None]
    best = [np.zeros(found.shape[1], dtype=np.float32)]
    choice = np.empty((len(ending), found.shape[1]), dtype=np.intp)
    for word, numbers in enumerate(ending):
        options = np.stack([best[units[n].first] + weighted[n] for n in numbers])
        choice[word] = np.take(numbers, options.argmax(axis=0))
        best.append(options.max(axis=0))
    total = sum(word.weight for word in query.words)
    return best[-1] / np.float32(max(total, 1e-6)), choice


def _per_form(per_slot: Float32, weight: Float32, slot_form: Int64) -> Float32:
    """The share of each form that the query holds."""
    first = _firsts(slot_form)
    held = np.add.reduceat(per_slot * weight, first) / np.add.reduceat(weight, first)
    return held.astype(np.float32)
