"""Collects the text of an HTML page section by section, line by line (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from support.extraction.cleaning import clean
from support.extraction.pages import CELL, Heading, Table
from support.extraction.remarks import is_remark

OPENS_SECTION = 3  # h1, h2 and h3 do
LONG = 700  # words: a section that is cut at smaller headings as well
SHORT = 30  # words: no part is shorter
LONGEST_HEAD = 160  # characters
_MARKER = re.compile(r"•|\d+\.")


@dataclass(frozen=True, slots=True)
class Section:
    """``anchors`` has the id of each heading, "" for none."""

    label: str
    anchor: str
    text: str
    headings: tuple[Heading, ...]
    anchors: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


class SectionWriter:
    """Takes text and breaks in document order; ``sections`` holds what is finished."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._begin("", "")

    def _begin(self, label: str, anchor: str) -> None:
        self._label, self._anchor = label, anchor
        self._lines: list[str] = []
        self._length = 0
        self._cells: list[str] = []
        self._line: list[str] = []
        self._headings: list[Heading] = []
        self._anchors: list[str] = []
        self._heading: tuple[int, str] | None = None
        self._tables: list[Table] = []
        self._table: tuple[int, int] | None = None

    def add(self, text: str, *, keep: bool = False) -> None:
        """Running text; ``keep`` honours its line ends (preformatted)."""
        if not keep:
            self._line.append(text.replace("\n", " ").replace("\r", " "))
            return
        first, *others = text.split("\n")
        self._line.append(first)
        for line in others:
            self.line()
            self._line.append(line)

    def cell(self) -> None:
        """The next text is another cell of the row."""
        self._cells.append(_cleaned(self._line))
        self._line = []

    def line(self, *, empty: bool = False) -> None:
        """End the line; ``empty``: and the paragraph."""
        text = _cleaned(self._line)
        if _MARKER.fullmatch(text) and not self._cells:  # its text comes in a block of its own
            return
        text = CELL.join(cell for cell in (*self._cells, text) if cell)
        self._line, self._cells = [], []
        if text:
            self._lines.append(text)
            self._length += len(text) + 1
        if empty and self._lines and self._lines[-1]:
            self._lines.append("")
            self._length += 1

    def begin_heading(self, level: int, anchor: str) -> None:
        self.line(empty=True)
        self._heading = (level, anchor)

    def end_heading(self) -> None:
        """The line so far is the heading's text."""
        text = _cleaned(self._line).rstrip("¶#§ ").lstrip("◆ ")
        if self._heading is None or not text:
            self._heading, self._line = None, []
            return
        level, anchor = self._heading
        self._heading, self._line = None, []
        if not is_remark(text):
            if level <= OPENS_SECTION:
                self.finish_section()
                self._begin(text[:200], anchor)
            self._headings.append(Heading(self._length, level, text))
            self._anchors.append(anchor)
        self._line = [text]
        self.line(empty=True)

    def begin_table(self) -> None:
        """The following lines are rows."""
        self._table = (self._length, len(self._lines))

    def end_table(self, *, has_head: bool) -> None:
        """``has_head``: the first of its rows names the columns."""
        if self._table is None:
            return
        start, row = self._table
        self._table = None
        rows = [line for line in self._lines[row:] if line]
        head = rows[0] if has_head and rows and len(rows[0]) <= LONGEST_HEAD else ""
        if rows:
            end = start + sum(len(line) + 1 for line in self._lines[row:]) - 1
            self._tables.append(Table(start, end, head))

    def finish_section(self) -> None:
        self.line()
        text = "\n".join(self._lines).strip()
        tables = tuple(
            replace(t, end=min(t.end, len(text))) for t in self._tables if t.start < len(text)
        )
        headings, anchors = tuple(self._headings), tuple(self._anchors)
        self.sections.append(Section(self._label, self._anchor, text, headings, anchors, tables))


def _cleaned(line: list[str]) -> str:
    return clean("".join(line).replace("\u00ad", ""))


def parts(section: Section) -> Iterator[Section]:
    """The section, or where it is LONG its parts at the largest headings within it."""
    inner = [h.level for h in section.headings if h.offset]
    if not inner or len(section.text.split()) <= LONG:
        yield section
        return
    starts = [0]
    for heading in section.headings:
        words = len(section.text[starts[-1] : heading.offset].split())
        if heading.offset and heading.level == min(inner) and words >= SHORT:
            starts.append(heading.offset)
    if len(starts) == 1:
        yield section
        return
    for start, end in zip(starts, [*starts[1:], len(section.text)], strict=True):
        yield from parts(_part(section, start, end))


def _part(section: Section, start: int, end: int) -> Section:
    """From ``start`` to ``end``; a part is called after the heading that it begins with."""
    text = section.text[start:end].rstrip()
    within = [n for n, h in enumerate(section.headings) if start <= h.offset < end]
    headings = tuple(
        replace(section.headings[n], offset=section.headings[n].offset - start) for n in within
    )
    anchors = tuple(section.anchors[n] for n in within)
    tables = tuple(
        replace(t, start=t.start - start, end=min(t.end - start, len(text)))
        for t in section.tables
        if start <= t.start < end
    )
    label, anchor = section.label, section.anchor
    if start and headings and headings[0].offset == 0:
        label, anchor = headings[0].text[:200], anchors[0] or anchor
    return Section(label, anchor, text, headings, anchors, tables)
