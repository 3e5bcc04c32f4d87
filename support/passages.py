"""Pages → passages: pieces small enough to rank and to quote, each within one page (pure)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from support.extraction.pages import CELL, ExtractedPage, Heading

WORDS = 120  # about so many in a passage
OVERLAP = 30  # words that a passage shares with the one before
FEWEST = 45  # words before a heading may end a passage
LONGEST_UNIT = 60  # words; longer sentences are divided
HEADING_LENGTH = 200
SHORT_LINE = 45  # characters: running text does not end its lines so early

_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"')\]”’»]*(?=\s)|[。！？]")
_NEW_THING = re.compile(r"\s*(?:[•◦▪●■–—*·-]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|\d{1,2}\s+[^\W\d_])")
_WORD = re.compile(r"\S+")
# A script without blanks between words: so many characters count as one word.
_SOLID = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SOLID_WORD = 2.5


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """``text`` is the page's text from ``start`` on, letter by letter; ``number`` counts from 0."""

    number: int
    page_number: int
    start: int
    text: str
    heading_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, a table row, a step: what a passage never divides."""

    start: int
    end: int
    words: float
    heads: bool  # begins with a heading


def split(pages: Iterable[ExtractedPage], language: str) -> tuple[PassageDraft, ...]:
    """All passages of a manual in reading order; a page without text gives none."""
    del language  # what we know of sentences holds for all so far; callers need not know that
    drafts: list[PassageDraft] = []
    path: list[Heading] = []
    for page in pages:
        units = list(_units(page))
        waiting = list(page.headings)
        for first, last in _spans(units):
            start, end = units[first].start, units[last].end
            if _only_heads(page, start, end):
                continue
            reach = start  # headings right below each other all stand above what follows
            while waiting and waiting[0].offset <= reach:
                heading = waiting.pop(0)
                _enter(path, heading)
                reach = max(reach, heading.offset + len(heading.text) + len("\n\n"))
            drafts.append(
                PassageDraft(
                    number=len(drafts),
                    page_number=page.number,
                    start=start,
                    text=page.text[start:end],
                    heading_path=_path_texts(path, page, start, end),
                )
            )
        for heading in waiting:
            _enter(path, heading)
    return tuple(drafts)


def _only_heads(page: ExtractedPage, start: int, end: int) -> bool:
    """Nothing but headings: found through the path of what follows, of no use as a quote.

    A page with nothing else keeps it, so that what stands there can be found at all.
    """
    heads = sum(len("".join(h.text.split())) for h in page.headings if start <= h.offset < end)
    return heads >= len("".join(page.text[start:end].split())) < len("".join(page.text.split()))


def _path_texts(
    path: Sequence[Heading], page: ExtractedPage, start: int, end: int
) -> tuple[str, ...]:
    """The headings above the passage; last of all the head of the table that it begins within."""
    texts = [heading.text[:HEADING_LENGTH] for heading in path]
    for table in page.tables:
        if table.start <= start < table.end and table.head not in page.text[start:end]:
            texts.append(table.head)
    return tuple(texts)


def _enter(path: list[Heading], heading: Heading) -> None:
    """From here on ``heading`` counts, and none that is as deep or deeper."""
    while path and path[-1].level >= heading.level:
        path.pop()
    path.append(heading)


def _spans(units: Sequence[_Unit]) -> Iterator[tuple[int, int]]:
    """First and last unit of each passage, with the overlap."""
    first = 0
    while first < len(units):
        last, words = first, units[first].words
        while last + 1 < len(units):
            following = units[last + 1]
            if words + following.words > 1.15 * WORDS or (following.heads and words >= FEWEST):
                break
            last, words = last + 1, words + following.words
            if words >= WORDS:
                break
        yield first, last
        if last + 1 >= len(units):
            return
        first = _next_first(units, first, last)


def _next_first(units: Sequence[_Unit], first: int, last: int) -> int:
    """Where the next passage begins: some units back, but a heading begins afresh."""
    following = last + 1
    if units[following].heads:
        return following
    words = 0.0
    while following - 1 > first and words + units[following - 1].words <= OVERLAP:
        following -= 1
        words += units[following].words
        if units[following].heads:
            break
    return following


def _units(page: ExtractedPage) -> Iterator[_Unit]:
    heads = {heading.offset for heading in page.headings}
    for start, end in pieces(page.text, heads):
        words = list(_WORD.finditer(page.text, start, end))
        if not words:
            continue
        begin = words[0].start()
        if size_in_words(page.text[begin:end]) <= LONGEST_UNIT:
            yield _Unit(begin, words[-1].end(), size_in_words(page.text[begin:end]), begin in heads)
            continue
        for piece_start, piece_end in _divided(page.text, begin, words[-1].end()):
            size = size_in_words(page.text[piece_start:piece_end])
            yield _Unit(piece_start, piece_end, size, piece_start in heads)


def size_in_words(text: str) -> float:
    """How many words; for a script without blanks a fair guess."""
    solid = len(_SOLID.findall(text))
    return solid / _SOLID_WORD + len(_SOLID.sub(" ", text).split())


def pieces(text: str, heads: Collection[int] = ()) -> Iterator[tuple[int, int]]:
    """Cuts after sentences, before steps and headings, at empty lines; rows stay whole."""
    cuts = {0, len(text), *heads}
    cuts.update(m.end() for m in _SENTENCE_END.finditer(text) if not _in_row(text, m.end()))
    position = text.find("\n")
    while position >= 0:
        following = text[position + 1 : position + 40]
        if following.startswith("\n") or _NEW_THING.match(following) or _is_row(text, position):
            cuts.add(position + 1)
        position = text.find("\n", position + 1)
    ordered = sorted(cuts)
    yield from itertools.pairwise(ordered)


def _is_row(text: str, end: int) -> bool:
    """A line much shorter than running text ends here: a row of a table, an entry, a title."""
    begin = text.rfind("\n", 0, end) + 1
    return end - begin <= SHORT_LINE or CELL in text[begin:end] or _in_row(text, end + 1)


def _in_row(text: str, position: int) -> bool:
    """Does the line at ``position`` go on as a row of cells? A sentence's end does not part it."""
    end = text.find("\n", position)
    line = text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)]
    return CELL in line and position < (end if end >= 0 else len(text))


def _divided(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A monster without full stops in parts of ``LONGEST_UNIT`` words, at line ends if it can."""
    begin = start
    for match in re.finditer(r"\s+|(?<=[、，。])", text[start:end]):
        position = start + match.start()
        size = size_in_words(text[begin:position])
        if size >= LONGEST_UNIT or (size >= LONGEST_UNIT / 2 and "\n" in match[0]):
            yield begin, position
            begin = start + match.end()
    while size_in_words(text[begin:end]) > 2 * LONGEST_UNIT:  # not a single blank in it
        middle = begin + int(LONGEST_UNIT * _SOLID_WORD)
        yield begin, middle
        begin = middle
    if begin < end:
        yield begin, end
