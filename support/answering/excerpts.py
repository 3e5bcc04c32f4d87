"""The stretch of a page that answers: whole sentences, whole lists, rows with their head (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile

import numpy as np
from numpy.typing import NDArray

from support.answering.edges import WHOLE_STEPS, to_its_end, with_introduction, without_scraps
from support.answering.lists import begins_table, ends_table, rows_around, steps_around
from support.answering.units import Kind, Unit, words_in

Floats = NDArray[np.float32]

# Words of a table that is quoted whole; of its head to a row, in one go. Where only words are
# compared, the row that answers may be another one than the row that is found.
WHOLE_TABLE = 100
WHOLE_TABLE_SHARP = 40
NEAR_HEAD = 30  # words of a table's head with the rows between it and those to be quoted
# Against all that a stretch holds, which counts 1 + MEANING at most: what its best unit holds, that
# it uses its room (what follows an answer explains it), each title within (what stands below it is
# about something else).
BEST_UNIT = 1.0
FULLNESS = 0.3
TITLE_COST = 1.0
ASIDE = 0.5  # of what the best unit holds; a row on its own with less does not end a stretch
# What stands right beside the stretch and holds so much of what its best unit holds comes along,
# for so much of the room more; a place with less room than that keeps to it.
NEARLY = 0.6
BESIDE = 0.5
NARROW = 50
TITLE_TELLS = 0.5  # of what a title holds
BEFORE_BEST = 0.6  # of a word before the best unit: what follows explains more often
ROW_COST = 0.003  # of each row besides the best, where rows are told apart: of equals the shorter


@dataclass(frozen=True, slots=True)
class Stretch:
    """Units ``first`` to ``last``. ``head``: of a row above that names the columns, or None."""

    first: int
    last: int
    head: int | None = None


def best_stretch(
    units: Sequence[Unit],
    text: str,
    found: Floats,
    weights: Floats,
    room: int,
    *,
    sharp: bool = False,
) -> Stretch | None:
    """About ``room`` words that hold most of what is asked, then made whole.

    ``found`` (units, traits) tells how strongly each unit holds each trait, ``weights`` (traits,)
    what it counts; a unit that must not be quoted has NaN. ``sharp``: traits of meaning are among
    them, so that of a table the rows that answer are enough. None: there is nothing to quote.
    """
    quotable = found.copy()
    quotable[[unit.kind is Kind.NOISE for unit in units]] = np.nan
    best = _best(units, quotable, weights, room, sharp)
    if best is None:
        return None
    best = _with_neighbours(units, quotable @ weights, *best, room)
    return whole(units, text, *best, sharp=sharp)


def _best(
    units: Sequence[Unit], found: Floats, weights: Floats, room: int, sharp: bool
) -> tuple[int, int] | None:
    best: tuple[float, int, int] | None = None
    found = _under_heads(units, found)
    singly = found @ weights
    for first, unit in enumerate(units):
        if unit.kind is Kind.CAPTION or np.isnan(singly[first]):
            continue
        words, top, top_row, at = 0.0, -1.0, -1.0, first
        held = row = np.zeros_like(weights)
        for last in range(first, len(units)):
            words += units[last].words
            if np.isnan(singly[last]) or (last > first and words > room):
                break
            if units[last].kind is not Kind.ROW:
                held = np.maximum(held, found[last])
            elif singly[last] > top_row:  # a row answers on its own, or not at all
                row, top_row = found[last], float(singly[last])
            if singly[last] > top:
                top, at = float(singly[last]), last
            if _opens(units, last) or (singly[last] < ASIDE * top and _is_lone_row(units, last)):
                continue
            value = float(np.maximum(held, row) @ weights) + BEST_UNIT * top
            value += _shape(units[first : last + 1], at - first, room, sharp)
            if best is None or value > best[0]:
                best = value, first, last
    return best[1:] if best else None


def _with_neighbours(
    units: Sequence[Unit], singly: Floats, first: int, last: int, room: int
) -> tuple[int, int]:
    """Wider by what stands right beside it and holds nearly as much."""
    enough = NEARLY * float(np.nanmax(singly[first : last + 1]))
    left = BESIDE * room if room > NARROW else 0.0
    while True:
        beside = [
            index
            for index in (first - 1, last + 1)
            if 0 <= index < len(units)
            and units[index].kind in (Kind.TEXT, Kind.ITEM, Kind.CODE)
            and units[index].words <= left
            and singly[index] >= enough
        ]
        if not beside:
            return first, last
        index = max(beside, key=lambda index: float(singly[index]))
        left -= units[index].words
        first, last = min(first, index), max(last, index)


def _under_heads(units: Sequence[Unit], found: Floats) -> Floats:
    """What the head of a table holds counts for each of its rows, and a good part of what titles
    hold for what stands below them."""
    told = found.copy()
    head: int | None = None
    titled = np.zeros(found.shape[1], dtype=found.dtype)
    above = titled
    for index, unit in enumerate(units):
        if unit.kind is Kind.TITLE:
            named = TITLE_TELLS * np.nan_to_num(found[index])
            told[index] = np.maximum(told[index], above)
            alone = index + 1 == len(units) or units[index + 1].block != unit.block
            above = named if alone else above
            titled = np.maximum(above, named)
        elif unit.kind is not Kind.ROW:
            told[index] = np.maximum(told[index], titled)
        if unit.kind is not Kind.ROW:
            head = None
        elif unit.heads or head is None:
            head = index if unit.heads else None
        else:
            told[index] = np.fmax(told[index], found[head])
    return told


def _opens(units: Sequence[Unit], index: int) -> bool:
    """A title, a caption or a table's first row says nothing without what stands below it."""
    unit = units[index]
    if unit.kind is not Kind.ROW:
        return unit.kind in (Kind.TITLE, Kind.CAPTION)
    return begins_table(units, index) and not ends_table(units, index)


