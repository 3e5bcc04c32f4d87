"""The quoted places of an answer as they are shown: blocks of text, a picture, the way there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from support.answering.events import Answer, CitedPlace
from support.answering.extractive import Extractive
from support.answering.units import is_row
from support.extraction.cropping import height_for
from support.labels import label
from support.manual_pages import direction, page_name
from support.models import Revision
from support.page_images import CROP_WIDTHS
from support.quote_blocks import Block, blocks_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A crop of the page around the quote, for ``<img>``; all sizes have the same shape."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Place:
    """A quote with the address that shows it on its page, and the words of the link there.

    ``language`` and ``direction`` are those of the manual.
    """

    number: int
    blocks: tuple[Block, ...]
    url: str
    open_text: str
    manual_title: str
    language: str
    direction: str
    picture: Picture | None


def places_of(answer: Answer, revision: Revision | None, language: str) -> Iterator[Place]:
    """A table's head that the engine without a model quotes on its own stands above the rows.

    ``language``: of whoever asked.
    """
    places = answer.citations
    follows = {one: other for one, other in pairwise(places) if one.page == other.page}
    heads = {
        follows[place]: place.quote
        for place in places
        if answer.engine == Extractive.name and place in follows and is_row(place.quote)
        if "\n" not in place.quote and is_row(follows[place].quote.partition("\n")[0])
    }
    headings = {place for place in places if place in follows and follows[place] in heads}
    shown = [place for place in places if place not in headings]
    is_ours = answer.engine == Extractive.name
    for number, place in enumerate(shown, 1):
        blocks = blocks_of(place.quote, heads.get(place, ""), flows=is_ours)
        # Where the text is nothing but the quotes, it does not refer to their numbers.
        yield _place(place, revision, blocks, number if is_ours else place.number, language)


def _place(
    place: CitedPlace,
    revision: Revision | None,
    blocks: tuple[Block, ...],
    number: int,
    language: str,
) -> Place:
    media_type, manual_language = (revision.media_type, revision.language) if revision else ("", "")
    page = page_name(place.page, place.page_label, media_type, language)
    is_pdf = media_type == Revision.MediaType.PDF
    return Place(
        number=number,
        blocks=blocks,
        url=place.url,
        open_text=label("open", language, page=page),
        manual_title=place.manual_title,
        language=manual_language,
        direction=direction(manual_language),
        picture=_picture(place.url, label("crop", language, page=page)) if is_pdf else None,
    )


def _picture(page_url: str, alt: str) -> Picture:
    """``page_url`` is the address of the page with the citation marked."""
    address, _, citation = page_url.partition("?")
    base = f"{address}image.webp?{citation}&crop=1&w="
    width = CROP_WIDTHS[0]
    srcset = ", ".join(f"{base}{w} {w}w" for w in CROP_WIDTHS)
    return Picture(f"{base}{width}", srcset, width, height_for(width), alt)
