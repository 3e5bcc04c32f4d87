"""A web page in a manual's place: the PDF files it links to are offered to staff, never guessed.

Reading the page is the caged child's work (`support.extraction.links`); here its links are checked
like any other address, ranked, and kept as candidates of the manual.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from catalog.models import ADDRESS_LENGTH
from hscjit.networks import refusal
from support.addresses import WebAddress, web_address
from support.documents import products_at
from support.errors import FetchFailed, Unreadable
from support.extraction import cage
from support.extraction.pages import HTML
from support.extraction.reading import HEAD_BYTES, kind_of
from support.fetching import Fetched
from support.link_ranking import Link, language_of, ranked
from support.models import Candidate, Manual
from support.revisions import clean

MOST_OFFERED = 50
FEWEST_LINKS = 3  # of a page that is taken for a list although it has as many words as a manual
LINKED_SHARE = 0.5  # of its words: such a page is made of links
CUSTOMER_TEXT = (
    "The address of this manual leads to a web page that lists documents."
    " Our staff has to choose the right one."
)


@dataclass(frozen=True, slots=True)
class LandingPage:
    """``links``: PDF files that may be fetched; the counts are of words on the whole page."""

    links: tuple[Link, ...]
    words: int
    linked_words: int

    @property
    def is_list(self) -> bool:
        enough = len(self.links) >= FEWEST_LINKS
        return enough and self.linked_words >= LINKED_SHARE * self.words


def look(path: Path, base: str) -> LandingPage:
    """The PDF files that the page at ``path`` links to. Raises Unreadable, as any reading may."""
    reply = cage.run({"task": "links", "base": base}, path)
    try:
        plain = json.loads(reply.body)
        links = tuple(
            Link(str(link["url"]), clean(str(link["text"])), str(link["language"]))
            for link in plain["links"]
        )
        words, linked = int(plain["words"]), int(plain["linked_words"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("the reader's answer makes no sense") from error
    return LandingPage(tuple(link for link in links if may_be_offered(link.url)), words, linked)


def refuse_list(manual: Manual, fetched: Fetched, media_type: str, expected: str) -> None:
    """Raises Unreadable where a web page that could be read is only a list of PDF files."""
    if media_type == HTML and not expected:
        page = look(fetched.path, fetched.final_url)
        if page.is_list:
            raise _offered(manual, page.links)


def instead_of(error: Unreadable, manual: Manual, fetched: Fetched) -> Unreadable:
    """The failure to tell: that of a list of PDF files if the file is one, else the same."""
    try:
        with fetched.path.open("rb") as file:
            is_page = kind_of(file.read(HEAD_BYTES)) == "html"
        links = look(fetched.path, fetched.final_url).links if is_page else ()
    except Unreadable:
        return error
    return _offered(manual, links) if links else error


def forget(manual: Manual) -> None:
    """There is a manual at the address now: nothing has to be chosen."""
    Candidate.objects.filter(manual=manual).delete()


def may_be_offered(url: str) -> bool:
    """Whether it could be fetched, as far as its text tells; the fetch checks everything else."""
    try:
        address = web_address(url)
    except FetchFailed:
        return False
    if len(url) > ADDRESS_LENGTH:
        return False
    return address.privately_allowed or not _is_inside(address)


def _is_inside(address: WebAddress) -> bool:
    is_ip = ":" in address.host or address.host.replace(".", "").isdigit()
    if is_ip:
        return bool(refusal(address.host))
    return "." not in address.host or address.host.endswith((".local", ".internal", ".localhost"))


def _offered(manual: Manual, links: Iterable[Link]) -> Unreadable:
    names = [f"{product.name} {product.model}" for product in products_at(manual)]
    found = ranked(links, names)
    rows = [
        Candidate(
            manual=manual,
            url=link.url,
            text=link.text,
            language=language_of(link),
            position=position,
        )
        for position, link in enumerate(found[:MOST_OFFERED])
    ]
    with transaction.atomic():
        forget(manual)
        Candidate.objects.bulk_create(rows)
    count = "1 PDF file" if len(found) == 1 else f"{len(found)} PDF files"
    return Unreadable(
        f"a web page that links to {count}, not a manual: choose one of them",
        customer_text=CUSTOMER_TEXT,
    )
