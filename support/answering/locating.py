"""Where in a text do these words stand? Exactly after normalisation, or all but (pure)."""

from __future__ import annotations

import unicodedata

from rapidfuzz import fuzz

from support.answering.citations import INVISIBLE, normalised

ALMOST = 94.0  # of 100; a slip of the pen in a sentence, not another word
SHORTEST_ALMOST = 24  # characters; shorter ones must be exact


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Start and end in ``text`` of what ``quote`` says there; None when it does not say so."""
    wanted = normalised(quote)
    if len(wanted) < 2:
        return None
    letters, places = _with_places(text)
    start = letters.find(wanted)
    if start >= 0:
        return places[start], places[start + len(wanted) - 1] + 1
    if len(wanted) < SHORTEST_ALMOST or any(map(str.isdigit, wanted)) or len(wanted) > len(letters):
        return None  # a digit that differs is not almost the same
    found = fuzz.partial_ratio_alignment(wanted, letters, score_cutoff=ALMOST)
    if found is None or found.dest_end <= found.dest_start:
        return None
    return places[found.dest_start], places[found.dest_end - 1] + 1


def _with_places(text: str) -> tuple[str, list[int]]:
    """``normalised(text)`` with the place in ``text`` that each of its characters comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if INVISIBLE.match(char):
            continue
        for letter in unicodedata.normalize("NFKC", char).casefold():
            if not letter.isspace():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places
