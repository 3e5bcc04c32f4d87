"""The pages that the best passages stand on: an answer may need more of a page than a passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from support.models import Page, Passage, Revision
from support.retrieval import Hit

PAGES = 6  # distinct ones, of the best hits; an answer shows three
# Characters; no sheet of paper has more. Of longer ones so much before a passage and behind it.
LONGEST = 20_000
BEFORE = 3_000
AFTER = 5_000


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """Passage ``number`` begins at ``start`` (code points) of its page."""

    number: int
    start: int


@dataclass(frozen=True, slots=True)
class PageText:
    """``titles`` are the headings known to stand above passages of the page.

    ``flows``: no line ends because of the page's width, as on web pages.
    """

    number: int
    label: str
    text: str
    titles: frozenset[str] = frozenset()
    passages: tuple[PassagePlace, ...] = ()
    flows: bool = False


PageAt = Callable[[int], PageText | None]


def no_page(number: int) -> None:
    """For whoever has no pages but those that were found."""


def page_texts(revision: Revision, hits: Iterable[Hit]) -> tuple[PageText, ...]:
    """The first ``PAGES`` pages with hits, best first. Blocking: two queries."""
    wanted = list(dict.fromkeys(hit.page for hit in hits))[:PAGES]
    pages = _read(revision, wanted)
    return tuple(pages[number] for number in wanted if number in pages)


def sheets_of(revision: Revision) -> PageAt:
    """The sheets of a PDF by their number, each read when asked for: two queries.

    Nothing goes on from one section of a web page in the next.
    """
    if revision.media_type != Revision.MediaType.PDF:
        return no_page
    return lambda number: _read(revision, [number]).get(number)


def _read(revision: Revision, wanted: Collection[int]) -> dict[int, PageText]:
    places: dict[int, list[PassagePlace]] = defaultdict(list)
    titles: dict[int, set[str]] = defaultdict(set)
    for number, page, start, path in Passage.objects.filter(
        revision=revision, page_number__in=wanted
    ).values_list("number", "page_number", "start", "heading_path"):
        places[page].append(PassagePlace(number, start))
        titles[page].update(path)
    flows = revision.media_type == Revision.MediaType.HTML
    rows = Page.objects.filter(revision=revision, number__in=wanted)
    return {
        number: PageText(
            number, label, text, frozenset(titles[number]), tuple(places[number]), flows
        )
        for number, label, text in rows.values_list("number", "label", "text")
    }


def around(page: PageText, passage: str) -> PageText:
    """The page near ``passage``: a web page may be one section with a whole manual in it."""
    at = page.text.find(passage)
    if at < 0 or len(page.text) <= LONGEST:
        return page
    start = page.text.rfind("\n", 0, max(at - BEFORE, 0)) + 1
    end = at + len(passage) + AFTER
    stop = page.text.find("\n", end)
    text = page.text[start : stop if stop >= 0 else len(page.text)]
    near = tuple(
        replace(place, start=place.start - start)
        for place in page.passages
        if start <= place.start < start + len(text)
    )
    return replace(page, text=text, passages=near)
