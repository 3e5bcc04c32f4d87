"""Running headers, footers and printed page numbers, found by what repeats over pages (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from support.extraction.cleaning import clean
from support.extraction.lines import Line

EDGE_LINES = 3  # so many lines at the top and at the bottom of a page may be running ones
SAME_PLACE = 3.0  # points
PART_WORDS = 3
MOST_WORDS = 0.4  # of the manual may run: where more repeats, it is the text itself
FEWEST_REPEATS = 3  # pages
MOST_APART = 2  # lines of a header or footer
GAP = 1.6  # times the size of the letters
FEWEST_WORDS = 12  # of a page: less is a blank page with its header and footer
LONGEST = 140  # characters of a running line
_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w]|[.,]\d)")
_ALONE = re.compile(r"\W*\d{1,4}\W*")
_ROMAN = re.compile(r"(?<!\S)(?:[ivxl]{1,7}|[IVXL]{1,7})(?!\S)")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


def edges(page: Sequence[Line]) -> list[int]:
    """The lines, by their place in ``page``, that stand highest and lowest."""
    order = sorted(range(len(page)), key=lambda i: -page[i].y)
    chosen = order if len(order) <= 2 * EDGE_LINES else order[:EDGE_LINES] + order[-EDGE_LINES:]
    return [i for i in chosen if len(page[i].text) <= LONGEST]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The printed numbers: page ``i`` (from 0) prints ``step * i + start`` for all of ``starts``.

    So it is from page ``first`` to page ``last``. A spread of two printed pages has step 2 and two
    starts. ``heights`` is where the numbers stand; ``front`` has the Roman ones of earlier pages.
    """

    step: int
    starts: tuple[int, ...]
    first: int
    last: int
    heights: tuple[float, ...] = ()
    front: Mapping[int, str] | None = None

    def numbers(self, index: int) -> tuple[int, ...]:
        """What page ``index`` prints; empty before and behind the numbered pages."""
        if not self.first <= index <= self.last:
            return ()
        return tuple(self.step * index + start for start in self.starts)

    def label(self, index: int) -> str:
        front = (self.front or {}).get(index)
        return front or "/".join(str(number) for number in self.numbers(index))

    def carried_by(self, line: Line, index: int) -> bool:
        """Does ``line`` hold the printed number of page ``index``?"""
        text = clean(line.text)
        if self.front and index in self.front:
            return self.front[index] in _ROMAN.findall(text) and self.stands_at(line)
        printed = self.numbers(index)
        return any(int(word) in printed for word in _NUMBER.findall(text))

    def stands_at(self, line: Line) -> bool:
        """Is ``line`` where numbers stand on three other pages, or on a tenth of all?"""
        need = max(3, len(self.heights) // 10)
        return _near(self.heights, line.y) >= need


def find_numbering(pages: Sequence[Sequence[Line]]) -> Numbering | None:
    """The numbering that most pages agree on; None when fewer than three, or half, agree."""
    found = [_numbers(page) for page in pages]
    need = max(3, 0.5 * sum(1 for page in pages if page))
    numbering = _vote(found, 1, need) or _vote(found, 2, need)
    if numbering is None:
        return None
    heights = tuple(
        page[i].y
        for index, page in enumerate(pages)
        for i in edges(page)
        if numbering.carried_by(page[i], index)
    )
    numbering = replace(numbering, heights=heights)
    return replace(numbering, front=_roman_numbers(pages[: numbering.first], numbering))


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
    first = holders[0]
    while first and _prints(found[first - 1], [step * (first - 1) + start for start in starts]):
        first -= 1  # where the first chapter begins, the number may stand elsewhere
    return Numbering(step, tuple(starts), first, holders[-1])


def _prints(found: set[tuple[int, int]], wanted: Iterable[int]) -> bool:
    return any(number > 0 and any(number == n for n, _ in found) for number in wanted)


def _numbers(page: Sequence[Line]) -> set[tuple[int, int]]:
    """Numbers at the page's edges, each with its height in coarse steps (and the next step)."""
    found = set()
    for i in edges(page):
        step = round(page[i].y / (2 * SAME_PLACE))
        for word in _NUMBER.findall(clean(page[i].text)):
            found |= {(int(word), step), (int(word), step + 1)}
    return found


def _roman_numbers(pages: Sequence[Sequence[Line]], numbering: Numbering) -> dict[int, str]:
    """Of the pages before the numbered ones; all must agree on where they began to count."""
    found = [
        (_roman_value(word) - index, index, word)
        for index, page in enumerate(pages)
        for i in edges(page)
        for word in _ROMAN.findall(clean(page[i].text))
        if numbering.stands_at(page[i]) and _roman_value(word) <= index + 1
    ]
    starts = Counter(start for start, _, _ in found)
    if not starts:
        return {}
    usual = starts.most_common(1)[0][0]
    return {index: text for start, index, text in found if start == usual}


def _roman_value(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text.lower()]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def without_running(
    pages: Sequence[Sequence[Line]], numbering: Numbering | None
) -> list[list[Line]]:
    """The pages without their running lines; a page that would lose all of its text keeps it."""
    kept = []
    for page, dropped in zip(pages, running_lines(pages, numbering), strict=True):
        text = [line for i, line in enumerate(page) if i not in dropped]
        all_words = sum(len(line.text.split()) for line in page)
        kept.append(text if text or all_words < FEWEST_WORDS else list(page))
    if any(kept):
        return kept
    return [list(page) for page in pages]


def running_lines(
    pages: Sequence[Sequence[Line]], numbering: Numbering | None
) -> list[frozenset[int]]:
    """For each page the lines, by their place in it, that only run along.

    A line runs when the same words (or its first or last ones) stand at the same height on a
    fifth of the pages, or on fewer in the band that most pages set apart for a changing chapter;
    or when it carries the page's printed number where other pages carry theirs.
    """
    heights: dict[str, list[float]] = {}
    for page in pages:
        for i in edges(page):
            for key in _keys(page[i]):
                heights.setdefault(key, []).append(page[i].y)
    apart = [_set_apart(page) for page in pages]
    bands = [page[i].y for page, outer in zip(pages, apart, strict=True) for i in outer]

    def repeats(line: Line, is_apart: bool) -> bool:
        times = max(_near(heights[key], line.y) for key in _keys(line))
        if is_apart and times >= FEWEST_REPEATS and _near(bands, line.y) > len(pages) // 2:
            return True
        return times >= max(FEWEST_REPEATS, len(pages) // 5)

    repeated = [
        frozenset(i for i in edges(page) if repeats(page[i], i in outer))
        for page, outer in zip(pages, apart, strict=True)
    ]
    if _words(pages, repeated) > MOST_WORDS * _words(pages, [range(len(p)) for p in pages]):
        # Pages of one kind (forms, cards): only what stands apart is surely no text.
        repeated = [lines & outer for lines, outer in zip(repeated, apart, strict=True)]
    return [
        lines | frozenset(i for i in edges(page) if _is_number(numbering, page, i, index))
        for index, (page, lines) in enumerate(zip(pages, repeated, strict=True))
    ]


def _words(pages: Sequence[Sequence[Line]], chosen: Sequence[Iterable[int]]) -> int:
    return sum(
        len(page[i].text.split()) for page, lines in zip(pages, chosen, strict=True) for i in lines
    )


def _is_number(numbering: Numbering | None, page: Sequence[Line], i: int, index: int) -> bool:
    if numbering is None or not numbering.carried_by(page[i], index):
        return False
    return numbering.stands_at(page[i]) or _is_lonely_number(numbering, page, i)


def _is_lonely_number(numbering: Numbering, page: Sequence[Line], i: int) -> bool:
    """Nothing but a number on the outermost line, as a few others: so where chapters begin."""
    line = page[i]
    if not _ALONE.fullmatch(clean(line.text)) or _near(numbering.heights, line.y) < FEWEST_REPEATS:
        return False
    others = [other.y for k, other in enumerate(page) if k != i]
    return all(y - line.y > line.size for y in others) or all(
        line.y - y > line.size for y in others
    )


def _set_apart(page: Sequence[Line]) -> frozenset[int]:
    """The highest and the lowest line or two, where a gap parts them from the rest."""
    order = sorted(range(len(page)), key=lambda i: -page[i].y)
    return frozenset(_parted(page, order)) | frozenset(_parted(page, order[::-1]))


def _parted(page: Sequence[Line], order: Sequence[int]) -> Sequence[int]:
    """The first of ``order`` up to the first gap, if that comes soon."""
    most = MOST_APART if len(order) > 2 * EDGE_LINES else 1
    for count, (outer, inner) in enumerate(pairwise(order[: most + 1]), start=1):
        if len(order) > 2 and abs(page[outer].y - page[inner].y) > GAP * page[outer].size:
            return order[:count]
    return ()


def _keys(line: Line) -> tuple[str, ...]:
    """The words that must repeat: all, or those at either end beside a changing chapter."""
    words = clean(line.text).casefold().split()
    if len(line.cells) > 1:
        ends = (line.cells[0], line.cells[-1])
        apart = (clean(cell.text).casefold() for cell in ends)
        return (" ".join(words), *(text for text in apart if len(text.split()) > 1))
    if len(words) < 2 * PART_WORDS:
        return (" ".join(words),)
    parts = (words, [*words[:PART_WORDS], "…"], ["…", *words[-PART_WORDS:]])
    return tuple(" ".join(part) for part in parts)


def _near(heights: Sequence[float], height: float) -> int:
    return sum(1 for other in heights if abs(other - height) <= SAME_PLACE)


def file_labels_tell(labels: Sequence[str]) -> bool:
    """Do the file's own labels say more than the plain count of pages?"""
    return any(labels) and any(label != str(number) for number, label in enumerate(labels, start=1))
