"""The stretch of a page that answers: whole sentences, whole lists, rows with their head (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile

import numpy as np
from numpy.typing import NDArray

from support.answering.lists import items_around, rows_around, steps_around
from support.answering.units import Kind, Unit, words_in

Floats = NDArray[np.float32]

# Words of a table that is quoted whole; of its head to a row, in one go. Where only words are
# compared, the row that answers may be another one than the row that is found.
WHOLE_TABLE = 100
WHOLE_TABLE_SHARP = 40
NEAR_HEAD = 30  # words of a table's head with the rows between it and those to be quoted
WHOLE_STEPS = 300  # words of a list of steps that is quoted whole
WHOLE_ITEMS = 60  # words of a list of items, to be quoted from its beginning
MORE = 30  # words that may be added so that the beginning makes sense
# Against all that a stretch holds, which counts 1 + MEANING at most: what its best unit holds, that
# it uses its room (what follows an answer explains it), each title within (what stands below it is
# about something else).
BEST_UNIT = 1.0
FULLNESS = 0.3
TITLE_COST = 1.0

_LEANS_BACK = re.compile(
    r"(?:this|that|these|those|it|they|such|however|therefore|otherwise|also|then|but|so"
    r"|dies\w*|damit|dadurch|sie|er|es|außerdem|sonst|dann)\b",
    re.I,
)
_INTRODUCES = re.compile(r"[:：]$")


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
    best = _best(units, found, weights, room, sharp)
    return whole(units, text, *best, sharp=sharp) if best else None


def _best(
    units: Sequence[Unit], found: Floats, weights: Floats, room: int, sharp: bool
) -> tuple[int, int] | None:
    best: tuple[float, int, int] | None = None
    found = _under_heads(units, found)
    singly = found @ weights
    for first, unit in enumerate(units):
        if unit.kind is Kind.CAPTION or np.isnan(singly[first]):
            continue
        words, top, top_row = 0.0, -1.0, -1.0
        held = row = np.zeros_like(weights)
        for last in range(first, len(units)):
            words += units[last].words
            if np.isnan(singly[last]) or (last > first and words > room):
                break
            if units[last].kind is not Kind.ROW:
                held = np.maximum(held, found[last])
            elif singly[last] > top_row:  # a row answers on its own, or not at all
                row, top_row = found[last], float(singly[last])
            top = max(top, float(singly[last]))
            if _opens(units, last):
                continue
            value = float(np.maximum(held, row) @ weights) + BEST_UNIT * top
            value += _shape(units[first : last + 1], room, sharp)
            if best is None or value > best[0]:
                best = value, first, last
    return best[1:] if best else None


def _under_heads(units: Sequence[Unit], found: Floats) -> Floats:
    """What the head of a table holds counts for each of its rows."""
    told = found.copy()
    head: int | None = None
    for index, unit in enumerate(units):
        if unit.kind is not Kind.ROW:
            head = None
        elif unit.heads or head is None:
            head = index if unit.heads else None
        else:
            told[index] = np.fmax(found[index], found[head])
    return told


def _opens(units: Sequence[Unit], index: int) -> bool:
    """A title, a caption or a table's first row says nothing without what stands below it."""
    unit = units[index]
    if unit.kind is not Kind.ROW:
        return unit.kind in (Kind.TITLE, Kind.CAPTION)
    first, last = rows_around(units, index)
    return index == first < last


def _shape(units: Sequence[Unit], room: int, sharp: bool) -> float:
    """What speaks for and against a stretch whatever it says."""
    below = dropwhile(lambda unit: unit.kind is Kind.TITLE, units)
    titles = sum(unit.kind is Kind.TITLE for unit in below)
    words = sum(unit.words for unit in units if not (sharp and unit.kind is Kind.ROW))
    return FULLNESS * min(words / room, 1) - TITLE_COST * titles


def whole(
    units: Sequence[Unit], text: str, first: int, last: int, *, sharp: bool = False
) -> Stretch:
    """Wider, so that nothing is torn from what it needs to be understood."""
    table = WHOLE_TABLE_SHARP if sharp else WHOLE_TABLE
    first, last = _with_steps(units, first, last)
    last = _with_introduced(units, text, first, last)
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


def _with_introduced(units: Sequence[Unit], text: str, first: int, last: int) -> int:
    """What ends in a colon goes on."""
    if last + 1 >= len(units) or not _INTRODUCES.search(text[units[last].start : units[last].end]):
        return last
    end = last + 1
    kind = units[end].kind
    if kind is Kind.STEP:
        end = steps_around(units, end)[1]
    elif kind is not Kind.TEXT:
        while end + 1 < len(units) and units[end + 1].kind is kind:
            end += 1
    while end > last + 1 and words_in(units, first, end) > WHOLE_STEPS:
        end -= 1
    return end


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


def with_introduction(units: Sequence[Unit], text: str, first: int, last: int) -> int:
    """The lead of a list, the sentence that "this" points to, the title above."""
    begin = items_around(units, first)[0]
    before = text[units[begin - 1].start : units[begin - 1].end] if begin else ""
    if units[begin].kind in (Kind.ITEM, Kind.STEP, Kind.ROW) and _INTRODUCES.search(before):
        begin -= 1
    if words_in(units, begin, last) <= max(WHOLE_ITEMS, words_in(units, first, last) + MORE):
        first = begin
    if first > 0 and units[first].kind is Kind.TEXT and units[first - 1].kind is Kind.TEXT:
        same = units[first].block == units[first - 1].block
        first -= 1 if same and _LEANS_BACK.match(text, units[first].start) else 0
    if first > 0 and units[first - 1].kind is Kind.TITLE:
        first -= 1
    return first
