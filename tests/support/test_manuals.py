"""The life of a manual: who queues it, who may read it, what a dead or failed reader leaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, close_old_connections, connections
from django.utils import timezone
from django_q.models import OrmQ

from catalog.models import Brand, ManualSource, Product
from support import index, manuals
from support.answering.events import STAGES
from support.errors import FetchFailed, Unreadable
from support.manual_lease import PAUSES, pause_after
from support.manuals import Lease, LeaseLost
from support.models import Manual, ManualIndex, Revision

pytestmark = pytest.mark.django_db(transaction=True)

Status = Manual.Status


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "stored")},
        },
    }


@pytest.fixture
def product() -> Product:
    brand = Brand.objects.create(id="zephyr", name="Zephyr")
    return Product.objects.create(id="zephyr-1", brand=brand, name="One")


@pytest.fixture
def manual(product: Product) -> Manual:
    ManualSource.objects.create(product=product, url="file:one.pdf", kind="pdf", language="en")
    found = manuals.manual_for(product)
    assert found is not None
    return found


def at_once(count: int, work: Callable[[], object]) -> list[object]:
    """Run ``work`` in so many threads that start together; their results."""
    barrier = threading.Barrier(count)
    results: list[object] = []

    def run() -> None:
        try:
            close_old_connections()
            barrier.wait()
            results.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def queued() -> int:
    return OrmQ.objects.filter(key="now").count()


def past(seconds: float) -> Any:
    return timezone.now() - timedelta(seconds=seconds)


def set_fields(manual: Manual, **fields: Any) -> None:
    Manual.objects.filter(pk=manual.pk).update(**fields)


def ready(manual: Manual, *, version: int = index.VERSION) -> Revision:
    """As if it had been read."""
    name = default_storage.save("manuals/aa/aa.pdf", ContentFile(b"%PDF"))
    revision = Revision.objects.create(
        manual=manual,
        sha256="a" * 64,
        size=4,
        media_type="application/pdf",
        storage_name=name,
        indexed_at=timezone.now(),
    )
    ManualIndex.objects.create(revision=revision, version=version, data=b"")
    set_fields(manual, status=Status.READY, current=revision, progress=1.0)
    return revision


def claimed(manual: Manual) -> Lease:
    lease = manuals.claim(manual.pk)
    assert lease is not None
    return lease


# --- which manual ------------------------------------------------------------------------------


def test_a_product_without_an_address_has_no_manual(product: Product) -> None:
    assert manuals.manual_for(product) is None


def test_the_first_address_counts_and_is_shared(product: Product) -> None:
    other = Product.objects.create(id="zephyr-2", brand=product.brand, name="Two")
    ManualSource.objects.create(product=product, url="file:second.pdf", position=1)
    ManualSource.objects.create(product=product, url="file:first.pdf", position=0, title="First")
    ManualSource.objects.create(product=other, url="file:first.pdf")
    first, again = manuals.manual_for(product), manuals.manual_for(other)
    assert first is not None
    assert first == again
    assert (first.address, first.title, first.status) == ("file:first.pdf", "First", Status.NEW)


def test_the_sources_say_what_kind_of_file_it_is(product: Product, manual: Manual) -> None:
    assert manuals.expected_kind(manual) == "pdf"
    other = Product.objects.create(id="zephyr-2", brand=product.brand, name="Two")
    source = ManualSource.objects.create(product=other, url=manual.address, kind="html")
    assert manuals.expected_kind(manual) == ""
    ManualSource.objects.exclude(pk=source.pk).delete()
    assert manuals.expected_kind(manual) == "html"
    source.delete()
    assert manuals.expected_kind(manual) == "pdf"


# --- wanting -----------------------------------------------------------------------------------


def test_wanting_queues_one_job_in_the_cluster_now(manual: Manual) -> None:
    seen = manuals.want(manual)
    assert seen is manual
    assert (manual.status, manual.change) == (Status.QUEUED, 1)
    assert queued() == OrmQ.objects.count() == 1
    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == ("support.jobs.ingest", (manual.pk,))
    manuals.want(manual)
    assert queued() == 1


@pytest.mark.parametrize("again", (False, True))
def test_twenty_at_once_queue_one_job(manual: Manual, again: bool) -> None:
    wanted = at_once(20, lambda: manuals.want(Manual.objects.get(pk=manual.pk), again=again))
    assert len(wanted) == 20
    assert all(isinstance(m, Manual) and m.status == Status.QUEUED for m in wanted)
    assert queued() == 1


def test_a_queued_manual_that_nobody_claims_is_queued_again_after_a_while(manual: Manual) -> None:
    manuals.want(manual)
    set_fields(manual, queued_at=past(4))
    manuals.want(manual)
    assert queued() == 1
    set_fields(manual, queued_at=past(6))
    manuals.want(manual)
    assert queued() == 2


def test_nothing_is_queued_while_somebody_reads(manual: Manual) -> None:
    manuals.want(manual)
    claimed(manual)
    manuals.want(manual)
    manuals.want(manual, again=True)
    assert queued() == 1
    assert manual.status == Status.FETCHING


def test_a_ready_manual_is_left_alone_until_its_file_or_index_is_gone(manual: Manual) -> None:
    revision = ready(manual)
    manuals.want(manual)
    assert (manual.status, queued()) == (Status.READY, 0)
    default_storage.delete(revision.storage_name)
    set_fields(manual, next_attempt_at=timezone.now() + timedelta(seconds=30))
    assert manuals.want(manual).status == Status.READY  # it was tried a moment ago
    set_fields(manual, next_attempt_at=None)
    assert manuals.want(manual).status == Status.QUEUED
    assert queued() == 1


def test_an_index_of_an_older_format_is_made_anew(manual: Manual) -> None:
    ready(manual, version=index.VERSION - 1)
    assert manuals.want(manual).status == Status.QUEUED


def test_again_reads_a_ready_manual(manual: Manual) -> None:
    ready(manual)
    manuals.want(manual, again=True)
    assert (manual.status, queued()) == (Status.QUEUED, 1)
    manuals.want(manual, again=True)  # an impatient second click
    assert queued() == 1


def test_a_failed_manual_rests_and_is_tried_again(manual: Manual) -> None:
    manuals.want(manual)
    claimed(manual).failed(FetchFailed("the site is down"))
    manuals.want(manual)
    assert (manual.status, manual.reason, manual.attempts) == (Status.FAILED, "fetch_failed", 1)
    assert queued() == 1
    set_fields(manual, next_attempt_at=past(1))
    manuals.want(manual)
    assert (manual.status, queued()) == (Status.QUEUED, 2)


def test_a_permanent_failure_waits_for_staff(manual: Manual) -> None:
    manuals.want(manual)
    claimed(manual).failed(Unreadable("password", customer_text="It is locked."))
    manual.refresh_from_db()
    assert (manual.permanent, manual.next_attempt_at) == (True, None)
    assert manuals.want(manual).status == Status.FAILED
    manuals.want(manual, again=True)
    assert (manual.status, manual.permanent, manual.attempts) == (Status.QUEUED, False, 0)


def test_the_pause_grows(manual: Manual) -> None:
    pauses = []
    for _ in range(len(PAUSES) + 2):
        manuals.want(manual)
        claimed(manual).failed(FetchFailed("down"))
        manual.refresh_from_db()
        assert manual.next_attempt_at is not None
        pauses.append((manual.next_attempt_at - timezone.now()).total_seconds())
        set_fields(manual, next_attempt_at=past(1))
    assert pauses == sorted(pauses, key=round)
    assert pauses[0] == pytest.approx(10, abs=1)
    assert pauses[-1] == pytest.approx(6 * 3600, abs=1)
    assert pause_after(1) == PAUSES[0]


# --- reading -----------------------------------------------------------------------------------


def test_of_many_readers_one_has_the_right(manual: Manual) -> None:
    manuals.want(manual)
    leases = at_once(10, lambda: manuals.claim(manual.pk))
    assert len(leases) == 10
    assert sum(lease is not None for lease in leases) == 1


@pytest.mark.parametrize("status", (Status.READY, Status.FAILED))
def test_a_job_that_comes_late_has_nothing_to_do(manual: Manual, status: str) -> None:
    set_fields(manual, status=status)
    assert manuals.claim(manual.pk) is None
    assert manuals.claim(manual.pk, again=True) is not None
    assert manuals.claim(manual.pk, again=True) is None  # taken
    assert manuals.claim(0) is None


def test_every_report_is_a_visible_change(manual: Manual) -> None:
    lease = claimed(manual)
    for status, stage in (
        (Status.FETCHING, "fetching"),
        (Status.EXTRACTING, "extracting"),
        (Status.INDEXING, "indexing"),
    ):
        before = Manual.objects.get(pk=manual.pk)
        lease.report(status, 0.25)
        manual.refresh_from_db()
        assert manual.change == before.change + 1
        assert manual.updated_at > before.updated_at
        assert manuals.describe(manual)[:2] == (stage, 0.25)


def test_finishing_shows_the_revision_and_forgets_the_failures(manual: Manual) -> None:
    set_fields(manual, attempts=3, failure="down", reason="fetch_failed", status=Status.QUEUED)
    lease = claimed(manual)
    revision = Revision.objects.create(
        manual=manual, sha256="b" * 64, size=1, media_type="text/html", storage_name="x", title="T"
    )
    lease.finish(revision)
    manual.refresh_from_db()
    assert (manual.status, manual.current, manual.title) == (Status.READY, revision, "T")
    assert (manual.attempts, manual.failure, manual.lease_token) == (0, "", None)
    assert Revision.objects.get(pk=revision.pk).indexed_at is not None
    with pytest.raises(LeaseLost):
        lease.report(Status.FETCHING, 0.5)


def test_a_manual_that_was_read_stays_ready_when_a_later_check_fails(manual: Manual) -> None:
    revision = ready(manual)
    lease = manuals.claim(manual.pk, again=True)
    assert lease is not None
    lease.failed(FetchFailed("the site is down"))
    manual.refresh_from_db()
    assert (manual.status, manual.current) == (Status.READY, revision)
    assert (manual.failure, manual.attempts) == ("the site is down", 1)


def test_the_lease_is_renewed_while_somebody_reads(manual: Manual, settings: Any) -> None:
    settings.MANUAL_LEASE = 0.6
    manuals.want(manual)
    with claimed(manual) as lease:
        for _ in range(10):
            time.sleep(0.15)
            assert manuals.claim(manual.pk) is None
        lease.check()
    time.sleep(0.8)
    assert manuals.claim(manual.pk) is not None


def test_a_dead_reader_is_followed_and_cannot_write_any_more(manual: Manual, settings: Any) -> None:
    settings.MANUAL_LEASE = 0.3
    manuals.want(manual)
    dead = claimed(manual)  # outside ``with`` nobody renews
    manuals.want(manual)
    assert queued() == 1
    time.sleep(0.4)
    manuals.want(manual)
    assert (manual.status, manual.attempts, queued()) == (Status.QUEUED, 1, 2)
    with pytest.raises(LeaseLost):  # queued again, but not yet claimed
        dead.report(Status.FETCHING, 0.9)
    heir = claimed(manual)
    for attempt in (dead.renew, dead.check, lambda: dead.failed(FetchFailed("late"))):
        with pytest.raises(LeaseLost):
            attempt()
    heir.report(Status.EXTRACTING, 0.5)
    manual.refresh_from_db()
    assert manual.status == Status.EXTRACTING


def test_a_reader_whose_lease_was_taken_learns_it_from_the_renewing(
    manual: Manual, settings: Any
) -> None:
    settings.MANUAL_LEASE = 0.3
    with claimed(manual) as lease:
        set_fields(manual, lease_token="00000000-0000-4000-8000-000000000000")
        time.sleep(0.3)
        with pytest.raises(LeaseLost):
            lease.check()


def test_a_database_that_is_away_for_longer_than_the_lease_ends_the_work(
    manual: Manual, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MANUAL_LEASE = 0.6

    def away(_: Lease) -> None:
        raise OperationalError("the connection is closed")

    with claimed(manual) as lease:
        monkeypatch.setattr(Lease, "renew", away)
        time.sleep(0.3)
        lease.check()  # a hiccup is forgiven
        time.sleep(0.7)
        with pytest.raises(LeaseLost):
            lease.check()


def test_a_file_that_kills_its_readers_gets_a_pause(manual: Manual) -> None:
    for deaths in range(1, 4):
        manuals.want(manual)
        claimed(manual)
        set_fields(manual, lease_until=past(1))
        manuals.want(manual)
        assert (manual.status, manual.attempts) == (Status.QUEUED, deaths)
    claimed(manual)
    set_fields(manual, lease_until=past(1))
    manuals.want(manual)
    assert (manual.status, manual.reason) == (Status.FAILED, "unreadable")
    assert manual.next_attempt_at is not None


def test_the_abandoned_are_found(product: Product, manual: Manual) -> None:
    manuals.want(manual)
    assert manuals.rescue_abandoned() == 0  # fresh
    set_fields(manual, queued_at=past(6))
    lapsed = Manual.objects.create(
        address="file:lapsed.pdf", status=Status.EXTRACTING, lease_until=past(1)
    )
    Manual.objects.create(address="file:read.pdf", status=Status.EXTRACTING, lease_until=past(-10))
    Manual.objects.create(address="file:new.pdf")
    assert manuals.rescue_abandoned() == 2
    assert queued() == 3
    lapsed.refresh_from_db()
    assert lapsed.status == Status.QUEUED


# --- for people --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status.values)
def test_every_status_is_described_in_the_contracts_words(status: str) -> None:
    manual = Manual(address="http://secret.example/x.pdf", status=status, failure="staff only")
    stage, progress, message = manuals.describe(manual)
    assert stage in STAGES
    assert 0 <= progress <= 1
    assert message.endswith(".")
    assert "secret" not in message
    assert "staff" not in message


def test_a_failure_is_described_in_the_customers_words(manual: Manual) -> None:
    claimed(manual).failed(Unreadable("AES-256", customer_text="The file is locked."))
    manual.refresh_from_db()
    assert manuals.describe(manual) == ("failed", 0.0, "The file is locked.")
