"""A page of a manual as people name and read it: its name, and its text with a quote marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from support.answering.citations import normalised
from support.labels import FROM_THE_RIGHT, label
from support.models import Page, Revision


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a page's text; ``marked`` where the quote stands."""

    text: str
    marked: bool


def page_name(page: int, printed: str, media_type: str, language: str = "en") -> str:
    """``page 12``, ``page 12 (PDF page 18)``, or in HTML ``section “Cleaning”``.

    ``printed``: the page's label. ``language``: of those who read the name.
    """
    if media_type == Revision.MediaType.HTML:
        name = "section" if printed else "section_number"
    else:
        name = "file_page" if printed and printed != str(page) else "page"
    return label(name, language, label=printed or page, number=page)


def direction(language: str) -> str:
    """For ``dir``: what stands in a Hebrew manual reads from the right even where a line begins
    with a name in Latin letters; elsewhere the text itself tells."""
    return "rtl" if language[:2].lower() in FROM_THE_RIGHT else "auto"


def original_address(page: Page) -> str:
    """Where the manufacturer shows this place; "" for what is not on the web."""
    address = page.revision.manual.address.partition("#")[0]
    if not address.startswith(("https://", "http://")):
        return ""
    if page.revision.media_type == Revision.MediaType.HTML:
        return f"{address}#{page.anchor}" if page.anchor else address
    return f"{address}#page={page.number}"


def marked_text(text: str, quote: str) -> tuple[Segment, ...]:
    """The text in segments, the first place of the quote marked; unmarked where it is not found."""
    span = _span(text, normalised(quote))
    if span is None:
        return (Segment(text, False),) if text else ()
    start, end = span
    parts = ((text[:start], False), (text[start:end], True), (text[end:], False))
    return tuple(Segment(part, marked) for part, marked in parts if part)


def _span(text: str, wanted: str) -> tuple[int, int] | None:
    """Where ``wanted`` (normalised) stands in ``text``, in offsets of ``text``."""
    if not wanted:
        return None
    plain, origins = [], []
    for start, end in _clusters(text):
        piece = normalised(text[start:end])
        plain.append(piece)
        origins += [(start, end)] * len(piece)
    found = "".join(plain).find(wanted)
    if found < 0:
        return None
    return origins[found][0], origins[found + len(wanted) - 1][1]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A character with the marks that combine with it: what normalisation may join."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not unicodedata.combining(text[end]):
            yield start, end
            start = end
