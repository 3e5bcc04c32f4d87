"""A model's text as it streams → statements with what they cite, and the lines that end it (pure).

A line as the prompt asks for it, two statements that share nothing:

    1. Hold FUNCTION and TAP for five seconds [2]. The display shows RESET [2: "shows RESET"].
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_TEXT = 8000  # characters of an answer; what comes after is not read
MOST_STATEMENTS = 60


@dataclass(frozen=True, slots=True)
class Reference:
    """A passage's number, and the words of it where the model gave them."""

    number: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or step. ``lead`` is "3. " or "• " where it begins an item of a list."""

    text: str
    references: tuple[Reference, ...]
    lead: str = ""
    begins_line: bool = False


@dataclass(frozen=True, slots=True)
class NotCovered:
    """The model says that the manual does not say."""


@dataclass(frozen=True, slots=True)
class Tip:
    """What the model knows besides the manual."""

    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The number of a related product."""

    number: int


Item = Statement | NotCovered | Tip | Suggestion

_QUOTE = r"[\"“”„«»]([^\"“”„«»\]]*)[\"“”„«»]"
_MARKER = re.compile(
    rf"[\[【]\s*(\d{{1,2}}(?:\s*[,;]\s*\d{{1,2}})*)\s*(?:[:,]?\s*{_QUOTE})?\s*[\]】]"
)
_MARKERS = re.compile(rf"(?:\s*{_MARKER.pattern})+")
_AFTER_MARKERS = re.compile(r"[.!?…:;]*")
_LEAD = re.compile(r"^\s*(?:[*_#>\s]*)(\(?\d{1,2}[.)]|[-•*–])\s+")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"')\]”’»]*\s+(?=[^\s\[【])|(?<=[。！？])")
_SHORTENED = re.compile(
    r"(?:\b(?:e\.g|i\.e|approx|ca|vs|z\.B|d\.h|bzw|No|Nr|Fig|Abb|p)\.|^\W*\w{1,2}[.)])$"
)
_SPECIAL = re.compile(r"^[\s*_#>-]*(NOT[ _]COVERED|TIP|SUGGEST)\b[*_]*\s*(?::\s*(.*))?", re.S)


class _Thoughts:
    """Takes out what some models think aloud, between tags, before they answer."""

    def __init__(self) -> None:
        self._held = ""
        self._inside = False

    def without(self, text: str) -> str:
        self._held += text
        said = ""
        while True:
            tag = "</think>" if self._inside else "<think>"
            before, found, after = self._held.partition(tag)
            if not found:
                break
            said += "" if self._inside else before
            self._held, self._inside = after, not self._inside
        # The beginning of a tag may be the last of what came.
        kept = next((n for n in range(len(tag) - 1, 0, -1) if before.endswith(tag[:n])), 0)
        cut = len(before) - kept
        self._held = before[cut:]
        return said if self._inside else said + before[:cut]

    def rest(self) -> str:
        return "" if self._inside else self._held


class Reader:
    """Reads one answer; ``feed`` and ``close`` give the items that are complete by then."""

    def __init__(self) -> None:
        self._thoughts = _Thoughts()
        self._line = ""
        self._fresh = True  # nothing of this line was given out yet
        self._lead = ""
        self._read = 0
        self._given = 0

    def feed(self, text: str) -> Iterator[Item]:
        text = self._thoughts.without(text)[: max(0, MOST_TEXT - self._read)]
        self._read += len(text)
        self._line += text.replace("\r", "\n")
        while "\n" in self._line:
            line, _, self._line = self._line.partition("\n")
            yield from self._limited(self._whole(line))
            self._fresh, self._lead = True, ""
        yield from self._limited(self._begun())

    def close(self) -> Iterator[Item]:
        line, self._line = self._line + self._thoughts.rest(), ""
        yield from self._limited(self._whole(line))

    def _limited(self, items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            self._given += 1
            if self._given <= MOST_STATEMENTS:
                yield item

    def _begun(self) -> Iterator[Item]:
        """What of an unfinished line is complete: all up to markers that something follows."""
        if self._fresh and _SPECIAL.match(self._line):
            return
        while match := _MARKERS.search(self._line):
            end = _AFTER_MARKERS.match(self._line, match.end()).end()  # type: ignore[union-attr]
            rest = self._line[end:]
            if not rest.strip() or rest.lstrip()[0] in "[【":
                return  # another marker may follow
            segment, self._line = self._line[:end], rest
            yield from self._segment(segment)

    def _whole(self, line: str) -> Iterator[Item]:
        if self._fresh and (special := _SPECIAL.match(line)):
            yield from _special(special[1], (special[2] or "").strip())
            return
        while match := _MARKERS.search(line):
            end = _AFTER_MARKERS.match(line, match.end()).end()  # type: ignore[union-attr]
            yield from self._segment(line[:end])
            line = line[end:]
        yield from self._segment(line)

    def _segment(self, text: str) -> Iterator[Item]:
        """Sentences up to a group of markers, which all of them share."""
        references = tuple(_references(text))
        text = _MARKERS.sub("", text)
        lead = _LEAD.match(text) if self._fresh else None
        if lead:
            self._lead = "• " if not lead[1].strip("(.)").isdigit() else f"{lead[1].strip('(.)')}. "
            text = text[lead.end() :]
        for sentence in _sentences(text):
            yield Statement(sentence, references, self._lead, self._fresh)
            self._fresh, self._lead = False, ""


def _references(text: str) -> Iterator[Reference]:
    for match in _MARKER.finditer(text):
        for number in re.findall(r"\d+", match[1]):
            yield Reference(int(number), (match[2] or "").strip())


def _sentences(text: str) -> Iterator[str]:
    parts = [part.strip() for part in _SENTENCE.split(text)]
    held = ""
    for part in parts:
        held = f"{held} {part}".strip()
        if not _SHORTENED.search(held):
            if any(map(str.isalnum, held)):
                yield held
            held = ""
    if any(map(str.isalnum, held)):
        yield held


def _special(word: str, text: str) -> Iterator[Item]:
    if word == "TIP":
        yield Tip(text)
    elif word == "SUGGEST":
        if number := re.match(r"\D{0,3}(\d{1,2})\b", text):
            yield Suggestion(int(number[1]))
    else:
        yield NotCovered()
