"""What changed from one edition of a manual to the next, page by page and word by word (pure).

    old  1 2 3 4          unchanged 1, moved 2 → 3, changed 3 → 4, removed 4, added 2
    new  1 + 2 3'

White space, line ends, hyphenation, quotation marks and bullets are noise; a digit never is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from support.answering.citations import INVISIBLE

SAME_SUBJECT = 0.3  # of two pages' word pairs: less in common, and they are two other pages
COMMONPLACE = 40  # pages: a pair of words on more of them tells nothing (and costs time)

_PLAIN = str.maketrans("‘’‚‛“”„‟«»–—−‐‑‒", '\'\'\'\'""""""------')
_BULLETS = re.compile(r"[•·‣▪■●◦○*]")
_HYPHENS = re.compile(r"(?<=[^\W\d_])\s*-\s*(?=[^\W\d_])")
_SPACE_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\S+")


class Kind(StrEnum):
    UNCHANGED = "unchanged"
    MOVED = "moved"  # the same text on another page
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class PageChange:
    """``old`` and ``new`` are page numbers; None where there is no such page."""

    kind: Kind
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page's text; ``differs`` where the other edition has other words."""

    text: str
    differs: bool


def essence(text: str) -> str:
    """The text without what typesetting alone changes; equal for pages that read the same."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_PLAIN)
    text = _HYPHENS.sub("", _BULLETS.sub("", text))
    text = _SPACE_BETWEEN_DIGITS.sub("\x1f", text.strip())  # "1 5" is not 15
    return _SPACE.sub("", text.replace("\x1f", "_")).casefold()


def compare(old: Mapping[int, str], new: Mapping[int, str]) -> tuple[PageChange, ...]:
    """Every page of both editions (number → text) once, in the order of the new edition.

    Removed pages stand where they were. Pages without text compare equal to one another.
    """
    found = _same_text(old, new)
    left = [number for number in old if number not in found]
    taken = set(found.values())
    free = [number for number in new if number not in taken]
    changed = _same_subject({n: old[n] for n in left}, {n: new[n] for n in free})
    pairs = found | changed
    changes = [
        PageChange(_kind(a, b, same=a in found), a, b)
        for a, b in sorted(pairs.items(), key=lambda pair: pair[1])
    ]
    met = set(pairs.values())
    changes += [PageChange(Kind.ADDED, None, b) for b in free if b not in met]
    changes.sort(key=lambda change: change.new or 0)
    return tuple(_with_removed(changes, [a for a in left if a not in changed]))


def pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts whole, cut where their words differ."""
    words = [list(_WORD.finditer(text)) for text in (old, new)]
    keys = [[_word(word[0]) for word in side] for side in words]
    steps = SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes()
    left = [(words[0][a:b], tag != "equal") for tag, a, b, _, _ in steps]
    right = [(words[1][c:d], tag != "equal") for tag, _, _, c, d in steps]
    return _cut(old, left), _cut(new, right)


def _kind(old: int, new: int, *, same: bool) -> Kind:
    if not same:
        return Kind.CHANGED
    return Kind.UNCHANGED if old == new else Kind.MOVED


def _same_text(old: Mapping[int, str], new: Mapping[int, str]) -> dict[int, int]:
    """Old page → new page with the same text: in order first, then wherever it went."""
    keys = [[essence(text) for text in side.values()] for side in (old, new)]
    numbers = [list(side) for side in (old, new)]
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for a, b, length in matcher.get_matching_blocks():
        found |= dict(zip(numbers[0][a : a + length], numbers[1][b : b + length], strict=True))
    taken = set(found.values())
    elsewhere: dict[str, list[int]] = {}
    for number, key in zip(numbers[1], keys[1], strict=True):
        if number not in taken and key:
            elsewhere.setdefault(key, []).append(number)
    for number, key in zip(numbers[0], keys[0], strict=True):
        if number not in found and elsewhere.get(key):
            found[number] = elsewhere[key].pop(0)
    return found


def _same_subject(old: Mapping[int, str], new: Mapping[int, str]) -> dict[int, int]:
    """Old page → new page that says much the same; the best pairs first, near ones preferred."""
    before = {number: _word_pairs(text) for number, text in old.items()}
    after = {number: _word_pairs(text) for number, text in new.items()}
    scored = sorted(
        _likenesses(before, after), key=lambda entry: (-entry[0], abs(entry[1] - entry[2]))
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, a, b in scored:
        if a not in found and b not in taken:
            found[a] = b
            taken.add(b)
    return found


def _likenesses(
    before: Mapping[int, Counter[str]], after: Mapping[int, Counter[str]]
) -> Iterator[tuple[float, int, int]]:
    """(share of word pairs in common, old page, new page), only where it is enough."""
    pages_with: dict[str, list[int]] = {}
    for number, pairs in after.items():
        for pair in pairs:
            pages_with.setdefault(pair, []).append(number)
    for number, pairs in before.items():
        shared: Counter[int] = Counter()
        for pair, count in pairs.items():
            having = pages_with.get(pair, ())
            if len(having) <= COMMONPLACE:
                for other in having:
                    shared[other] += min(count, after[other][pair])
        for other, count in shared.items():
            likeness = 2 * count / (pairs.total() + after[other].total())
            if likeness >= SAME_SUBJECT:
                yield round(likeness, 3), number, other


def _word_pairs(text: str) -> Counter[str]:
    words = [key for key in map(_word, text.split()) if key]
    if len(words) == 1:
        return Counter(words)
    return Counter(f"{a} {b}" for a, b in pairwise(words))


@lru_cache(maxsize=50_000)
def _word(word: str) -> str:
    return essence(word)


def _with_removed(changes: Sequence[PageChange], removed: Iterable[int]) -> Iterator[PageChange]:
    """Put each removed page before the first page that once followed it."""
    waiting = list(removed)
    for change in changes:
        while waiting and change.old is not None and waiting[0] < change.old:
            yield PageChange(Kind.REMOVED, waiting.pop(0), None)
        yield change
    yield from (PageChange(Kind.REMOVED, number, None) for number in waiting)


def _cut(text: str, runs: Sequence[tuple[list[re.Match[str]], bool]]) -> tuple[Piece, ...]:
    """The text in pieces, one a run of words; white space goes with the piece before it."""
    full = [(words, differs) for words, differs in runs if words]
    if not full:
        return (Piece(text, differs=False),) if text else ()
    starts = [0, *(words[0].start() for words, _ in full[1:])]
    ends = [*starts[1:], len(text)]
    return tuple(
        Piece(text[start:end], differs)
        for start, end, (_, differs) in zip(starts, ends, full, strict=True)
    )
