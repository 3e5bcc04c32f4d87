"""A manual changes on its server: what is new, whose answers that touches, what stays and goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product
from hscjit.security import POLICY
from support import conversations, jobs, manuals, old_revisions
from support.differences import Kind, PageChange
from support.editions import page_changes, touched_quotes
from support.extraction import dates, extract
from support.ingest import ingest
from support.models import Citation, Manual, Message, Page, Passage, Revision
from tests.support import sites
from tests.support.desk import PAGES, fill, make_product, make_ready_manual
from tests.support.documents import pdf
from tests.support.sites import Site

pytestmark = pytest.mark.django_db(transaction=True)

CARE = ["Care and cleaning", "Wipe the housing with a dry cloth only, never with alcohol."]
RESET = ["Factory reset", "Hold FUNCTION for five seconds while switching the unit on."]
POWER = ["Power supply", "Use only the supplied adaptor with 9 V DC and 500 mA at the socket."]
PEDAL = ["Sustain pedal", "Connect the pedal to the socket before you switch the unit on."]
FIRST = pdf([CARE, RESET, POWER])
SECOND = pdf([CARE, PEDAL, RESET, [POWER[0], POWER[1].replace("500", "800")]])


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


def read(manual: Manual, *, again: bool = True) -> Revision:
    ingest(manual.pk, again=again)
    manual.refresh_from_db()
    assert manual.current is not None, manual.failure
    return manual.current


def manual_of(product: Product) -> Manual:
    manual = manuals.manual_for(product)
    assert manual is not None
    return manual


def answered(product: Product, revision: Revision, *cited: tuple[int, str]) -> Message:
    """A finished answer with these (page, quote) in it."""
    row = conversations.ask(product.pk, "Where does it say that?")
    Message.objects.filter(pk=row.pk).update(
        text="There.", outcome="answered", state="finished", revision=revision
    )
    for number, (page, quote) in enumerate(cited, start=1):
        Citation.objects.create(
            message=row, number=number, revision=revision, page=page, quote=quote
        )
    return row


def touched(old: Revision, new: Revision) -> set[UUID]:
    return {quote.citation.message_id for quote in touched_quotes(old, new)}


def open_page(client: Client, citation: Citation) -> str:
    response = client.get(citation.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


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
    assert touched(old, new) == (set() if kept else {answer.pk})


# --- what staff sees ---------------------------------------------------------------------------


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


def compared(staff: Client, manual: Manual, **query: object) -> str:
    url = reverse("admin:support_manual_differences", args=[manual.pk])
    response = staff.get(url, {name: str(value) for name, value in query.items()})
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == POLICY
    return response.content.decode()


def test_staff_sees_what_changed_and_whom_it_concerns(staff: Client) -> None:
    product = make_product()
    manual = make_ready_manual(product)
    old = manual.revisions.get()
    answer = answered(product, old, (3, "500 mA"))
    other = answered(product, old, (1, "Care and cleaning"))
    new = fill(manual, (PAGES[0], "<b>New</b> page", PAGES[1], PAGES[2].replace("500", "800")))
    manual.refresh_from_db()
    page = compared(staff, manual)
    assert "1 unchanged, 1 moved, 1 changed, 1 added, 0 removed" in page
    assert "page 2 is now page 3" in page
    assert "<del>500 </del>" in page
    assert "<ins>800 </ins>" in page
    assert "<ins>&lt;b&gt;New&lt;/b&gt; page</ins>" in page
    assert "Answers whose quoted text changed: 1" in page
    assert str(answer.conversation_id) in page
    assert str(other.conversation_id) not in page
    assert answer.citations.get().get_absolute_url() in page
    assert " style=" not in page
    backwards = compared(staff, manual, old=new.pk, new=old.pk)
    assert "1 added" not in backwards
    assert "1 removed" in backwards
    change = staff.get(reverse("admin:support_manual_change", args=[manual.pk]))
    assert f"/manual/{manual.pk}/differences/" in change.content.decode()


def test_a_long_list_of_changes_comes_in_pages(staff: Client) -> None:
    manual = make_ready_manual(make_product(), tuple(f"Chapter {n} of old" for n in range(45)))
    fill(manual, tuple(f"Text {n} entirely other" for n in range(45)))
    manual.refresh_from_db()
    first = compared(staff, manual)
    assert first.count("<section") == 20
    assert "1–20 of 90" in first
    assert "81–90 of 90" in compared(staff, manual, page=5)


def test_one_revision_has_nothing_to_compare(staff: Client) -> None:
    manual = make_ready_manual(make_product())
    assert "nothing to compare" in compared(staff, manual)
    url = reverse("admin:support_manual_differences", args=[manual.pk])
    foreign = make_ready_manual(make_product()).revisions.get()
    for given in (foreign.pk, "x", "9" * 40):
        assert staff.get(url, {"old": given}).status_code == 404
    never_read = Manual.objects.create(address="file:never.pdf")
    assert "nothing to compare" in compared(staff, never_read)


def test_changes_are_for_those_who_may_see_manuals(client: Client) -> None:
    manual = make_ready_manual(make_product())
    url = reverse("admin:support_manual_differences", args=[manual.pk])
    assert client.get(url).status_code == 302
    client.force_login(User.objects.create_user("looker", is_staff=True))
    assert client.get(url).status_code == 403


# --- what stays and what goes ------------------------------------------------------------------


def age(hours: float = 2) -> None:
    Revision.objects.update(fetched_at=timezone.now() - timedelta(hours=hours))


def test_an_old_revision_goes_when_nothing_cites_it(site: Site) -> None:
    product = make_product(url=site.answer("/manual.pdf", sites.content(FIRST)))
    manual = manual_of(product)
    old = read(manual, again=False)
    answer = answered(product, old, (1, CARE[1]))
    site.answer("/manual.pdf", sites.content(SECOND))
    new = read(manual)
    age()
    assert jobs.remove_old_revisions() == 0
    assert default_storage.exists(old.storage_name)
    answer.conversation.delete()
    assert jobs.remove_old_revisions() == 1
    assert list(Revision.objects.all()) == [new]
    assert not default_storage.exists(old.storage_name)
    assert default_storage.exists(new.storage_name)
    assert Page.objects.filter(revision=new).count() == Page.objects.count() == 4
    assert not Passage.objects.exclude(revision=new).exists()
    assert jobs.remove_old_revisions() == 0


def test_bytes_that_another_manual_has_too_stay(site: Site) -> None:
    product = make_product(url=site.answer("/manual.pdf", sites.content(FIRST)))
    twin = make_product(url=site.answer("/copy.pdf", sites.content(FIRST)))
    manual = manual_of(product)
    old, same = read(manual, again=False), read(manual_of(twin), again=False)
    assert old.storage_name == same.storage_name
    site.answer("/manual.pdf", sites.content(SECOND))
    read(manual)
    age()
    assert old_revisions.remove_uncited() == 1
    assert default_storage.exists(same.storage_name)


def test_a_fresh_change_and_a_manual_being_read_are_left_alone() -> None:
    manual = make_ready_manual(make_product())
    old = manual.revisions.get()
    fill(manual, PAGES[:2])
    Revision.objects.filter(pk=old.pk).update(fetched_at=timezone.now() - timedelta(days=9))
    assert old_revisions.remove_uncited() == 0  # an answer may be on its way
    age()
    lease = manuals.claim(manual.pk, again=True)
    assert lease is not None
    assert old_revisions.remove_uncited() == 0
    Manual.objects.update(lease_until=None)
    assert old_revisions.remove_uncited() == 1


def test_the_only_revision_of_a_manual_stays_however_old() -> None:
    manual = make_ready_manual(make_product())
    age(10_000)
    assert old_revisions.remove_uncited() == 0
    assert manual.revisions.count() == 1


# --- what a file says of itself ----------------------------------------------------------------


def test_producer_and_date_are_kept(tmp_path: Path, site: Site) -> None:
    info = b"<< /Producer (Ghostscript 9.5) /Creator (Writer) /ModDate (D:20240131093000+01'00') >>"
    data = pdf([CARE, RESET, POWER]).replace(b"%%EOF", b"")
    number = data.count(b" 0 obj") + 1
    place = len(data)
    data += b"%d 0 obj\n%b\nendobj\n" % (number, info)
    table = len(data)
    data += b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (number, place)
    start = int(FIRST.rpartition(b"startxref\n")[2].split()[0])
    data += b"<< /Size %d /Root 1 0 R /Info %d 0 R /Prev %d >>\n" % (number + 1, number, start)
    data += b"startxref\n%d\n%%%%EOF\n" % table
    product = make_product(url=site.answer("/manual.pdf", sites.content(data)))
    revision = read(manual_of(product), again=False)
    assert revision.producer == "Writer / Ghostscript 9.5"
    assert revision.dated_at == datetime(2024, 1, 31, 8, 30, tzinfo=UTC)
    (tmp_path / "plain.pdf").write_bytes(FIRST)
    plain = extract(tmp_path / "plain.pdf")
    assert (plain.producer, plain.dated) == ("", "")


@pytest.mark.parametrize(
    ("claimed", "iso"),
    (
        ("D:20240131093000+01'00'", "2024-01-31T09:30:00+01:00"),
        ("D:20240131093000-0830", "2024-01-31T09:30:00-08:30"),
        ("D:20240131093000Z00'00'", "2024-01-31T09:30:00+00:00"),
        ("D:2024", "2024-01-01T00:00:00+00:00"),
        ("20240131", "2024-01-31T00:00:00+00:00"),
        ("D:20241331", ""),
        ("D:00010101", ""),
        ("D:20240131093000+99'99'", ""),
        ("yesterday", ""),
        ("", ""),
    ),
)
def test_dates_of_files(claimed: str, iso: str) -> None:
    assert dates.iso_date(claimed) == iso
