r"""Tesseract's table of words → a page of clean text with the place of every word (pure).

    level page block par line word left top width height conf      text
    1     1    0     0   0    0    0    0   2482  1751   -1
    5     1    1     1   1    2    172  107 244   39     96.193741 pre-emphasis

Level 1 has the picture's size, level 5 is a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean, median

from support.extraction.cleaning import clean, mend_hyphens, word_counts
from support.extraction.pages import Heading
from support.extraction.remarks import is_remark

SURE = 40.0  # of 100; words below are left out
MOST_WORDS = 20_000  # a page
_COLUMNS = 12
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐¬]$")
HEADING_LENGTH = 80  # characters
HEADING_LINES = 2
LARGER = 1.25  # than most words on the page
MUCH_LARGER = 1.8
_LETTERS = re.compile(r"[^\W\d_]{3}|[^\W\d_\x00-\x7f]{2}")
_SIGN = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, in shares (0–1) of the page from its upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """``confidence`` is the mean over the words kept, 0–100; 0 for a page without any.

    ``headings`` are known by the height of their letters.
    """

    text: str
    confidence: float
    words: tuple[Word, ...]
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    paragraph: tuple[int, int]
    line: int
    confidence: float
    word: Word


def read_table(table: str) -> RecognisedPage:
    """The words that tesseract is sure enough of, in its reading order."""
    rows = [row for row in _rows(table) if row.confidence >= SURE]
    if not any(_SIGN.search(row.word.text) for row in rows):
        return RecognisedPage("", 0.0, ())
    paragraphs = [list(members) for _, members in groupby(rows, key=lambda row: row.paragraph)]
    counts = word_counts(row.word.text for row in rows)
    texts = [_text(paragraph, counts) for paragraph in paragraphs]
    return RecognisedPage(
        text="\n\n".join(texts),
        confidence=round(fmean(row.confidence for row in rows), 1),
        words=tuple(row.word for row in rows),
        headings=tuple(_headings(paragraphs, texts)),
    )


def _rows(table: str) -> Iterator[_Row]:
    width = height = 1
    found = 0
    for line in table.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) != _COLUMNS:
            continue
        _, _, block, paragraph, row, _, *box = map(int, cells[:10])
        if cells[0] == "1":
            width, height = max(box[2], 1), max(box[3], 1)
        text = clean(cells[11])
        if cells[0] == "5" and text and found < MOST_WORDS:
            found += 1
            left, top = box[0] / width, box[1] / height
            word = Word(text, left, top, left + box[2] / width, top + box[3] / height)
            yield _Row((block, paragraph), row, float(cells[10]), word)


def _text(paragraph: Sequence[_Row], counts: Counter[str]) -> str:
    lines = [
        " ".join(row.word.text for row in line)
        for _, line in groupby(paragraph, key=lambda row: row.line)
    ]
    return "\n".join(clean(mend_hyphens(text, counts)) for text in _joined(lines))


def _headings(paragraphs: Sequence[Sequence[_Row]], texts: Sequence[str]) -> Iterator[Heading]:
    """Short paragraphs in letters larger than those of most words on the page."""
    usual = median(_height(row) for paragraph in paragraphs for row in paragraph)
    offset = 0
    for paragraph, text in zip(paragraphs, texts, strict=True):
        larger = median(_height(row) for row in paragraph) / max(usual, 1e-6)
        short = text.count("\n") < HEADING_LINES and len(text) <= HEADING_LENGTH
        if short and larger >= LARGER and _LETTERS.search(text) and not is_remark(text):
            level = 1 if larger >= MUCH_LARGER else 2
            yield Heading(offset, level, " ".join(text.split("\n")))
        offset += len(text) + len("\n\n")


def _height(row: _Row) -> float:
    """Of the letters: the smaller side, for a page may lie on its side."""
    word = row.word
    return min(word.bottom - word.top, word.right - word.left)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines, those that end within a word joined with what follows, the hyphen marked."""
    open_line = ""
    for line in lines:
        whole = open_line + line
        if _HYPHEN.search(whole):
            open_line = _HYPHEN.sub("\x02", whole)
        else:
            open_line = ""
            yield whole
    if open_line:
        yield open_line.removesuffix("\x02") + "-"
