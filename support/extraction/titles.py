"""What a PDF is called: as it says itself, or by the largest letters of its first pages (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from support.extraction.cleaning import has_leaders
from support.extraction.lines import Line

LONGEST = 300
LONGEST_CLAIM = 160  # characters: some programs claim the whole table of contents
CONTENTS = 5  # lines with leaders make a contents page
_LETTERS = re.compile(r"[^\W\d_]{3}")
_NO_TITLE = re.compile(
    r"untitled|unnamed|document\d*|microsoft \w+( -.*)?|.*\.\w{2,5}|\W*|title", re.IGNORECASE
)
_CONTENTS = re.compile(
    r"(table of )?contents|(inhalts)?verzeichnis|inhalt|sommaire|table des mati[eè]res"
    r"|[ií]ndice( general)?|contenido|contenuti|inhoud(sopgave)?|synopsis|name|目次"
    r"|תוכן( העניינים)?",
    re.IGNORECASE,
)


def title(claimed: str, pages: Sequence[Sequence[Line]]) -> str:
    """The title that the file claims, or else the largest letters of its first two pages.

    A page of contents names none.
    """
    if _tells(claimed):
        return claimed[:LONGEST]
    for page in pages[:2]:
        if sum(1 for line in page if has_leaders(line.text)) >= CONTENTS:
            continue
        lines = [line for line in page if _LETTERS.search(line.text)]
        lines = [line for line in lines if not _CONTENTS.fullmatch(line.text.strip())]
        if lines:
            return _largest(lines)[:LONGEST]
    return ""


def _tells(claimed: str) -> bool:
    if not 2 < len(claimed) <= LONGEST_CLAIM or _CONTENTS.fullmatch(claimed):
        return False
    return not _NO_TITLE.fullmatch(claimed) and not PurePath(claimed).suffix


def _largest(lines: Sequence[Line]) -> str:
    largest = max(line.size for line in lines)
    first = next(i for i, line in enumerate(lines) if line.size == largest)
    words = [lines[first].text]
    for line in lines[first + 1 : first + 3]:
        if abs(line.size - largest) > 0.5:
            break
        words.append(line.text)
    return " ".join(words)
