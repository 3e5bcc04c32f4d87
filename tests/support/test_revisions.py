"""A manual changes on its server: what is new, and whose answers that touches."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from support.differences import Kind, PageChange
from support.editions import page_changes, touched_quotes
from tests.support import sites
from tests.support.changing import (
    CARE,
    FIRST,
    POWER,
    RESET,
    SECOND,
    answered,
    manual_of,
    open_page,
    read,
    touched_by,
)
from tests.support.desk import PAGES, fill, make_product, make_ready_manual
from tests.support.sites import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


def test_a_manual_changes_on_its_server(site: Site, client: Client) -> None:
    product = make_product(url=site.answer("/manual.pdf", sites.content(FIRST)))
    manual = manual_of(product)
    old = read(manual, again=False)
    about_care = answered(product, old, (1, CARE[1]))
    about_reset = answered(product, old, (2, RESET[1]))
    about_power = answered(product, old, (3, POWER[1]), (1, CARE[0]))

    site.answer("/manual.pdf", sites.content(SECOND))
    new = read(manual)
    assert (new != old, new.page_count, manual.revisions.count()) == (True, 4, 2)
    assert page_changes(old, new) == (
        PageChange(Kind.UNCHANGED, 1, 1), PageChange(Kind.ADDED, None, 2),
        PageChange(Kind.MOVED, 2, 3), PageChange(Kind.CHANGED, 3, 4),
    )  # fmt: skip
    (quote,) = touched_quotes(old, new)
    assert (quote.citation.message_id, quote.citation.page) == (about_power.pk, 3)
    assert (quote.change.new, quote.elsewhere) == (4, None)

    for answer in (about_care, about_reset, about_power):
        for citation in answer.citations.all():
            shown = open_page(client, citation)
            assert f">{citation.quote}</mark>" in shown
            picture = f"/manuals/{old.pk}/pages/{citation.page}/image.webp"
            image = client.get(picture, {"c": str(citation.pk)})
            assert (image.status_code, image["Content-Type"]) == (200, "image/webp")
    in_the_old, in_the_new = (
        client.get(f"/manuals/{revision.pk}/pages/3/").content.decode() for revision in (old, new)
    )
    assert "500 mA" in in_the_old
    assert "Factory reset" in in_the_new


def test_a_page_that_was_taken_out_touches_those_who_quoted_it() -> None:
    product = make_product()
    manual = make_ready_manual(product)
    old = manual.revisions.get()
    answer = answered(product, old, (2, "All your own sounds are lost."))
    new = fill(manual, (PAGES[0], PAGES[2]))
    (quote,) = touched_quotes(old, new)
    assert (quote.citation.message_id, quote.change.kind) == (answer.pk, Kind.REMOVED)


def test_words_that_went_to_another_page_are_found_there() -> None:
    product = make_product()
    manual = make_ready_manual(product)
    old = manual.revisions.get()
    answered(product, old, (3, "The fuse is not user replaceable."))
    moved = "Fuse\nThe fuse is not user re-\nplaceable."
    new = fill(manual, (PAGES[0], PAGES[1], PAGES[2].replace("The fuse", "It"), moved))
    assert [quote.elsewhere for quote in touched_quotes(old, new)] == [4]


@pytest.mark.parametrize(
    ("quote", "kept"),
    (
        ("Use only the supplied adaptor, 9 V DC", True),
        ("Use only the\nsupplied adap-\ntor", True),
        ("500", False),  # there is 1500 now, which is something else
        ("The fuse is not user replaceable.", True),
    ),
)
def test_on_a_changed_page_only_the_lost_words_count(quote: str, kept: bool) -> None:
    product = make_product()
    manual = make_ready_manual(product)
    old = manual.revisions.get()
    answer = answered(product, old, (3, quote))
    new = fill(manual, (*PAGES[:2], PAGES[2].replace("500", "1500")))
    assert touched_by(old, new) == (set() if kept else {answer.pk})
