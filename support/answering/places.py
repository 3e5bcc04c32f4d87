"""A brief → the places of the manual that answer it, each with the words to quote (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from support.answering.engine import Brief
from support.answering.excerpts import Stretch, best_stretch
from support.answering.flowing import flowing, joined
from support.answering.overleaf import Part, leaf_of, whole_list
from support.answering.page_texts import PageAt, PageText, PassagePlace, around
from support.answering.relevance import Asked, Floats, Tokens, traits
from support.answering.units import Unit
from support.retrieval import Hit

ROOM = (75, 35, 25)  # words of the first place, the second, the third
SURE_ROOM = (75, 35)  # where all ways of looking agree on the first page, two places are enough
SURE = 0.99  # agreement of words, vectors and tokens; 39 % of the questions in the repo
WORTH_SHOWING = 0.8  # of the first page's score in the ranking
WORTH_SHOWING_OF_WORDS = 0.5  # where only words were compared: the best is often not the first
NEAREST = 3  # hits of a page that may be quoted from

LateTokens = Callable[[Sequence[int]], Sequence[Tokens | None]]


@dataclass(frozen=True, slots=True)
class Place:
    """``quotes`` stand on the page word for word: the answer, or a table's head and rows."""

    page: int
    label: str
    quotes: tuple[str, ...]


class _Reading:
    """A page being quoted from. ``shown`` is what was quoted so far, of whatever page; nothing is
    quoted again."""

    def __init__(
        self, page: PageText, hits: Sequence[Hit], asked: Asked, late: LateTokens, shown: list[Part]
    ) -> None:
        page = around(page, hits[0].text)
        tokens = late([place.number for place in page.passages])
        self._leaf = leaf_of(page)
        self._shown = shown
        self._weights = asked.trait_weights
        self._found: Floats = traits(asked, page, self._leaf.units, tokens)
        self._sharp = any(token is not None for token in tokens)
        if not self._sharp:
            # Words alone find chance likenesses anywhere on the page.
            self._found[~_near(page.text, hits, self._leaf.units)] = np.nan

    def places(self, room: int, most: int, page_at: PageAt, spare: int = 0) -> tuple[Place, ...]:
        """The best stretch of about ``room`` words in at most ``most`` quotes.

        Steps that go on over the page are followed there, with ``spare`` quotes more if needed.
        """
        units, text = self._leaf.units, self._leaf.page.text
        for part in self._shown:
            if part.page_number == self._leaf.page.number:
                self._found[part.first : part.last + 1] = np.nan
        stretch = best_stretch(units, text, self._found, self._weights, room, sharp=self._sharp)
        own = Part(self._leaf, stretch.first, stretch.last) if stretch else None
        if stretch is None or own is None or self._was_shown(own):
            return ()
        parts = whole_list(own, page_at, most + spare)
        if any(self._was_shown(part) for part in parts):
            parts = (own,)
        self._shown += parts
        if len(parts) == 1:
            quotes = tuple(_quotes(text, units, stretch))
            return (_place(self._leaf.page, *quotes[-most:]),)
        return tuple(_place(part.leaf.page, part.quote) for part in parts)

    def _was_shown(self, part: Part) -> bool:
        return any(
            part.page_number == other.page_number
            and part.first <= other.last
            and other.first <= part.last
            for other in self._shown
        )


def places_of(brief: Brief, asked: Asked, late: LateTokens) -> Iterator[Place]:
    """Best first, of different pages as far as there are, with as many quotes as there is room."""
    rooms = SURE_ROOM if _is_sure(brief) else ROOM
    readings: list[_Reading] = []
    shown: list[Part] = []
    left, spare = len(rooms), len(ROOM) - len(rooms)
    listed = [hit for hit in brief.hits if not hit.listing] or list(brief.hits)
    for number, page in enumerate(_pages(brief, listed)[: len(rooms)]):
        hits = [hit for hit in listed if hit.page == page.number][:NEAREST]
        readings.append(_Reading(page, hits, asked, late, shown))
        places = readings[-1].places(rooms[number], left, brief.page_at, spare)
        yield from places
        left, spare = _left(places, left, spare)
        if left <= 0:
            return
    if not shown and listed:  # nothing but titles and captions: better than nothing
        yield Place(listed[0].page, listed[0].page_label, (flowing(listed[0].text),))
    if len({hit.page for hit in listed}) >= len(rooms):
        return
    for reading in readings:  # there are no other pages: more of these
        if left > 0:
            places = reading.places(rooms[-1], left, brief.page_at)
            yield from places
            left, spare = _left(places, left, spare)


def _left(places: Sequence[Place], left: int, spare: int) -> tuple[int, int]:
    """How many quotes may follow these, and how many more only to go on over a page."""
    over = min(max(len(places) - 1, 0), spare)
    return left - sum(len(place.quotes) for place in places) + over, spare - over


def _place(page: PageText, *quotes: str) -> Place:
    return Place(page.number, page.label, quotes)


def _is_sure(brief: Brief) -> bool:
    agreement = brief.found.signals.agreement if brief.found else 0.0
    return _methods(brief) > 1 and agreement > SURE


def _methods(brief: Brief) -> int:
    """How many ways of looking ranked the passages."""
    return brief.found.signals.methods if brief.found else 1


def _near(text: str, hits: Sequence[Hit], units: Sequence[Unit]) -> NDArray[np.bool_]:
    """(units,): which of them stand in one of the passages found."""
    spans = [(start, start + len(hit.text)) for hit in hits if (start := text.find(hit.text)) >= 0]
    return np.array(
        [any(unit.start < end and unit.end > start for start, end in spans) for unit in units]
    )


def _quotes(text: str, units: Sequence[Unit], stretch: Stretch) -> Iterator[str]:
    """Without the line ends that only the width of the page made: only the whole page tells."""
    if stretch.head is not None:
        yield joined(text, units[stretch.head : stretch.head + 1])
    yield joined(text, units[stretch.first : stretch.last + 1])


def _pages(brief: Brief, hits: Sequence[Hit]) -> list[PageText]:
    """Of these hits, best first, without those that are much worse than the best.

    Where a brief comes without pages, the passages have to do.
    """
    best = max((hit.score for hit in hits), default=0.0)
    bound = (WORTH_SHOWING if _methods(brief) > 1 else WORTH_SHOWING_OF_WORDS) * best
    near = [hit for hit in hits if hit.score >= bound]
    known = {page.number: page for page in brief.pages}
    if known:
        return [known[n] for n in dict.fromkeys(hit.page for hit in near) if n in known]
    return [
        PageText(
            hit.page, hit.page_label, hit.text, frozenset(hit.heading_path),
            (PassagePlace(hit.passage_number, 0),),
        )
        for hit in near
    ]  # fmt: skip
