"""Looking again, politely: conditional requests, a week between looks, few at once, and waiting."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from django_q.models import OrmQ

from support import jobs, manuals
from support.conditions import LONGEST_WAIT, Known, NotModified, storable_mark, wait_of
from support.dialling import Limits
from support.errors import FetchFailed
from support.fetching import fetch
from support.ingest import ingest
from support.manual_lease import CHECK_EVERY
from support.models import Manual, Page, Revision
from tests.support import sites
from tests.support.desk import make_product, make_ready_manual
from tests.support.documents import manual_html, manual_pdf
from tests.support.sites import Site

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND = manual_pdf(), manual_pdf(3, "second edition")
ETAG, DATE = '"abc"', "Wed, 21 Oct 2015 07:28:00 GMT"
Status = Manual.Status


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


def read_from(address: str) -> Manual:
    manual = manuals.manual_for(make_product(url=address))
    assert manual is not None
    assert ingest(manual.pk) == "indexed"
    manual.refresh_from_db()
    return manual


def a_week_later() -> None:
    Revision.objects.update(fetched_at=timezone.now() - CHECK_EVERY - timedelta(minutes=1))


def queued() -> list[tuple[str, int]]:
    tasks = [row.task for row in OrmQ.objects.filter(key="later").order_by("pk")]
    return [(task["func"], *task["args"]) for task in tasks]


# --- conditional requests ----------------------------------------------------------------------


@pytest.mark.parametrize(("etag", "date"), ((ETAG, ""), ("", DATE), (ETAG, DATE)))
def test_what_has_not_changed_is_not_sent_again(site: Site, etag: str, date: str) -> None:
    manual = read_from(site.answer("/manual.pdf", sites.marked(FIRST, etag, date)))
    first = manual.current
    assert first is not None
    assert (first.etag, first.last_modified) == (etag, date)
    assert first.final_url == site.url("/manual.pdf")
    assert "if-none-match" not in site.headers[0]
    pages = set(Page.objects.values_list("pk", flat=True))
    a_week_later()
    assert jobs.check(manual.pk) == "unchanged"
    assert site.headers[1].get("if-none-match", "") == etag
    assert site.headers[1].get("if-modified-since", "") == date
    manual.refresh_from_db()
    assert (manual.status, manual.current, manual.failure) == (Status.READY, first, "")
    assert manual.current is not None
    assert timezone.now() - manual.current.fetched_at < timedelta(minutes=1)
    assert set(Page.objects.values_list("pk", flat=True)) == pages
    site.answer("/manual.pdf", sites.marked(SECOND, etag and '"def"', date and "Thu, 22 Oct 2015"))
    assert jobs.check(manual.pk) == "indexed"
    manual.refresh_from_db()
    assert manual.current is not None
    assert (manual.current == first, manual.current.etag) == (False, etag and '"def"')


def test_bytes_that_are_missing_here_are_asked_for_without_conditions(
    site: Site, tmp_path: Path
) -> None:
    manual = read_from(site.answer("/manual.pdf", sites.marked(FIRST, ETAG)))
    assert manual.current is not None
    stored = tmp_path / "stored" / manual.current.storage_name
    stored.write_bytes(FIRST[:100])
    assert jobs.check(manual.pk) == "unchanged"
    assert "if-none-match" not in site.headers[1]
    assert stored.read_bytes() == FIRST


def test_marks_of_one_address_are_not_shown_to_another(site: Site, tmp_path: Path) -> None:
    site.answer("/new.pdf", sites.marked(SECOND, ETAG))
    address = site.answer("/manual.pdf", sites.redirect("/new.pdf"))
    known = Known(site.url("/old.pdf"), ETAG)
    assert fetch(address, tmp_path / "file", known=known).size == len(SECOND)
    with pytest.raises(NotModified):
        fetch(address, tmp_path / "file", known=Known(site.url("/new.pdf"), ETAG))


def test_a_304_that_nobody_asked_for_is_a_failure(site: Site, tmp_path: Path) -> None:
    address = site.answer("/manual.pdf", sites.status(304))
    with pytest.raises(FetchFailed, match="304"):
        fetch(address, tmp_path / "file", known=Known(address))


def test_marks_that_no_header_can_hold_are_not_kept() -> None:
    assert storable_mark(ETAG, 300) == ETAG
    assert storable_mark('"é"', 300) == ""
    assert storable_mark('"a\x01b"', 300) == ""
    assert storable_mark("x" * 301, 300) == ""


# --- every week --------------------------------------------------------------------------------


def test_each_manual_is_checked_once_a_week(site: Site) -> None:
    manual = read_from(site.answer("/manual.pdf", sites.marked(FIRST, ETAG)))
    assert jobs.look_for_changes() == 0
    a_week_later()
    assert jobs.look_for_changes() == 1
    assert jobs.look_for_changes() == 0  # it is on its way
    assert queued() == [("support.jobs.check", manual.pk)]
    assert jobs.check(manual.pk) == "unchanged"
    manual.refresh_from_db()
    assert manual.next_attempt_at is None
    assert jobs.look_for_changes() == 0


def test_a_few_at_once_and_fewer_of_one_host() -> None:
    for number in range(40):
        manual = make_ready_manual(make_product())
        host = f"maker-{number % 3}.example"
        Manual.objects.filter(pk=manual.pk).update(
            address=f"https://{host}/{number}.pdf", next_attempt_at=None
        )
    a_week_later()
    assert jobs.look_for_changes() == 9  # three of each
    assert jobs.look_for_changes() == 9
    assert len({manual for _, manual in queued()}) == 18


def test_manuals_that_nobody_can_read_anyway_are_not_checked() -> None:
    failed = Manual.objects.create(address="file:failed.pdf", status=Status.FAILED)
    resting = make_ready_manual(make_product())  # its next attempt is tomorrow
    a_week_later()
    assert jobs.look_for_changes() == 0
    assert jobs.check(failed.pk) == "skipped"
    assert Manual.objects.get(pk=resting.pk).status == Status.READY


def test_nobody_waits_for_a_check(site: Site) -> None:
    manual = read_from(site.answer("/manual.pdf", sites.content(FIRST)))
    change = manual.change
    site.answer("/manual.pdf", sites.after(0.6, sites.content(SECOND)))
    outcomes: list[str] = []

    def check() -> None:
        try:
            outcomes.append(jobs.check(manual.pk))
        finally:
            connections.close_all()

    thread = threading.Thread(target=check)
    thread.start()
    while not Manual.objects.filter(pk=manual.pk, lease_until__isnull=False).exists():
        time.sleep(0.01)
    meanwhile = manuals.want(Manual.objects.get(pk=manual.pk))
    assert (meanwhile.status, meanwhile.change) == (Status.READY, change)
    assert jobs.check(manual.pk) == "skipped"  # one look is enough
    thread.join(30)
    assert outcomes == ["indexed"]
    manual.refresh_from_db()
    assert manual.current is not None
    assert (manual.status, manual.current.page_count) == (Status.READY, 3)


def test_a_check_that_fails_leaves_the_manual_ready_and_rests(site: Site) -> None:
    manual = read_from(site.answer("/manual.pdf", sites.content(FIRST)))
    first = manual.current
    site.answer("/manual.pdf", sites.status(404))
    assert jobs.check(manual.pk) == "fetch_failed"
    manual.refresh_from_db()
    assert (manual.status, manual.current, manual.attempts) == (Status.READY, first, 1)
    site.answer("/manual.pdf", sites.content(b"\0" * 99))
    assert jobs.check(manual.pk) == "unreadable"
    manual.refresh_from_db()
    assert (manual.status, manual.current, manual.permanent) == (Status.READY, first, True)
    assert manual.next_attempt_at is not None  # a permanent failure, and yet: look again in a week
    assert manual.next_attempt_at - timezone.now() > timedelta(days=6)
    a_week_later()
    assert jobs.look_for_changes() == 0
    site.answer("/manual.pdf", sites.content(SECOND))
    Manual.objects.update(next_attempt_at=timezone.now())
    assert jobs.look_for_changes() == 1


# --- when the other side has enough ------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "retry_after", "seconds"),
    ((429, "3600", 3600), (503, "7200", 7200), (429, "9999999", LONGEST_WAIT), (503, "soon", 10)),
)
def test_we_stay_away_as_long_as_we_are_asked_to(
    site: Site, code: int, retry_after: str, seconds: float
) -> None:
    address = site.answer("/manual.pdf", sites.busy(code, retry_after))
    manual = manuals.manual_for(make_product(url=address))
    assert manual is not None
    assert ingest(manual.pk) == "fetch_failed"
    manual.refresh_from_db()
    assert manual.next_attempt_at is not None
    waits = (manual.next_attempt_at - timezone.now()).total_seconds()
    assert waits == pytest.approx(seconds, abs=3)
    assert manuals.want(manual).status == Status.FAILED
    assert site.requests["/manual.pdf"] == 1


def test_the_wait_may_be_told_as_a_date() -> None:
    now = datetime(2015, 10, 21, 7, 0, tzinfo=UTC)
    assert wait_of(DATE, now) == 28 * 60
    assert wait_of("Wed, 21 Oct 2015 06:00:00 GMT", now) == 0
    assert wait_of("Wed, 21 Oct 2099 06:00:00 GMT", now) == LONGEST_WAIT
    assert [wait_of(text, now) for text in ("", "-5", "1.5", "²", "0", "never")] == [0] * 6


def test_two_connections_at_a_time_to_one_host(site: Site, tmp_path: Path) -> None:
    body, at_once, most = manual_html(), [0], [0]

    def counted(served: Site, handler: Any) -> None:
        with served.lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.2)
        with served.lock:
            at_once[0] -= 1
        sites.content(body)(served, handler)

    address = site.answer("/manual.html", counted)
    threads = [
        threading.Thread(target=fetch, args=(address, tmp_path / str(number)))
        for number in range(6)
    ]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most[0] == 2
    assert time.monotonic() - started >= 0.6
    assert all((tmp_path / str(number)).read_bytes() == body for number in range(6))


def test_waiting_for_a_slot_ends_with_the_time_of_the_fetch(site: Site, tmp_path: Path) -> None:
    address = site.answer("/slow", sites.silence)
    holders = [
        threading.Thread(target=quiet_fetch, args=(address, tmp_path / str(n))) for n in range(2)
    ]
    for thread in holders:
        thread.start()
    while site.requests["/slow"] < 2:
        time.sleep(0.01)
    with pytest.raises(FetchFailed, match="busy with our other downloads") as caught:
        fetch(address, tmp_path / "third", limits=Limits(1024, 0.4))
    assert not caught.value.permanent
    site.stopped.set()
    for thread in holders:
        thread.join(10)
    site.answer("/manual.pdf", sites.content(FIRST))
    assert fetch(site.url("/manual.pdf"), tmp_path / "free").size == len(FIRST)


def quiet_fetch(address: str, destination: Path) -> None:
    with pytest.raises(FetchFailed):
        fetch(address, destination, limits=Limits(1024, 5.0))