def _is_lone_row(units: Sequence[Unit], index: int) -> bool:
    """No part of a table: the foot of a page looks like this."""
    is_row = units[index].kind is Kind.ROW
    return is_row and begins_table(units, index) and ends_table(units, index)


def _shape(units: Sequence[Unit], at: int, room: int, sharp: bool) -> float:
    """What speaks for and against a stretch whatever it says. ``at``: of its best unit."""
    below = dropwhile(lambda unit: unit.kind is Kind.TITLE, units)
    titles = sum(unit.kind is Kind.TITLE for unit in below)
    words = sum(
        unit.words * (1 if index >= at else BEFORE_BEST)
        for index, unit in enumerate(units)
        if not (sharp and unit.kind is Kind.ROW)
    )
    rows = sum(unit.kind is Kind.ROW for unit in units) if sharp else 0
    return FULLNESS * min(words / room, 1) - TITLE_COST * titles - ROW_COST * max(rows - 1, 0)


def whole(
    units: Sequence[Unit], text: str, first: int, last: int, *, sharp: bool = False
) -> Stretch:
    """Wider, so that nothing is torn from what it needs to be understood."""
    table = WHOLE_TABLE_SHARP if sharp else WHOLE_TABLE
    first, last = without_scraps(units, text, first, last)
    first, last = _with_steps(units, first, last)
    last = to_its_end(units, text, first, last)
    first, last = _with_table(units, first, last, table)
    first, head = _with_head(units, first, last, table)
    if head is None:
        first = with_introduction(units, text, first, last)
    return Stretch(first, last, head)


def _with_steps(units: Sequence[Unit], first: int, last: int) -> tuple[int, int]:
    """All steps of the list that the stretch touches, if they are not too many."""
    for index in range(first, last + 1):
        if units[index].kind is Kind.STEP:
            begin, end = steps_around(units, index)
            begin, end = min(first, begin), max(last, end)
            return (begin, end) if words_in(units, begin, end) <= WHOLE_STEPS else (first, last)
    return first, last


def _with_table(units: Sequence[Unit], first: int, last: int, most: int) -> tuple[int, int]:
    """All rows of a small table; one that is touched at its beginning or end alone says little."""
    begin, end = first, last
    if units[begin].kind is Kind.ROW:
        begin = rows_around(units, begin)[0]
    if units[end].kind is Kind.ROW:
        end = rows_around(units, end)[1]
    return (begin, end) if words_in(units, begin, end) <= most else (first, last)


def _with_head(units: Sequence[Unit], first: int, last: int, most: int) -> tuple[int, int | None]:
    """From the head of the table on, where it is near; else the head on its own."""
    head = rows_around(units, first)[0]
    if head == first or not units[head].heads:
        return first, None
    if words_in(units, head, first - 1) <= NEAR_HEAD or words_in(units, head, last) <= most:
        return head, None
    return first, head
