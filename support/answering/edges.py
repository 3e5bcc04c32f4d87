"""Where a quote begins and ends, so that nothing is torn from what it needs (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from support.answering.lists import items_around, steps_around
from support.answering.units import ENDS, SUBTITLE_WORDS, Kind, Unit, words_in

WHOLE_STEPS = 300  # words of a list of steps that is quoted whole
WHOLE_ITEMS = 60  # words of a list of items, to be quoted from its beginning
REST_OF_ITEMS = 45  # words that may be added so that a list of short items does not end halfway
SHORT_ITEM = 10  # words
ITEMS_NAME = 4  # words of an item at most that the lines below it tell about
MORE = 30  # words that may be added so that the beginning makes sense

_LEANS_BACK = re.compile(
    r"\(|(?:this|that|these|those|it|they|such|however|therefore|otherwise|also|then|but|so"
    r"|dies\w*|damit|dadurch|sie|er|es|außerdem|sonst|dann)\b",
    re.I,
)
_INTRODUCES = re.compile(r"[:：]$")
_ENDED = re.compile(r"[.!?…。！？][\"')\]”’»]*$")
# A letter, a value or a name out of a drawing, which stands between the text around it.
_LABEL = re.compile(r"(?!.*[.!?:]$)(?:(?![^\W\d_]{5})\S)+(?:\s+(?:(?![^\W\d_]{5})\S)+){0,5}", re.S)
_HALF_A_FORMULA = re.compile(r"=\s*(?:\n.{0,8})?$")


def without_scraps(units: Sequence[Unit], text: str, first: int, last: int) -> tuple[int, int]:
    """Neither begun with what a drawing is labelled with, nor ended with half of something."""
    begin = first
    while begin < last and units[begin].kind in (Kind.TITLE, Kind.CAPTION, Kind.TEXT):
        if units[begin].kind is Kind.TEXT and not _is_label(units, text, begin):
            break
        begin += 1
        if _is_label(units, text, begin - 1):
            first = begin
    while last > first and _is_half(units, text, last):
        last -= 1
    return first, last


def _is_half(units: Sequence[Unit], text: str, index: int) -> bool:
    """Half of a formula, or no more than the name of an item or of what stands below."""
    unit, after = units[index], units[index + 1 : index + 2]
    if after and after[0].block == unit.block and _names_what_follows(units, text, index):
        return True
    if unit.kind is Kind.ITEM and unit.words <= ITEMS_NAME and after:
        return after[0].block == unit.block and after[0].kind in (Kind.TEXT, Kind.ROW)
    return _HALF_A_FORMULA.search(text[unit.start : unit.end]) is not None


def _names_what_follows(units: Sequence[Unit], text: str, index: int) -> bool:
    """A line without an end that its block begins with, or the next one of these."""
    for place in range(index, -1, -1):  # a block may have more lines than calls may be nested
        unit = units[place]
        if unit.kind is not Kind.TEXT or unit.words > SUBTITLE_WORDS:
            return False
        if ENDS.search(text[unit.start : unit.end]):
            return False
        if place == 0 or units[place - 1].block < unit.block:
            return True
    return False


def _is_label(units: Sequence[Unit], text: str, index: int) -> bool:
    """A few signs above anything but running text: above that it would be a title."""
    for place in range(index, len(units) - 1):
        if not _LABEL.fullmatch(text, units[place].start, units[place].end):
            return False
        if units[place + 1].kind is not Kind.TEXT:
            return True
    return False


def to_its_end(units: Sequence[Unit], text: str, first: int, last: int) -> int:
    """What ends in a colon or in the middle of a sentence goes on; so does a short list."""
    last = _with_introduced(units, text, first, last)
    words = 0.0
    while last + 1 < len(units) and words <= MORE:
        unit, after = units[last], units[last + 1]
        open_text = unit.kind in (Kind.TEXT, Kind.CODE) and not _ENDED.search(
            text, unit.start, unit.end
        )
        goes_on = after.kind is Kind.CODE or text[after.start].islower()
        if not (open_text and goes_on and after.kind in (Kind.TEXT, Kind.CODE)):
            break
        last, words = last + 1, words + after.words
    return _with_items(units, first, last)


def _with_items(units: Sequence[Unit], first: int, last: int) -> int:
    """The rest of a list of names and short remarks, where it is not much."""
    end = items_around(units, last)[1]
    left = words_in(units, last + 1, end)
    return end if left <= min(REST_OF_ITEMS, SHORT_ITEM * (end - last)) else last


def _with_introduced(units: Sequence[Unit], text: str, first: int, last: int) -> int:
    """What ends in a colon goes on, and so does a sentence whose end is a list."""
    if last + 1 >= len(units):
        return last
    end = last + 1
    kind, said = units[end].kind, text[units[last].start : units[last].end]
    if kind is Kind.NOISE:
        return last
    leads = units[last].kind is Kind.TEXT and kind in (Kind.ITEM, Kind.STEP)
    if not (_INTRODUCES.search(said) or (leads and not _ENDED.search(said))):
        return last
    if kind is Kind.STEP:
        end = steps_around(units, end)[1]
    elif kind is Kind.TITLE:
        end = min(end + 1, len(units) - 1)
    elif kind is not Kind.TEXT:
        while end + 1 < len(units) and units[end + 1].kind is kind:
            end += 1
    while end > last + 1 and words_in(units, first, end) > WHOLE_STEPS:
        end -= 1
    return end


def with_introduction(units: Sequence[Unit], text: str, first: int, last: int) -> int:
    """The lead of a list, the sentence that "this" points to, the title above."""
    begin = items_around(units, first)[0]
    before = text[units[begin - 1].start : units[begin - 1].end] if begin else ""
    rest = begin > 0 and not _is_label(units, text, begin - 1) and _goes_on(units, text, begin)
    if rest or _INTRODUCES.search(before):
        begin -= 1
    if words_in(units, begin, last) <= max(WHOLE_ITEMS, words_in(units, first, last) + MORE):
        first = begin
    if first > 0 and units[first].kind is Kind.TEXT and units[first - 1].kind is Kind.TEXT:
        same = units[first].block == units[first - 1].block
        first -= 1 if same and _LEANS_BACK.match(text, units[first].start) else 0
    if first > 0 and units[first - 1].kind is Kind.TITLE:
        first -= 0 if _is_label(units, text, first - 1) else 1
    return first


def _goes_on(units: Sequence[Unit], text: str, index: int) -> bool:
    """Is the unit the rest of a sentence, or of an item, that begins right before it?"""
    unit, before = units[index], units[index - 1]
    if unit.kind not in (Kind.TEXT, Kind.CODE):
        return unit.kind in (Kind.ITEM, Kind.STEP) and _leads(before, text)
    if before.kind in (Kind.ITEM, Kind.STEP):
        return unit.block == before.block and unit.kind is Kind.TEXT
    return _leads(before, text) and (unit.kind is Kind.CODE or text[unit.start].islower())


def _leads(unit: Unit, text: str) -> bool:
    """Text that has no end: what stands below it is the rest."""
    is_text = unit.kind in (Kind.TEXT, Kind.CODE)
    return is_text and not _ENDED.search(text, unit.start, unit.end)
