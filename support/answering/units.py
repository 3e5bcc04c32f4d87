"""A page → its sentences, steps, rows and titles: what a quote never divides (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby, takewhile

from support.extraction.pages import CELL
from support.listings import FEWEST_ENTRIES, is_contents_title
from support.passages import size_in_words

FULL = 0.7  # share of the widest line of its block: a shorter line ends on purpose
TITLE_WORDS = 14
WRAPPED = 30  # characters
LONG = 60  # characters: more than a title or an entry has that ends without a full stop
SUBTITLE_WORDS = 8  # of a title that stands in one block with what it names
TOLD = 4  # words; so many has a sentence at least that a title in its block names

_BULLET = re.compile(r"[•◦▪●■◆‣∗○–—*·-]\s")
_STEP = re.compile(r"\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s")
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|illustration|abbildung|abb\.|tabelle|figura|tabla|איור|טבלה)\s*\d", re.I
)
_NUMBERED_TITLE = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+\S")
# What is typed: after a prompt, a call, an assignment, the beginning or the end of a block.
_CODE = re.compile(
    r"(?:\S{0,30}[~@:/]\S{0,30})?[$#]\s+\S|[a-z]{2,12}>\s+\S|[A-Z]:\\\S*>\s*\S"
    r"|(?:[\w.\[\], ]+ = )?[a-zA-Z_][\w.]*\w\([^)]*\)\s*(?:[#/;].*)?$"
    r"|[A-Za-z_][\w.\[\]-]*=\S+$"
    r"|from \w[\w.]* import \S|import \w[\w.]*$|(?:def|class) \w.*:$|(?:sudo|apt-get) [a-z-]"
    r"|.*\{$|\}"
)
_CELLS = re.compile(rf"\s*(?:{CELL}|\s\|\s)\s*")
_MODEL = re.compile(r"[^\W\d_]{1,6}[- ]?\d{1,5}[^\W\d_]{0,3}")
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxl]{1,6})$")
LEADERS = 40  # characters at the end of a line; in a line of nothing but dots each would be tried
_SENTENCE_END = re.compile(r"[.!?…][\"')\]”’»]*(?=\s)|[。！？]")
ENDS = re.compile(r"[.!?:;…。！？][\"')\]”’»]*$")
# A full stop after one of these ends no sentence.
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|fig|figs|no|nr|vs|max|min|sec|ca|bzw|evtl|ggf|inkl|usw|vgl"
    r"|z\.\s?b|d\.\s?h|u\.\s?a|mr|dr|p\.\s?ex)|(?:^|\s)\w)\.$",
    re.I,
)


class Kind(StrEnum):
    TEXT = "text"
    TITLE = "title"
    ITEM = "item"
    STEP = "step"
    ROW = "row"
    CAPTION = "caption"
    CODE = "code"
    NOISE = "noise"  # a drawn line, an entry of a table of contents: nobody wants it quoted


@dataclass(frozen=True, slots=True)
class Unit:
    """``start`` to ``end`` (code points) of the text, without blanks at either end.

    ``block`` is the same for what no empty line parts, ``line`` for what only the width of the page
    parts. ``step`` numbers the steps of a list from
    1, in letters and Roman numerals too; 0 for what is no step. ``heads``: a row that names the
    columns.
    """

    start: int
    end: int
    kind: Kind
    words: float
    block: int
    line: int
    step: int = 0
    heads: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def units_of(text: str, titles: Collection[str] = (), *, flows: bool = False) -> tuple[Unit, ...]:
    """All units in reading order. ``titles``: texts known to be headings, or heads of tables.

    ``flows``: no line of the text ends because of a page's width.
    """
    known = {" ".join(title.split()) for title in titles}
    units = [
        _titled(unit) if " ".join(text[unit.start : unit.end].split()) in known else unit
        for block, lines in enumerate(_blocks(text))
        for run in (([line] for line in lines) if flows else _runs(lines))
        for unit in _units(text, run, block, len(lines))
    ]
    units = [_over_its_text(units, index, text) for index in range(len(units))]
    units = _without_contents(units, text)
    return tuple(_with_heads(units, text))


def _over_its_text(units: Sequence[Unit], index: int, text: str) -> Unit:
    """A short line without an end that stands over a sentence, in one block with it, names it."""
    unit = units[index]
    after = units[index + 1] if index + 1 < len(units) else unit
    if not (unit.kind is after.kind is Kind.TEXT and unit.block == after.block):
        return unit
    words = text[unit.start : unit.end]
    if unit.line == after.line or "\n" in words or words[0] == "(" or after.words < TOLD:
        return unit
    if not (_is_title(words, unit.words, True) and unit.words <= SUBTITLE_WORDS):
        return unit
    before = units[index - 1] if index else None
    begins = before is None or before.block < unit.block or before.line == unit.line
    ended = begins or (before is not None and ENDS.search(text[before.start : before.end]))
    tells = after.words >= SUBTITLE_WORDS or ENDS.search(text[after.start : after.end])
    return replace(unit, kind=Kind.TITLE) if ended and tells else unit


def _without_contents(units: list[Unit], text: str) -> list[Unit]:
    """Below the title of a table of contents, what is no sentence is an entry of it."""
    titles = [i for i, unit in enumerate(units) if is_contents_title(text[unit.start : unit.end])]
    for index in titles:
        entries = list(takewhile(lambda unit: _is_entry(unit, text), units[index + 1 :]))
        if len(entries) >= FEWEST_ENTRIES:
            noise = [replace(unit, kind=Kind.NOISE) for unit in (units[index], *entries)]
            units[index : index + len(noise)] = noise
    return units


def _is_entry(unit: Unit, text: str) -> bool:
    short = unit.kind in (Kind.TEXT, Kind.ITEM, Kind.STEP, Kind.TITLE, Kind.NOISE)
    return short and unit.words <= TITLE_WORDS and not ENDS.search(text[unit.start : unit.end])


def _with_heads(units: Sequence[Unit], text: str) -> Iterator[Unit]:
    """Names of columns hold no figures, or are names of models; what stands below them does."""
    for is_row, group in groupby(units, lambda unit: unit.kind is Kind.ROW):
        same = list(group)
        if is_row and not any(unit.heads for unit in same):
            first, *others = [text[unit.start : unit.end] for unit in same]
            figures = any(any(map(str.isdigit, row)) for row in others)
            same[0] = replace(same[0], heads=figures and _names_columns(first))
        yield from same


def _names_columns(row: str) -> bool:
    cells = _CELLS.split(row)
    if cells[0].endswith(":"):  # it names what stands beside it
        return False
    numbered = [cell for cell in cells if any(map(str.isdigit, cell))]
    return not numbered or (len(numbered) > 1 and all(map(_MODEL.fullmatch, numbered)))


def _titled(unit: Unit) -> Unit:
    if unit.kind is Kind.ROW:
        return replace(unit, heads=True)
    return replace(unit, kind=Kind.TITLE, step=0)


def words_in(units: Sequence[Unit], first: int, last: int) -> float:
    return sum(unit.words for unit in units[first : last + 1])


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Lines that no empty line parts."""
    lines: list[_Line] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            start = position + raw.index(stripped[0])
            lines.append(_Line(start, start + len(stripped), stripped))
        elif lines:
            yield lines
            lines = []
        position += len(raw)
    if lines:
        yield lines


