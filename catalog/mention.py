"""Which part of a sentence names the product, and which question is left without it (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.alignment import Unit
from catalog.normalise import pieces
from catalog.reading import Query
from catalog.stopwords import STOP_WORDS

ALIKE = 0.29  # similarity (cubed) from which a word was meant as the product's: two thirds
HALF_ALIKE = 0.1  # for a neighbour of such a word: a badly mistyped brand
MAX_GAP = 2  # stop words inside a mention: "case FOR THE td17"

# Said before a product's name, and of no use without it.
_determiners = re.compile(
    r"(?:\b(?:my|the|a|an|this|that|our|your|their|his|her)|(?<!\w)(?:ה|את ה|של ה))[\s\-־]*$",
    re.IGNORECASE,
)
_edges = " \t\r\n,;:–—-/\\|"


def mention(query: Query, cut: Sequence[tuple[Unit, float]]) -> tuple[int, int] | None:
    """(start, end) of the product's name in ``query.text``; None where nothing names it."""
    groups: list[list[tuple[Unit, float]]] = []
    for unit, alike in cut:
        if alike < (ALIKE if _plain(query, unit) else HALF_ALIKE):
            continue
        sure = min(alike, groups[-1][-1][1]) >= ALIKE if groups else False
        gap = MAX_GAP if sure else 0
        if groups and _belongs(query, _last(query, groups[-1][-1][0]), _first(query, unit), gap):
            groups[-1].append((unit, alike))
        else:
            groups.append([(unit, alike)])
    groups = [group for group in groups if any(alike >= ALIKE for _, alike in group)]
    if not groups:
        return None
    best = max(groups, key=lambda group: sum(unit.weight * alike for unit, alike in group))
    first, last = _first(query, best[0][0]), _last(query, best[-1][0])
    return query.pieces[first].start, query.pieces[last].end


def _first(query: Query, unit: Unit) -> int:
    return query.words[unit.first].place


def _last(query: Query, unit: Unit) -> int:
    return query.words[unit.first + unit.count - 1].place


def _plain(query: Query, unit: Unit) -> bool:
    return all(word.plain for word in query.words[unit.first : unit.first + unit.count])


def _belongs(query: Query, before: int, after: int, gap: int) -> bool:
    """Whether nothing but at most ``gap`` stop words stands between two places."""
    between = query.pieces[before + 1 : after]
    return len(between) <= gap and all(piece.text in STOP_WORDS for piece in between)


def split(query: Query, cut: Sequence[tuple[Unit, float]]) -> tuple[str, str]:
    """(the product's mention, the question that is left) of what was typed.

    ``"my td17 hi hat won't close"`` → ``("td17", "hi hat won't close")``. The question is empty
    where only the product was named.
    """
    place = mention(query, cut)
    if place is None:
        return "", query.text.strip()
    start, end = place
    before = _determiners.sub("", query.text[:start]).rstrip(_edges)
    after = query.text[end:].lstrip(_edges)
    question = f"{before} {after}".strip() if after[:1] not in "?!." else before + after
    return query.text[start:end], question if _says_something(question) else ""


def _says_something(text: str) -> bool:
    words = pieces(text)
    return len(words) > 2 or any(word not in STOP_WORDS for word in words)
