"""Which lines of a PDF are headings: by its outline or by the look of their letters (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from support.extraction.cleaning import clean, has_leaders
from support.extraction.lines import Line
from support.extraction.outline import Entries, Outline, entries
from support.extraction.remarks import is_remark

LONGEST = 110  # characters
MOST_LINES = 3
LARGER = 1.12  # than the body's letters
MUCH_LARGER = 1.3
DEEPEST = 6
CONTENTS = 5  # lines with leaders make a contents page
TELLING = 10  # headings that the outline knows: then it is no accident that one is missing
FEWEST_WORDS = 4  # of a line of text, whose left edge headings share
SAME_EDGE = 1.0  # points
_LETTERS = re.compile(r"[^\W\d_]{3}|[^\W\d_\x00-\x7f]{2}")
_SENTENCES = re.compile(r"[^\W\d]{3}[.!?](?:\s+\w|$)")
_ENTRY = re.compile(r"\s\d{1,4}$")
# "CHAPTER" and "TWO" above the chapter's title, each on a line of its own.
_CHAPTER = re.compile(
    r"(?:chapter|kapitel|chapitre|cap[ií]tulo|capitolo|part|teil|appendix|anhang)?"
    r"\s*(?:\d+|[ivxl]+|[a-z]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)?:?",
    re.IGNORECASE,
)

Style = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Found:
    """Lines ``first`` to ``last`` (inclusive, places in the page) are one heading."""

    first: int
    last: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Looks like a heading; ``level`` is the outline's, None where that does not know it."""

    first: int
    last: int
    text: str
    style: Style
    level: int | None


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
    known = [entries(outline, index) for index in range(len(pages))]
    candidates = [_candidates(page, body, known[i]) for i, page in enumerate(pages)]
    if sum(1 for found in candidates for c in found if c.level) >= TELLING:
        edges = _edges(pages, body)
        candidates = [
            [c for c in found if c.level or c.style[1] or _at_edge(page[c.first], edges)]
            for page, found in zip(pages, candidates, strict=True)
        ]
    levels = _levels(candidates)
    result = []
    for index, page in enumerate(pages):
        by_style = [
            Found(c.first, c.last, min(c.level or levels[c.style], DEEPEST), c.text)
            for c in candidates[index]
        ]
        taken = {i for found in by_style for i in range(found.first, found.last + 1)}
        by_outline = _plain(page, taken, known[index])
        result.append(tuple(sorted(by_style + by_outline, key=lambda found: found.first)))
    return result


def _plain(page: Sequence[Line], taken: set[int], known: Entries) -> list[Found]:
    """Lines that only the outline tells to be headings: of each entry the most outstanding."""
    left = [i for i, line in enumerate(page) if i not in taken and known.is_open(line.text)]
    left.sort(key=lambda i: (not page[i].bold, -page[i].size, i))
    found = []
    for i in left:
        text = clean(page[i].text)
        if known.is_open(text) and (level := known.level(text)):
            found.append(Found(i, i, min(level, DEEPEST), text))
            taken.add(i)
    for i, line in enumerate(page):
        opening = known.opening(clean(line.text)) if i not in taken and not line.table else ""
        if opening and (level := known.level(opening)):
            found.append(Found(i, i, min(level, DEEPEST), opening))
    return found


def _candidates(page: Sequence[Line], body: float, known: Entries) -> list[_Candidate]:
    """Neighbouring lines of one outstanding style; long runs of them are text, not a heading."""
    contents = sum(1 for line in page if has_leaders(line.text)) >= CONTENTS
    found: list[_Candidate] = []
    i = 0
    while i < len(page):
        last = i
        if _stands_out(page[i], body):
            while last + 1 < len(page) and _continues(page[last], page[last + 1]):
                last += 1
            text = " ".join(clean(line.text) for line in page[i : last + 1])
            short = last - i < MOST_LINES and not (contents and _ENTRY.search(text))
            if short and _reads_as_heading(text, page[i], body):
                found.append(_Candidate(i, last, text, _style(page[i]), known.level(text)))
        i = last + 1
    return _without_chapters(found)


def _without_chapters(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Without the lines that only count the chapter whose title follows right below."""
    kept: list[_Candidate] = []
    below = -1
    for candidate in reversed(found):
        if candidate.level or candidate.last + 1 != below or not _CHAPTER.fullmatch(candidate.text):
            kept.append(candidate)
        below = candidate.first
    return kept[::-1]


def _reads_as_heading(text: str, line: Line, body: float) -> bool:
    """Short, with a word in it; whole sentences hardly larger than the text are a warning."""
    if len(text) > LONGEST or not _LETTERS.search(text) or has_leaders(text):
        return False
    if is_remark(text):
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


def _edges(pages: Sequence[Sequence[Line]], body: float) -> frozenset[int]:
    """Where lines of text begin on three pages or more: labels in figures stand anywhere."""
    seen: Counter[int] = Counter()
    for page in pages:
        text = [line for line in page if _rounded(line.size) == body]
        seen.update({round(line.left) for line in text if len(line.text.split()) >= FEWEST_WORDS})
    return frozenset(edge for edge, count in seen.items() if count >= min(3, len(pages)))


def _at_edge(line: Line, edges: frozenset[int]) -> bool:
    return any(abs(line.left - edge) <= SAME_EDGE for edge in edges)


def _levels(candidates: Sequence[Sequence[_Candidate]]) -> Mapping[Style, int]:
    """A level for each style: as the outline has it, else below the known ones that are larger.

    Without an outline by rank of size.
    """
    known: dict[Style, list[int]] = {}
    styles: set[Style] = set()
    for found in candidates:
        for candidate in found:
            styles.add(candidate.style)
            if candidate.level:
                known.setdefault(candidate.style, []).append(candidate.level)
    told = {style: median_low(levels) for style, levels in known.items()}
    if not told:
        return {style: i + 1 for i, style in enumerate(sorted(styles, reverse=True))}
    return {style: told.get(style) or _below(style, told) for style in styles}


def _below(style: Style, told: Mapping[Style, int]) -> int:
    larger = [level for other, level in told.items() if other >= style]
    return max(larger) + 1 if larger else 1


def _style(line: Line) -> Style:
    return _rounded(line.size), line.bold


def _rounded(size: float) -> float:
    return round(2 * size) / 2
