"""Collects the text of an HTML page section by section, line by line (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from support.extraction.cleaning import clean
from support.extraction.pages import Heading

OPENS_SECTION = 3  # h1, h2 and h3 do
CELL = " | "
_MARKER = re.compile(r"•|\d+\.")


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    anchor: str
    text: str
    headings: tuple[Heading, ...]


class SectionWriter:
    """Takes text and breaks in document order; ``sections`` holds what is finished."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._begin("", "")

    def _begin(self, label: str, anchor: str) -> None:
        self._label, self._anchor = label, anchor
        self._lines: list[str] = []
        self._length = 0
        self._line: list[str] = []
        self._headings: list[Heading] = []
        self._heading: tuple[int, str] | None = None

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
        if "".join(self._line).strip():
            self._line.append(CELL)

    def line(self, *, empty: bool = False) -> None:
        """End the line; ``empty``: and the paragraph."""
        text = clean("".join(self._line).replace("\u00ad", ""))
        if _MARKER.fullmatch(text):  # its text comes in a block of its own
            return
        self._line = []
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
        text = clean("".join(self._line).replace("\u00ad", "")).rstrip("¶#§ ")
        if self._heading is None or not text:
            self._heading, self._line = None, []
            return
        level, anchor = self._heading
        self._line = []
        if level <= OPENS_SECTION:
            self.finish_section()
            self._begin(text[:200], anchor)
        self._headings.append(Heading(self._length, level, text))
        self._line, self._heading = [text], None
        self.line(empty=True)

    def finish_section(self) -> None:
        self.line()
        text = "\n".join(self._lines).strip()
        self.sections.append(Section(self._label, self._anchor, text, tuple(self._headings)))
