"""Right-to-left lines: from the order in which glyphs stand to the order in which one reads (pure).

    glyphs, left to right   48V םוטנפ חתמ   (on paper "48V" stands on the left)
    read                    מתח פנטום 48V

The reverse of the Unicode bidirectional algorithm, as far as manuals need it: Hebrew and Arabic
with Latin words, numbers and brackets in between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import cycle

_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LETTER = r"A-Za-z\u00b5\u00c0-\u024f\u0370-\u03ff"
_TOKEN = rf"[{_LETTER}0-9]+"
_LATIN = rf"[0-9]*[{_LETTER}][{_LETTER}0-9]*"
_BETWEEN = r"[ ._:/,\-–−+×=&@~'#\"]{1,3}"
_BRACKETED = rf"\({_TOKEN}(?:{_BETWEEN}{_TOKEN})*\)"
# In a turned line: Latin words with all that stands between them, or a single number. Two numbers
# with blanks between them keep their places, as the bidirectional algorithm has it.
_LTR_RUN = re.compile(
    rf"(?:(?:{_TOKEN}|{_BRACKETED}){_BETWEEN})*{_LATIN}|[%°]?[0-9]+(?:[.,:/\-–][0-9]+)*[%°]?"
)
_RANGE = re.compile(r"(\d{1,9})–(\d{1,9})")
_BRACKET = re.compile(r"[()]")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def is_rtl(text: str) -> bool:
    """Does the line read from right to left: are a third or more of its letters such?"""
    rtl = len(_RTL.findall(text))
    return rtl > 0 and rtl * 3 >= sum(character.isalpha() for character in text)


def logical(visual: str) -> str:
    """``visual`` holds a line's characters from left to right; the result is in reading order."""
    return _in_order(visual, reading_order(visual))


def reading_order(visual: str) -> list[int]:
    """The places in ``visual`` in the order in which one reads them."""
    order = _turned(visual, range(len(visual)))
    text = "".join(visual[place] for place in order).translate(_MIRRORED)
    for start, end in _ltr_runs(text):
        order[start:end] = _turned(visual, order[start:end])
    return order


def _ltr_runs(text: str) -> Iterator[tuple[int, int]]:
    """Where ``text``, turned as a whole, has to be turned back.

    The bidirectional algorithm turns "1–4" round, some programs do not: ranges rise.
    """
    for run in _LTR_RUN.finditer(text):
        match = _RANGE.fullmatch(run[0][::-1])
        if match and int(match[1]) > int(match[2]):
            middle = run.start() + len(match[2])
            yield run.start(), middle
            yield middle + 1, run.end()
        else:
            yield run.span()


def _turned(visual: str, places: Sequence[int]) -> list[int]:
    """``places`` from the last to the first; marks stay behind the letter they stand on."""
    clusters: list[list[int]] = []
    for place in places:
        if clusters and unicodedata.combining(visual[place]):
            clusters[-1].append(place)
        else:
            clusters.append([place])
    return [place for cluster in reversed(clusters) for place in cluster]


def _in_order(visual: str, order: Sequence[int]) -> str:
    """Brackets show their mirror image where one reads from the right."""
    characters = []
    for i, place in enumerate(order):
        forward = (i and order[i - 1] == place - 1) or order[i + 1 : i + 2] == [place + 1]
        characters.append(visual[place] if forward else visual[place].translate(_MIRRORED))
    return _paired("".join(characters))


def _paired(text: str) -> str:
    """Round brackets open and close in turn: programs that write PDFs mirror them or not."""
    if len(_BRACKET.findall(text)) % 2:
        return text
    turns = cycle("()")
    return _BRACKET.sub(lambda _: next(turns), text)
