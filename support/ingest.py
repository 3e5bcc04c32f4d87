"""One manual through fetch → extract → passages → index; its status is written last."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from django.conf import settings

from hscjit import metrics
from support import (
    index,
    landing,
    manuals,
    passages,
    recognition,
    revisions,
    touched,
    vectorising,
)
from support.conditions import NotModified
from support.errors import ManualError, Unreadable
from support.extraction import Extracted, extract, tesseract
from support.fetching import Fetched, Progress, fetch
from support.manuals import Lease, LeaseLost
from support.models import Manual, Passage, Revision

log = logging.getLogger(__name__)

WORK_PREFIX = "reading-"
FORGOTTEN_AFTER = 3600  # seconds: no reading takes that long, its worker was killed
FEWEST_WORDS = 20  # in the whole file: less is a scan with a stamp on it
RECOGNITION_SECONDS = 60.0  # that a customer waits for a scan
PAGE_TIME = 60  # seconds, more than the slowest picture takes
SCAN_TEXT = "This manual is a scan, pictures of pages without text, and we cannot read those here."
UNKNOWN_TOTAL = 1024 * 1024  # bytes at which a bar of unknown length stands at half


def ingest(
    manual_id: int,
    *,
    again: bool = False,
    quietly: bool = False,
    on_progress: Progress | None = None,
) -> str:
    """Read the manual if nobody else does; never raises for what a file or a site can do.

    ``again`` reads it although it is ready or failed. ``quietly`` checks one that is ready, and
    customers go on using what we have. ``on_progress`` gets the bytes while they come. Returns
    ``indexed``, ``unchanged``, ``skipped`` (nothing to do, or somebody else does it), ``lost``
    (somebody took over) or the reason of the failure.
    """
    lease = manuals.claim_quietly(manual_id) if quietly else manuals.claim(manual_id, again=again)
    if lease is None:
        return "skipped"
    try:
        with lease:
            outcome = _read(lease, on_progress)
    except LeaseLost:
        outcome = "lost"
    log.info("manual %s: %s", manual_id, outcome)
    return outcome


def _read(lease: Lease, on_progress: Progress | None) -> str:
    last_page = time.monotonic() + settings.JOB_TIMEOUT - PAGE_TIME
    try:
        with _work_folder() as folder:
            fetched = _fetch(lease, folder / "file", on_progress)
            return _make_searchable(lease, fetched, last_page)
    except NotModified:  # we ask only where there is a revision
        lease.finish(cast("Revision", lease.manual.current))
        return "unchanged"
    except ManualError as error:
        lease.failed(error)
        return error.reason
    except LeaseLost:
        raise
    except Exception as error:
        log.exception("manual %s: unexpected", lease.manual.pk)
        lease.failed(Unreadable(f"unexpected {type(error).__name__}: {error}", permanent=False))
        return Unreadable.reason


def _fetch(lease: Lease, destination: Path, on_progress: Progress | None) -> Fetched:
    def progress(received: int, total: int | None) -> None:
        share = received / total if total else received / (received + UNKNOWN_TOTAL)
        lease.report(Manual.Status.FETCHING, share)
        if on_progress:
            on_progress(received, total)

    started, outcome = time.monotonic(), "broken_off"
    try:
        known = revisions.in_hand(lease.manual)
        fetched = fetch(lease.manual.address, destination, on_progress=progress, known=known)
        outcome = "fetched"
    except NotModified:
        outcome = "not_modified"
        raise
    except ManualError as error:
        outcome = error.reason
        raise
    finally:
        metrics.manual_fetch.labels(outcome).inc()
        metrics.manual_fetch_seconds.observe(time.monotonic() - started)
    return fetched


def _make_searchable(lease: Lease, fetched: Fetched, last_page: float) -> str:
    """From bytes to READY; no picture of a page is begun after ``last_page``."""
    started = time.monotonic()
    revision = revisions.known(lease, fetched)
    if revision is not None:
        revision.storage_name = revisions.store(fetched, revision.media_type)
        revisions.mark(revision, fetched)
        lease.finish(revision)
        _start_background(revision)
        return "unchanged"
    lease.report(Manual.Status.EXTRACTING, 0.0)
    extracted = revisions.storable(_extract(lease.manual, fetched))
    pictures = _is_pictures(extracted)
    if pictures and not tesseract.is_available():
        raise Unreadable(
            "scanned: pages without text, and tesseract (text recognition) is not installed",
            customer_text=SCAN_TEXT,
        )
    lease.report(Manual.Status.INDEXING, 0.0)
    language = extracted.language or lease.manual.language
    drafts = passages.split(extracted.pages, language)
    if not drafts and not pictures:
        raise Unreadable("no text in it", customer_text="The manual has no text to search.")
    data = index.build(drafts, language)
    lease.report(Manual.Status.INDEXING, 0.5)
    name = revisions.store(fetched, extracted.media_type)
    revision = revisions.begin(lease, fetched, extracted, name)
    revisions.write(lease, revision, extracted.pages, drafts, data)
    revisions.mark(revision, fetched)
    if pictures:
        _read_pictures(lease, revision, fetched.path, last_page)
    lease.finish(revision)
    _start_background(revision)
    metrics.manual_index_seconds.observe(time.monotonic() - started)
    metrics.documents_indexed.inc()
    return "indexed"


def _extract(manual: Manual, fetched: Fetched) -> Extracted:
    """Raises Unreadable, also for a page that only lists manuals: then staff can choose one."""
    expected = manuals.expected_kind(manual)
    try:
        extracted = extract(fetched.path, expected=expected)
    except Unreadable as error:
        raise landing.instead_of(error, manual, fetched) from error
    landing.refuse_list(manual, fetched, extracted.media_type, expected)
    landing.forget(manual)
    return extracted


def _start_background(revision: Revision) -> None:
    """Queue what nobody waits for."""
    recognition.start(revision.pk)
    vectorising.start(revision.pk)
    touched.start(revision.manual_id)


def _is_pictures(extracted: Extracted) -> bool:
    """Most of what it says is on pictures: of no use before they are read."""
    words = [len(page.text.split()) for page in extracted.pages if not page.unread]
    unread = len(extracted.pages) - len(words)
    return unread > sum(map(bool, words)) or (unread > 0 and sum(words) < FEWEST_WORDS)


def _read_pictures(lease: Lease, revision: Revision, path: Path, last_page: float) -> None:
    """For a while; the rest is read in the background.

    Raises Unreadable when there is no text on any of them.
    """

    def progress(done: int, total: int) -> None:
        lease.report(Manual.Status.EXTRACTING, done / total, pictures=total)

    progress(0, max(recognition.progress(revision)[1], 1))
    seconds = min(RECOGNITION_SECONDS, last_page - time.monotonic())
    has_text = Passage.objects.filter(revision=revision).exists()
    left = recognition.read(
        revision, path, lease, seconds=seconds, while_worth_it=has_text, on_progress=progress
    )
    if not left and not Passage.objects.filter(revision=revision).exists():
        raise Unreadable(
            "scanned: text recognition found no text",
            customer_text="The manual has no text to search.",
        )


@contextmanager
def _work_folder() -> Iterator[Path]:
    """A folder for one reading. Those of killed workers are removed on the way."""
    parent = Path(settings.DATA_DIR) / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.glob(f"{WORK_PREFIX}*"):
        with suppress(OSError):
            if old.stat().st_mtime < time.time() - FORGOTTEN_AFTER:
                shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=WORK_PREFIX, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
