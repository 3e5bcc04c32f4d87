"""Which units belong to the same list: steps in their order, items side by side (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from support.answering.units import Kind, Unit

STEPS_APART = 120  # words between two steps of one list, at most


def steps_around(units: Sequence[Unit], index: int) -> tuple[int, int]:
    """First and last unit of the list that the step at ``index`` belongs to.

    What stands between two steps belongs to the first of them; below the last step, its items
    and the lines that no empty line parts from it.
    """
    begin = end = index
    while (before := _next_to(units, begin, -1)) is not None:
        begin = before
    while (after := _next_to(units, end, +1)) is not None:
        end = after
    while end + 1 < len(units) and _is_of_step(units[end], units[end + 1]):
        end += 1
    return begin, end


def _next_to(units: Sequence[Unit], index: int, way: int) -> int | None:
    """The step with the next number (``way`` +1) or the one before (-1)."""
    wanted, words = units[index].step + way, 0.0
    position = index + way
    while wanted and 0 <= position < len(units) and words <= STEPS_APART:
        unit = units[position]
        if unit.step == wanted:
            return position
        if unit.kind is Kind.TITLE or unit.step == 1 or (way < 0 and unit.step > wanted):
            return None
        words += unit.words
        position += way
    return None


def _is_of_step(last: Unit, following: Unit) -> bool:
    is_line = following.kind is Kind.TEXT and following.block == last.block
    return following.kind is Kind.ITEM or is_line


def items_around(units: Sequence[Unit], index: int) -> tuple[int, int]:
    """First and last of the items next to each other; the unit itself where it is no item."""
    return _alike_around(units, index, Kind.ITEM)


def rows_around(units: Sequence[Unit], index: int) -> tuple[int, int]:
    """First and last row of the table, from its head on; the unit itself where it is no row."""
    first, last = _alike_around(units, index, Kind.ROW)
    heads = [i for i in range(first, last + 1) if units[i].heads]
    first = max((i for i in heads if i <= index), default=first)
    return first, min((i - 1 for i in heads if i > index), default=last)


def begins_table(units: Sequence[Unit], index: int) -> bool:
    """Is this row the first of its table? As `rows_around` tells, without a look at all of it."""
    return units[index].heads or index == 0 or units[index - 1].kind is not Kind.ROW


def ends_table(units: Sequence[Unit], index: int) -> bool:
    """Is this row the last of its table?"""
    below = units[index + 1] if index + 1 < len(units) else None
    return below is None or below.kind is not Kind.ROW or below.heads


def _alike_around(units: Sequence[Unit], index: int, kind: Kind) -> tuple[int, int]:
    first = last = index
    if units[index].kind is kind:
        while first > 0 and units[first - 1].kind is kind:
            first -= 1
        while last + 1 < len(units) and units[last + 1].kind is kind:
            last += 1
    return first, last
