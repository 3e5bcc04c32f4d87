"""A quote without the line ends that only the width of the page made; no letter more or less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from support.answering.units import Unit, units_of


def flowing(quote: str) -> str:
    """Kept are line ends after a title or a short line, between rows, and before an item."""
    return joined(quote, units_of(quote))


def joined(quote: str, units: Sequence[Unit]) -> str:
    """These units of the quote, each in one line."""
    return "".join(_joined(quote, units))


def _joined(quote: str, units: Sequence[Unit]) -> Iterator[str]:
    if units:
        yield _in_one_line(quote, units[0])
    for before, unit in pairwise(units):
        if unit.line == before.line:
            yield " " if quote[before.end : unit.start] else ""
        else:
            yield "\n" if unit.block == before.block else "\n\n"
        yield _in_one_line(quote, unit)


def _in_one_line(quote: str, unit: Unit) -> str:
    return " ".join(line.strip() for line in quote[unit.start : unit.end].splitlines())
