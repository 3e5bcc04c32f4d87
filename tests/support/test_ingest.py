"""One manual from its address to READY, and every way in which that can go wrong."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.utils import timezone
from prometheus_client import REGISTRY

from catalog.models import Brand, ManualSource, Product
from support import bells, index, manuals, revisions, rounds
from support import ingest as ingesting
from support.extraction import Extracted, ExtractedPage, Heading
from support.ingest import ingest
from support.models import Manual, ManualIndex, Page, Passage, Revision
from tests import live
from tests.support import sites
from tests.support.documents import SENTENCES, manual_html, manual_pdf, pdf
from tests.support.sites import Site

pytestmark = pytest.mark.django_db(transaction=True)

Status = Manual.Status
PDF = manual_pdf()


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


def manual_at(address: str, kind: str = "") -> Manual:
    brand, _ = Brand.objects.get_or_create(id="zephyr", name="Zephyr")
    product = Product.objects.create(
        id=f"z{Product.objects.count()}", brand=brand, name="Zephyr One"
    )
    source = ManualSource.objects.create(product=product, url=address, kind=kind)
    return manuals.manual_at(source)


def local_manual(folder: Path, content: bytes = PDF, name: str = "one.pdf") -> Manual:
    (folder / "inbox" / name).write_bytes(content)
    return manual_at(f"file:{name}")


def read(manual: Manual, *, again: bool = False) -> str:
    """As the worker does it; ``manual`` is as the database has it afterwards."""
    manuals.want(manual, again=again)
    outcome = ingest(manual.pk)
    manual.refresh_from_db()
    return outcome


def count(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def leftovers(folder: Path) -> list[str]:
    return [entry.name for entry in (folder / "tmp").iterdir()]


# --- the good way ------------------------------------------------------------------------------


def test_from_a_file_to_a_searchable_manual(tmp_path: Path) -> None:
    before = count("documents_indexed_total"), count("manual_fetch_total", outcome="fetched")
    manual = local_manual(tmp_path)
    assert read(manual) == "indexed"
    assert (manual.status, manual.progress, manual.failure) == (Status.READY, 1.0, "")
    assert manual.lease_until is None
    revision = manual.current
    assert revision is not None
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (revision.sha256, revision.size, revision.page_count) == (sha256, len(PDF), 2)
    assert (revision.media_type, revision.language) == ("application/pdf", "en")
    assert revision.indexed_at is not None
    assert revision.storage_name == f"manuals/{sha256[:2]}/{sha256}.pdf"
    assert (tmp_path / "stored" / revision.storage_name).read_bytes() == PDF
    assert list(revision.pages.values_list("number", flat=True)) == [1, 2]
    assert SENTENCES[0] in revision.pages.get(number=1).text
    for passage in revision.passages.all():
        page = revision.pages.get(number=passage.page_number)
        assert page.text[passage.start :].startswith(passage.text)
    assert revision.index.version == index.VERSION
    index.open(bytes(revision.index.data))
    assert leftovers(tmp_path) == []
    after = count("documents_indexed_total"), count("manual_fetch_total", outcome="fetched")
    assert after == (before[0] + 1, before[1] + 1)


def test_everybody_who_waits_sees_the_stages_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []

    def ring(manual_id: int) -> None:
        row = Manual.objects.get(pk=manual_id)
        seen.append((row.status, row.change))

    monkeypatch.setattr(bells, "ring_manual", ring)
    read(local_manual(tmp_path))
    stages = list(dict.fromkeys(status for status, _ in seen))
    assert stages == ["queued", "fetching", "extracting", "indexing", "ready"]
    changes = [change for _, change in seen]
    assert changes == sorted(set(changes))


def test_the_bytes_come_from_a_site_with_progress(site: Site, tmp_path: Path) -> None:
    manual = manual_at(site.answer("/manual.pdf", sites.content(PDF)))
    told: list[tuple[int, int | None]] = []
    manuals.want(manual)
    assert ingest(manual.pk, on_progress=lambda *seen: told.append(seen)) == "indexed"
    assert told[-1] == (len(PDF), len(PDF))


def test_a_web_page_is_a_manual_where_the_source_does_not_say_pdf(site: Site) -> None:
    address = site.answer("/manual", sites.content(manual_html(), "text/html"))
    manual = manual_at(address)
    assert read(manual) == "indexed"
    assert manual.current is not None
    assert manual.current.media_type == "text/html"
    assert manual.current.storage_name.endswith(".html")


def test_twenty_ask_and_it_is_fetched_once(site: Site) -> None:
    manual = manual_at(site.answer("/manual.pdf", sites.after(0.3, sites.content(PDF))))
    outcomes: list[str] = []

    def customer() -> None:
        try:
            manuals.want(Manual.objects.get(pk=manual.pk))
            outcomes.append(ingest(manual.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=customer) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["indexed", *["skipped"] * 19]
    assert site.requests["/manual.pdf"] == 1


# --- again -------------------------------------------------------------------------------------


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    manual = local_manual(tmp_path)
    read(manual)
    first = manual.current
    assert first is not None
    pages = set(first.pages.values_list("pk", flat=True))
    Revision.objects.update(fetched_at=timezone.now() - timedelta(days=8))
    assert rounds.stale(timedelta(days=7)) == [manual]
    assert read(manual, again=True) == "unchanged"
    assert (manual.status, manual.current) == (Status.READY, first)
    assert set(first.pages.values_list("pk", flat=True)) == pages
    assert rounds.stale(timedelta(days=7)) == []


def test_other_bytes_are_a_new_revision_and_the_old_one_stays(tmp_path: Path) -> None:
    manual = local_manual(tmp_path)
    read(manual)
    old = manual.current
    (tmp_path / "inbox" / "one.pdf").write_bytes(manual_pdf(3, "second edition"))
    assert read(manual, again=True) == "indexed"
    assert old is not None
    assert manual.current is not None
    assert manual.current != old
    assert manual.current.page_count == 3
    assert old.pages.count() == 2
    assert default_storage.exists(old.storage_name)
    (tmp_path / "inbox" / "one.pdf").write_bytes(PDF)  # they took it back
    assert read(manual, again=True) == "unchanged"
    assert manual.current == old


def test_a_lost_or_half_written_file_is_put_back(tmp_path: Path) -> None:
    manual = local_manual(tmp_path)
    read(manual)
    assert manual.current is not None
    stored = tmp_path / "stored" / manual.current.storage_name
    stored.unlink()
    assert read(manual) == "unchanged"  # wanted, because the file is gone
    assert stored.read_bytes() == PDF
    stored.write_bytes(PDF[:100])
    assert read(manual, again=True) == "unchanged"
    assert stored.read_bytes() == PDF


def test_an_index_of_an_older_format_is_replaced(tmp_path: Path) -> None:
    manual = local_manual(tmp_path)
    read(manual)
    first = manual.current
    ManualIndex.objects.update(version=index.VERSION - 1, data=b"old")
    assert read(manual) == "indexed"
    assert manual.current == first
    assert ManualIndex.objects.get().version == index.VERSION
    assert Page.objects.count() == 2


def test_what_a_crash_left_behind_is_replaced(tmp_path: Path) -> None:
    manual = local_manual(tmp_path)
    half = Revision.objects.create(
        manual=manual,
        sha256=hashlib.sha256(PDF).hexdigest(),
        size=1,
        media_type="text/html",
        storage_name="gone",
    )
    Page.objects.create(revision=half, number=1, text="half")
    Passage.objects.create(revision=half, number=0, page_number=1, start=0, text="half")
    assert read(manual) == "indexed"
    assert manual.current == half
    half.refresh_from_db()
    assert (half.size, half.media_type, half.page_count) == (len(PDF), "application/pdf", 2)
    assert "half" not in set(Page.objects.values_list("text", flat=True))
    assert "half" not in set(Passage.objects.values_list("text", flat=True))


def test_folders_of_killed_workers_are_removed(tmp_path: Path) -> None:
    for name, age in (("reading-old", 2 * 3600), ("reading-new", 60), ("else", 2 * 3600)):
        folder = tmp_path / "tmp" / name
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(b"x")
        os.utime(folder, (time.time() - age,) * 2)
    read(local_manual(tmp_path))
    assert sorted(leftovers(tmp_path)) == ["else", "reading-new"]


# --- what goes wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "reason", "words"),
    (
        (sites.status(404), "fetch_failed", "404"),
        (sites.status(500), "fetch_failed", "500"),
        (sites.redirect("http://127.0.0.1/"), "fetch_failed", "refused network"),
        (sites.redirect("/manual.pdf"), "fetch_failed", "more than 3 redirects"),
        (sites.silence, "fetch_failed", "stopped sending|took longer"),
        (sites.drip(PDF, 10), "fetch_failed", "took longer"),
        (sites.drip_headers(), "fetch_failed", "took longer"),
        (sites.endless, "fetch_failed", "larger than the limit of 1 MB"),
        (sites.content(PDF, length=len(PDF) + 5), "fetch_failed", "broke off"),
        (sites.content(PDF + PDF, length=len(PDF) // 2), "fetch_failed", "sent more"),
        (sites.content(b""), "unreadable", "zero bytes"),
        (sites.content(manual_html()), "unreadable", "HTML although"),
        (sites.content(b"\x00" * 5000), "unreadable", ""),
        (sites.content(pdf([[""]])), "unreadable", ""),
    ),
    ids=(
        "404",
        "500",
        "redirect-inside",
        "redirect-loop",
        "silence",
        "drip",
        "drip-headers",
        "endless",
        "stops-early",
        "sends-more",
        "zero-bytes",
        "html-as-pdf",
        "noise",
        "blank",
    ),
)
def test_a_bad_site_is_named_and_the_next_attempt_works(
    site: Site, settings: Any, tmp_path: Path, bad: sites.Answer, reason: str, words: str
) -> None:
    settings.FETCH_TIMEOUT, settings.FETCH_MAX_BYTES = 1.0, 1024 * 1024
    before = count("manual_fetch_total", outcome="fetch_failed")
    address = site.answer("/manual.pdf", bad)
    manual = manual_at(address, "pdf")
    started = time.monotonic()
    assert read(manual) == reason
    assert time.monotonic() - started < 3
    assert (manual.status, manual.reason, manual.attempts) == (Status.FAILED, reason, 1)
    assert manual.permanent == (reason == "unreadable")
    assert re.search(words, manual.failure)
    assert manual.customer_text
    assert "127.0.0.1" not in manual.customer_text
    assert (manual.lease_until, Revision.objects.count(), leftovers(tmp_path)) == (None, 0, [])
    failures = count("manual_fetch_total", outcome="fetch_failed") - before
    assert failures == (reason == "fetch_failed")
    site.answer("/manual.pdf", sites.content(PDF))
    assert read(manual, again=True) == "indexed"
    assert manual.status == Status.READY


def test_a_refused_address_is_not_tried_again(tmp_path: Path) -> None:
    manual = manual_at("http://192.168.1.1/manual.pdf")
    assert read(manual) == "fetch_failed"
    assert manual.permanent
    assert manuals.want(manual).status == Status.FAILED
    assert rounds.stale(timedelta(days=7)) == []


def test_a_failed_check_leaves_the_manual_readable(site: Site) -> None:
    address = site.answer("/manual.pdf", sites.content(PDF))
    manual = manual_at(address)
    read(manual)
    first = manual.current
    site.answer("/manual.pdf", sites.status(500))
    assert read(manual, again=True) == "fetch_failed"
    assert (manual.status, manual.current) == (Status.READY, first)
    assert "500" in manual.failure


def test_an_error_of_ours_is_written_down_and_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manual = local_manual(tmp_path)

    def broken(*_: object) -> bytes:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(ingesting.index, "build", broken)
        assert read(manual) == "unreadable"
    assert manual.failure == "unexpected RuntimeError: a bug"
    assert not manual.permanent
    assert read(manual, again=True) == "indexed"


def stolen(manual: Manual) -> Callable[[int, int | None], None]:
    """Somebody takes over when the first bytes come."""

    def steal(received: int, total: int | None) -> None:
        token = "00000000-0000-4000-8000-000000000000"
        Manual.objects.filter(pk=manual.pk).update(lease_token=token)

    return steal


def test_whoever_lost_the_lease_writes_nothing(tmp_path: Path) -> None:
    manual = local_manual(tmp_path)
    manuals.want(manual)
    assert ingest(manual.pk, on_progress=stolen(manual)) == "lost"
    manual.refresh_from_db()
    assert (manual.status, manual.failure) == (Status.FETCHING, "")
    assert (Revision.objects.count(), leftovers(tmp_path)) == (0, [])


@pytest.mark.drill
def test_a_reader_killed_in_the_middle_is_followed(site: Site, tmp_path: Path) -> None:
    """kill -9 while the bytes come: another reads it when the lease has lapsed, not before."""
    manual = manual_at(site.answer("/manual.pdf", sites.drip(PDF, 20)))
    manuals.want(manual)
    command = f"from support.ingest import ingest; ingest({manual.pk})"
    child = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", command],
        cwd=live.ROOT,
        env=live.environment(
            tmp_path,
            DATABASE_URL=database_url(),
            SECRET_KEY="only-for-tests",
            FETCH_ALLOW_PRIVATE=f"127.0.0.1:{site.port}",
        ),
    )
    try:
        wait_until(lambda: site.requests["/manual.pdf"] == 1)
        wait_until(lambda: Manual.objects.get(pk=manual.pk).lease_until is not None)
    finally:
        child.kill()
        child.wait()
    assert len(leftovers(tmp_path)) == 1
    assert ingest(manual.pk) == "skipped"
    assert manuals.want(manual).status == Status.FETCHING
    Manual.objects.update(lease_until=timezone.now() - timedelta(seconds=1))  # the time has come
    site.answer("/manual.pdf", sites.content(PDF))
    assert read(manual) == "indexed"
    assert manual.status == Status.READY


def database_url() -> str:
    """Of the test database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgres://{user}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def test_a_download_ends_when_somebody_takes_over(site: Site) -> None:
    before = count("manual_fetch_total", outcome="broken_off")
    manual = manual_at(site.answer("/manual.pdf", sites.drip(PDF, 50)))
    manuals.want(manual)
    started = time.monotonic()
    assert ingest(manual.pk, on_progress=stolen(manual)) == "lost"
    assert time.monotonic() - started < 3  # the drip alone would take half a minute
    assert count("manual_fetch_total", outcome="broken_off") == before + 1


def test_nothing_is_done_for_a_manual_that_is_not_there() -> None:
    assert ingest(0) == "skipped"


def test_text_that_a_database_refuses_is_mended_in_place(tmp_path: Path) -> None:
    text = "a\x00b\ud800c"
    page = ExtractedPage(1, text, text, text, (Heading(0, 1, text),))
    mended = revisions.storable(Extracted("text/html", text, "en", (page,)))
    fine = "a\ufffdb\ufffdc"
    assert mended.title == fine
    assert mended.pages == (ExtractedPage(1, fine, fine, fine, (Heading(0, 1, fine),)),)
    revision = Revision.objects.create(
        manual=manual_at("file:x"), sha256="a", size=1, media_type="text/html", storage_name="x"
    )
    Page.objects.create(revision=revision, number=1, text=mended.pages[0].text)
    assert Page.objects.get().text == fine
