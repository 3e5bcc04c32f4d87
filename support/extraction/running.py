"""Running headers, footers and printed page numbers, found by what repeats over pages (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from support.extraction.cleaning import clean
from support.extraction.lines import Line

EDGE_LINES = 3  # so many lines at the top and at the bottom of a page may be running ones
SAME_PLACE = 3.0  # points
LONGEST = 140  # characters of a running line
_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w]|[.,]\d)")


def edges(page: Sequence[Line]) -> list[int]:
    """The lines, by their place in ``page``, that stand highest and lowest."""
    order = sorted(range(len(page)), key=lambda i: -page[i].top)
    chosen = order if len(order) <= 2 * EDGE_LINES else order[:EDGE_LINES] + order[-EDGE_LINES:]
    return [i for i in chosen if len(page[i].text) <= LONGEST]


class Numbering:
    """The printed numbers: page ``i`` (from 0) prints ``step * i + start`` for all of ``starts``.

    A spread of two printed pages has step 2 and two starts.
    """

    def __init__(self, step: int, starts: tuple[int, ...], first: int, last: int) -> None:
        self.step, self.starts, self.first, self.last = step, starts, first, last

    def numbers(self, index: int) -> tuple[int, ...]:
        """What page ``index`` prints; empty before and behind the numbered pages."""
        if not self.first <= index <= self.last:
            return ()
        return tuple(self.step * index + start for start in self.starts)

    def label(self, index: int) -> str:
        return "/".join(str(number) for number in self.numbers(index))


def find_numbering(pages: Sequence[Sequence[Line]]) -> Numbering | None:
    """The numbering that most pages agree on; None when fewer than three, or half, agree."""
    found = [_numbers(page) for page in pages]
    need = max(3, 0.5 * sum(1 for page in pages if page))
    return _vote(found, 1, need) or _vote(found, 2, need)


def _vote(found: Sequence[set[tuple[int, int]]], step: int, need: float) -> Numbering | None:
    """Pages vote for a start with each number they print, at one height only."""
    votes = Counter(
        (number - step * index, height)
        for index, numbers in enumerate(found)
        for number, height in numbers
    )
    winners = sorted((s, h) for (s, h), count in votes.items() if count >= need)
    starts = sorted({start for start, _ in winners})[:step]
    if not starts:
        return None
    heights = {height for _, height in winners}
    holders = [
        index
        for index, numbers in enumerate(found)
        if any((step * index + s, h) in numbers for s in starts for h in heights)
    ]
    return Numbering(step, tuple(starts), holders[0], holders[-1])


def _numbers(page: Sequence[Line]) -> set[tuple[int, int]]:
    """Numbers at the page's edges, each with its height in coarse steps (and the next step)."""
    found = set()
    for i in edges(page):
        step = round(page[i].top / (2 * SAME_PLACE))
        for word in _NUMBER.findall(clean(page[i].text)):
            found |= {(int(word), step), (int(word), step + 1)}
    return found


def running_lines(
    pages: Sequence[Sequence[Line]], numbering: Numbering | None
) -> list[frozenset[int]]:
    """For each page the lines, by their place in it, that only run along.

    A line runs when the same words stand at the same height on a fifth of the pages (at least
    three), or when it carries the page's printed number where other pages carry theirs.
    """
    heights: dict[str, list[float]] = {}
    numbered: list[float] = []
    for index, page in enumerate(pages):
        for i in edges(page):
            heights.setdefault(_key(page[i]), []).append(page[i].top)
            if _carries(page[i], index, numbering):
                numbered.append(page[i].top)
    need = max(3, len(pages) // 5)
    return [
        frozenset(
            i
            for i in edges(page)
            if _near(heights[_key(page[i])], page[i].top) >= need
            or (
                _carries(page[i], index, numbering)
                and _near(numbered, page[i].top) >= min(need, max(3, len(pages) // 10))
            )
        )
        for index, page in enumerate(pages)
    ]


def _key(line: Line) -> str:
    return clean(line.text).casefold()


def _near(heights: list[float], height: float) -> int:
    return sum(1 for other in heights if abs(other - height) <= SAME_PLACE)


def _carries(line: Line, index: int, numbering: Numbering | None) -> bool:
    """Does the line begin or end with the number that this page prints?"""
    if numbering is None:
        return False
    text = clean(line.text)
    printed = numbering.numbers(index)
    return any(
        int(match[0]) in printed and (match.start() < 2 or match.end() > len(text) - 2)
        for match in _NUMBER.finditer(text)
    )


def file_labels_tell(labels: Sequence[str]) -> bool:
    """Do the file's own labels say more than the plain count of pages?"""
    return any(labels) and any(label != str(number) for number, label in enumerate(labels, start=1))
