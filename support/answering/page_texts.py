"""The pages that the best passages stand on: an answer may need more of a page than a passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from support.models import Page, Passage, Revision
from support.retrieval import Hit

PAGES = 6  # distinct ones, of the best hits; an answer shows three


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """Passage ``number`` begins at ``start`` (code points) of its page."""

    number: int
    start: int


@dataclass(frozen=True, slots=True)
class PageText:
    """``titles`` are the headings known to stand above passages of the page."""

    number: int
    label: str
    text: str
    titles: frozenset[str] = frozenset()
    passages: tuple[PassagePlace, ...] = ()


def page_texts(revision: Revision, hits: Iterable[Hit]) -> tuple[PageText, ...]:
    """The first ``PAGES`` pages with hits, best first. Blocking: two queries."""
    wanted = list(dict.fromkeys(hit.page for hit in hits))[:PAGES]
    places: dict[int, list[PassagePlace]] = defaultdict(list)
    titles: dict[int, set[str]] = defaultdict(set)
    for number, page, start, path in Passage.objects.filter(
        revision=revision, page_number__in=wanted
    ).values_list("number", "page_number", "start", "heading_path"):
        places[page].append(PassagePlace(number, start))
        titles[page].update(path)
    rows = Page.objects.filter(revision=revision, number__in=wanted)
    pages = {
        number: PageText(number, label, text, frozenset(titles[number]), tuple(places[number]))
        for number, label, text in rows.values_list("number", "label", "text")
    }
    return tuple(pages[number] for number in wanted if number in pages)
