"""Which lines of a PDF are headings: by its outline or by the look of their letters (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from support.extraction.cleaning import clean
from support.extraction.lines import Line

LONGEST = 110  # characters
MOST_LINES = 3
LARGER = 1.12  # than the body's letters
MUCH_LARGER = 1.3
DEEPEST = 6
_LETTERS = re.compile(r"[^\W\d_]{3}|[^\W\d_\x00-\x7f]{2}")
_SENTENCES = re.compile(r"[^\W\d]{3}[.!?](?:\s+\w|$)")
_NOT_COMPARED = re.compile(r"[\W_]+")

Style = tuple[float, bool]
Outline = Mapping[int, Sequence[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Found:
    """Lines ``first`` to ``last`` (inclusive, places in the page) are one heading."""

    first: int
    last: int
    level: int
    text: str


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size in which most letters are set, in points; tables are often set smaller."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[_rounded(line.size)] += 1 if line.table else len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def find_headings(pages: Sequence[Sequence[Line]], outline: Outline) -> list[tuple[Found, ...]]:
    """For each page its headings. ``outline`` maps a page's place to (level from 1, title)."""
    body = body_size(pages)
    candidates = [_candidates(page, body) for page in pages]
    levels = _levels(pages, candidates, outline)
    result = []
    for index, page in enumerate(pages):
        titles = {_compared(title): level for level, title in outline.get(index, ())}
        by_style = [
            Found(first, last, titles.get(_compared(text), levels[_style(page[first])]), text)
            for first, last, text in candidates[index]
        ]
        taken = {i for found in by_style for i in range(found.first, found.last + 1)}
        by_outline = [
            Found(i, i, titles[_compared(line.text)], clean(line.text))
            for i, line in enumerate(page)
            if i not in taken and _compared(line.text) in titles
        ]
        result.append(tuple(sorted(by_style + by_outline, key=lambda found: found.first)))
    return result


def _candidates(page: Sequence[Line], body: float) -> list[tuple[int, int, str]]:
    """Neighbouring lines of one outstanding style; long runs of them are text, not a heading."""
    spans: list[tuple[int, int, str]] = []
    i = 0
    while i < len(page):
        last = i
        if _stands_out(page[i], body):
            while last + 1 < len(page) and _continues(page[last], page[last + 1]):
                last += 1
            text = " ".join(clean(line.text) for line in page[i : last + 1])
            if last - i < MOST_LINES and _reads_as_heading(text, page[i], body):
                spans.append((i, last, text))
        i = last + 1
    return spans


def _reads_as_heading(text: str, line: Line, body: float) -> bool:
    """Short, with a word in it; whole sentences hardly larger than the text are a warning."""
    if len(text) > LONGEST or not _LETTERS.search(text):
        return False
    return line.size >= MUCH_LARGER * body or not _SENTENCES.search(text)


def _stands_out(line: Line, body: float) -> bool:
    text = line.text.rstrip()
    if line.table:  # the row that heads a table stands over its columns only
        return False
    if line.size >= LARGER * body:
        return not text.endswith((",", ";"))
    return line.bold and line.size >= 0.95 * body and not text.endswith((".", ",", ";"))


def _continues(line: Line, following: Line) -> bool:
    same = _style(line) == _style(following)
    return same and 0 < line.last_y - following.y < 1.8 * line.size


def _levels(
    pages: Sequence[Sequence[Line]],
    candidates: Sequence[Sequence[tuple[int, int, str]]],
    outline: Outline,
) -> dict[Style, int]:
    """A level for each style: as the outline has it, else by rank of size."""
    known: dict[Style, list[int]] = {}
    styles: set[Style] = set()
    for index, spans in enumerate(candidates):
        titles = {_compared(title): level for level, title in outline.get(index, ())}
        for first, _, text in spans:
            style = _style(pages[index][first])
            styles.add(style)
            if _compared(text) in titles:
                known.setdefault(style, []).append(titles[_compared(text)])
    ranked = {style: i + 1 for i, style in enumerate(sorted(styles, reverse=True))}
    return {
        style: min(median_low(known[style]) if style in known else ranked[style], DEEPEST)
        for style in styles
    }


def _style(line: Line) -> Style:
    return _rounded(line.size), line.bold


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def _compared(text: str) -> str:
    return _NOT_COMPARED.sub("", clean(text)).casefold()
