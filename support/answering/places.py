"""A brief → the places of the manual that answer it, each with the words to quote (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from support.answering.engine import Brief
from support.answering.excerpts import Stretch, best_stretch
from support.answering.flowing import flowing, joined
from support.answering.page_texts import PageText, PassagePlace, around
from support.answering.relevance import Asked, Floats, Tokens, traits
from support.answering.units import Unit, units_of
from support.retrieval import Hit

ROOM = (75, 40, 30)  # words of the first place, the second, the third
SURE_ROOM = (75, 40)  # where all ways of looking agree on the first page, two places are enough
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
    """A page being quoted from; what was quoted once is not quoted again."""

    def __init__(self, page: PageText, hits: Sequence[Hit], asked: Asked, late: LateTokens) -> None:
        page = around(page, hits[0].text)
        tokens = late([place.number for place in page.passages])
        self.page = page
        self._units = units_of(page.text, page.titles)
        self._weights = asked.trait_weights
        self._quoted = np.zeros(len(self._units), dtype=bool)
        self._found: Floats = traits(asked, page, self._units, tokens)
        self._sharp = any(token is not None for token in tokens)
        if not self._sharp:
            # Words alone find chance likenesses anywhere on the page.
            self._found[~_near(page.text, hits, self._units)] = np.nan

    def place(self, room: int, most: int) -> Place | None:
        """The best stretch of about ``room`` words in at most ``most`` quotes."""
        stretch = best_stretch(
            self._units, self.page.text, self._found, self._weights, room, sharp=self._sharp
        )
        if stretch is None or any(self._quoted[stretch.first : stretch.last + 1]):
            return None
        self._found[stretch.first : stretch.last + 1] = np.nan
        self._quoted[stretch.first : stretch.last + 1] = True
        quotes = tuple(_quotes(self.page.text, self._units, stretch))
        return Place(self.page.number, self.page.label, quotes[-most:])


def places_of(brief: Brief, asked: Asked, late: LateTokens) -> Iterator[Place]:
    """Best first, of different pages as far as there are, with as many quotes as there is room."""
    rooms = SURE_ROOM if _is_sure(brief) else ROOM
    readings: list[_Reading] = []
    left = len(rooms)
    listed = [hit for hit in brief.hits if not hit.listing] or list(brief.hits)
    for number, page in enumerate(_pages(brief, listed)[: len(rooms)]):
        hits = [hit for hit in listed if hit.page == page.number][:NEAREST]
        readings.append(_Reading(page, hits, asked, late))
        if place := readings[-1].place(rooms[number], left):
            left -= len(place.quotes)
            yield place
        if not left:
            return
    if left == len(rooms) and listed:  # nothing but titles and captions: better than nothing
        yield Place(listed[0].page, listed[0].page_label, (flowing(listed[0].text),))
    if len({hit.page for hit in listed}) >= len(rooms):
        return
    for reading in readings:  # there are no other pages: more of these
        if left and (place := reading.place(rooms[-1], left)):
            left -= len(place.quotes)
            yield place


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