def _runs(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines that only the width of the page parts belong together."""
    full = FULL * max((len(line.text) for line in lines if not is_row(line.text)), default=0)
    run = [lines[0]]
    for line in lines[1:]:
        if _goes_on(run[-1].text, line.text, full):
            run.append(line)
        else:
            yield run
            run = [line]
    yield run


def _goes_on(before: str, line: str, full: float) -> bool:
    if is_row(before) or is_row(line) or _begins_item(line) or _CAPTION.match(line):
        return False
    if any(_CODE.match(each) or _is_noise(each) for each in (before, line)):
        return False
    if line[:1].islower():
        return True
    if not ENDS.search(before) and len(before) >= LONG:
        return True
    return len(before) >= full and not (_NUMBERED_TITLE.match(before) and len(before) < LONG)


def is_row(line: str) -> bool:
    """A table's row, of a PDF or of a web page."""
    return CELL in line or " | " in line


def _is_noise(line: str) -> bool:
    return _LEADERS.search(line, max(len(line) - LEADERS, 0)) is not None or not any(
        map(str.isalnum, line)
    )


def _begins_item(line: str) -> bool:
    return bool(_BULLET.match(line) or _STEP.match(line))


def _units(text: str, run: list[_Line], block: int, lines: int) -> Iterator[Unit]:
    start, end = run[0].start, run[-1].end
    whole = Unit(start, end, Kind.TEXT, size_in_words(text[start:end]), block, start)
    first = run[0].text
    if _is_noise(first):
        yield replace(whole, kind=Kind.NOISE)
    elif is_row(first):
        yield replace(whole, kind=Kind.ROW)
    elif _CAPTION.match(first):
        yield replace(whole, kind=Kind.CAPTION)
    elif step := _STEP.match(first):
        yield replace(whole, kind=Kind.STEP, step=_ordinal(step[1]))
    elif _BULLET.match(first):
        yield replace(whole, kind=Kind.ITEM)
    elif _CODE.match(first):
        yield replace(whole, kind=Kind.CODE)
    elif _is_title(text[start:end], whole.words, len(run) == lines and _wraps(run)):
        yield replace(whole, kind=Kind.TITLE)
    else:
        for begin, stop in _sentences(text, start, end):
            yield replace(whole, start=begin, end=stop, words=size_in_words(text[begin:stop]))


def step_style(text: str) -> str:
    """How the step that begins ``text`` is numbered: ``(b) Press`` → ``(a)``; "" for no step."""
    match = _STEP.match(text)
    return re.sub(r"\d+", "1", re.sub(r"[a-z]+", "a", match[0].strip())) if match else ""


def _ordinal(mark: str) -> int:
    """``3``, ``c`` → 3. What looks like a Roman number beyond i is told by the steps around it."""
    if mark.isdigit():
        return int(mark)
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return roman.get(mark, ord(mark[0]) - ord("a") + 1)


def _wraps(run: list[_Line]) -> bool:
    """One line, or as long a first one as a title has that goes on in the next."""
    return len(run) == 1 or len(run[0].text) >= WRAPPED


def _is_title(text: str, words: float, alone: bool) -> bool:
    """Few words without a full stop on lines of their own; or a number and few words."""
    if words > TITLE_WORDS or text[:1].islower() or not any(map(str.isalpha, text)):
        return False
    if _NUMBERED_TITLE.match(text):
        return not text.endswith((".", ":", ";", ","))
    return alone and not ENDS.search(text) and not text.endswith(",")


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        following = text[stop:end].lstrip()
        if not following or _SHORT.search(text[begin:stop]) or following[0].islower():
            continue
        yield begin, stop
        begin = stop + (len(text[stop:end]) - len(following))
    if begin < end:
        yield begin, end
