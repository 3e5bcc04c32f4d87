"""A PDF's outline against the lines of its pages: which line is which entry (pure).

The outline says "Apps menu" where the page prints "2.3.2 Apps menu"; either may have the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from support.extraction.cleaning import clean

Outline = Mapping[int, Sequence[tuple[int, str]]]
"""A page's place → (level from 1, title) of the entries that lead there."""

SHORTEST_OPENING = 6  # characters of a title that a line of text may begin with
_NUMBER = re.compile(
    r"\W*(?:(?:chapter|kapitel|chapitre|cap[ií]tulo|capitolo|appendix|anhang|annexe|part|teil"
    r"|section|abschnitt)\s+)?(?:\d{1,3}(?:\.\d{1,3})*|[a-z](?:\.\d{1,3})+|[a-z]|[ivxl]{1,6})"
    r"[.:)]?\s+",
    re.IGNORECASE,
)
_NOT_COMPARED = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Entries:
    """The entries that lead to one page; each is one heading at most."""

    levels: dict[str, tuple[int, int]]  # compared title → its number here, its level
    titles: tuple[str, ...] = ()
    taken: set[int] = field(default_factory=set)

    def level(self, text: str) -> int | None:
        """The level of the entry that ``text`` is, which from now on is taken; None for none."""
        for key in _keys(text):
            if key in self.levels:
                number, level = self.levels[key]
                self.taken.add(number)
                return level
        return None

    def is_open(self, text: str) -> bool:
        """Whether ``text`` is an entry that no line was found for."""
        found = [self.levels[key] for key in _keys(text) if key in self.levels]
        return any(number not in self.taken for number, _ in found)

    def opening(self, text: str) -> str:
        """The start of ``text`` that is an open entry, its number included; "" for none.

        For headings with their text on the same line: "2.1 Two cards For this you need …".
        """
        match = _NUMBER.match(text)
        start = match.end() if match else 0
        for number, title in enumerate(self.titles):
            plain = _without_number(title) or title
            if number in self.taken or len(plain) < SHORTEST_OPENING:
                continue
            if text.startswith(plain + " ", start):
                return text[: start + len(plain)]
        return ""


def entries(outline: Outline, page: int) -> Entries:
    levels: dict[str, tuple[int, int]] = {}
    for number, (level, title) in enumerate(outline.get(page, ())):
        for key in _keys(title):
            levels.setdefault(key, (number, level))
    return Entries(levels, tuple(clean(title) for _, title in outline.get(page, ())))


def _keys(text: str) -> Iterator[str]:
    """The whole title and the title without its number, as far as letters and digits go."""
    text = clean(text)
    for form in (text, _without_number(text)):
        key = _NOT_COMPARED.sub("", form).casefold()
        if key:
            yield key


def _without_number(text: str) -> str:
    match = _NUMBER.match(text)
    return text[match.end() :] if match else text
