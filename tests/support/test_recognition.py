"""Manuals whose pages are pictures, read through the real tesseract."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import PIL.Image
import pypdfium2
import pytest
from django.utils import timezone
from django_q.models import OrmQ

from catalog.models import Brand, ManualSource, Product
from support import (
    bells,
    jobs,
    manual_cells,
    manuals,
    page_images,
    page_reading,
    recognition,
    retrieval,
    turns,
)
from support.errors import Unreadable
from support.evaluation import read_questions
from support.extraction import cage, extract, raster, tesseract
from support.ingest import ingest
from support.models import Manual, Page, Revision
from tests import services
from tests.support.documents import SENTENCES, manual_pdf
from tests.support.scans import CARE, noise, scan, zephyr_scan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

WANTED = Page.Recognition.WANTED


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


@pytest.fixture
def tesseract_there() -> None:
    services.binary("tesseract")


def manual_of(folder: Path, content: bytes, language: str = "en") -> Manual:
    (folder / "inbox" / "one.pdf").write_bytes(content)
    brand = Brand.objects.create(id="zephyr", name="Zephyr")
    product = Product.objects.create(id="z", brand=brand, name="Zephyr One")
    source = ManualSource.objects.create(product=product, url="file:one.pdf", language=language)
    return manuals.manual_at(source)


def mixed_pdf(pictures: int = 1) -> bytes:
    """Pages of text, then pictures of pages."""
    document = pypdfium2.PdfDocument(manual_pdf(pages=4))
    document.import_pages(pypdfium2.PdfDocument(scan([["Care and repair", CARE]] * pictures)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def jobs_waiting() -> list[tuple[Any, ...]]:
    tasks = [job.task for job in OrmQ.objects.filter(key="later")]
    return [task["args"] for task in tasks if task["func"] == "support.jobs.recognise"]


def revision_of(manual: Manual) -> Revision:
    manual.refresh_from_db()
    assert manual.current is not None
    return manual.current


@pytest.mark.usefixtures("tesseract_there")
def test_customers_and_staff_are_told_how_many_pictures_were_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told: list[str] = []

    def ring(manual_id: int) -> None:
        told.append(manuals.describe(Manual.objects.get(pk=manual_id))[2])

    monkeypatch.setattr(bells, "ring_manual", ring)
    manual = manual_of(tmp_path, zephyr_scan())
    assert ingest(manual.pk) == "indexed"
    assert [text for text in told if "pictures" in text] == [
        f"Reading the pictures of its pages: {done} of 2 pages." for done in (0, 1, 2)
    ]
    manual.refresh_from_db()
    assert manual.pictures == 0
    assert manual_cells.pictures(manual) == "2 of 2 read"
    (tmp_path / "inbox" / "one.pdf").write_bytes(mixed_pdf(3))
    assert ingest(manual.pk, again=True) == "indexed"
    manual.refresh_from_db()
    assert manual_cells.pictures(manual) == "0 of 3 read"  # a worker of `later` goes on


@pytest.mark.usefixtures("tesseract_there")
@pytest.mark.parametrize("language", ["en", ""])
def test_a_scan_is_read_while_the_customer_waits(tmp_path: Path, language: str):
    manual = manual_of(tmp_path, zephyr_scan(), language)
    assert ingest(manual.pk) == "indexed"
    revision = revision_of(manual)
    assert (manual.status, manual.progress) == (Manual.Status.READY, 1.0)
    first, blank, third = revision.pages.order_by("number")
    assert SENTENCES[1] in first.text
    assert CARE in third.text
    assert first.confidence is not None
    assert first.confidence > 80
    assert first.language == revision.language == "en"
    assert (blank.text, blank.recognition, blank.words) == ("", Page.Recognition.NONE, None)
    assert retrieval.find(revision, "How long does the battery charge?")[0].page == 1
    assert retrieval.find(revision, "worn belt")[0].page == 3
    assert jobs_waiting() == []


@pytest.mark.usefixtures("tesseract_there")
def test_native_text_comes_first_and_pictures_join_it(tmp_path: Path):
    manual = manual_of(tmp_path, mixed_pdf())
    assert ingest(manual.pk) == "indexed"
    revision = revision_of(manual)
    assert manual.status == Manual.Status.READY
    assert retrieval.find(revision, "worn belt dealer")[0].page != 5
    before = list(revision.passages.values_list("number", "text"))
    [(revision_id, token)] = jobs_waiting()
    assert jobs.recognise(revision_id, token) == "done"
    assert retrieval.find(revision_of(manual), "worn belt original part")[0].page == 5
    assert list(revision.passages.values_list("number", "text"))[: len(before)] == before
    assert jobs.recognise(revision_id, token) == "lost"  # the same job again


@pytest.mark.usefixtures("tesseract_there")
def test_a_long_scan_is_read_slice_by_slice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    manual = manual_of(tmp_path, mixed_pdf(pictures=3))
    ingest(manual.pk)
    monkeypatch.setattr(recognition, "BATCH", 1)
    monkeypatch.setattr(recognition, "SLICE", 0.2)  # time to begin one page, not two
    [arguments] = jobs_waiting()
    left = [3]
    while jobs.recognise(*arguments) == "more":
        left.append(Page.objects.filter(recognition=WANTED).count())
        assert jobs_waiting()[-1] == arguments
    assert left == [3, 2, 1]
    assert Page.objects.filter(recognition=Page.Recognition.DONE).count() == 3


@pytest.mark.usefixtures("tesseract_there")
def test_a_broken_chain_is_begun_anew_and_the_old_one_writes_nothing(tmp_path: Path):
    manual = manual_of(tmp_path, mixed_pdf())
    ingest(manual.pk)
    [(revision_id, old)] = jobs_waiting()
    assert recognition.rescue_abandoned() == 0  # it is on its way
    Revision.objects.update(recognised_until=timezone.now() - turns.LEASE)
    assert recognition.rescue_abandoned() == 1
    new = jobs_waiting()[-1][1]
    assert jobs.recognise(revision_id, old) == "lost"
    assert Page.objects.filter(recognition=WANTED).count() == 1
    assert jobs.recognise(revision_id, new) == "done"
    assert jobs.recognise(revision_id, str(uuid4())) == "lost"
    assert recognition.rescue_abandoned() == 0


@pytest.mark.usefixtures("tesseract_there")
def test_whoever_loses_the_right_while_reading_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ingest(manual_of(tmp_path, mixed_pdf()).pk)
    [(revision_id, token)] = jobs_waiting()

    def taken_over(*arguments: Any) -> Any:
        yield from page_reading.read_pages(*arguments)
        Revision.objects.update(recogniser=uuid4())

    monkeypatch.setattr(recognition, "read_pages", taken_over)
    assert recognition.go_on(revision_id, UUID(token)) == "lost"
    assert Page.objects.get(number=5).text == ""


def test_without_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    manual = manual_of(tmp_path, zephyr_scan())
    assert ingest(manual.pk) == "unreadable"
    manual.refresh_from_db()
    assert "tesseract" in manual.failure
    assert "scan" in manual.customer_text
    assert recognition.rescue_abandoned() == 0


def test_without_tesseract_the_pages_with_text_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    manual = manual_of(tmp_path, mixed_pdf())
    assert ingest(manual.pk) == "indexed"
    assert jobs_waiting() == []
    assert Page.objects.get(recognition=WANTED).number == 5  # for the day it is installed


@pytest.mark.usefixtures("tesseract_there")
def test_pictures_without_a_word(tmp_path: Path):
    manual = manual_of(tmp_path, noise())
    assert ingest(manual.pk) == "unreadable"
    manual.refresh_from_db()
    assert manual.failure == "scanned: text recognition found no text"


@pytest.mark.usefixtures("tesseract_there")
def test_nobody_waits_for_pictures_that_say_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recognition, "BATCH", 1)
    document = pypdfium2.PdfDocument(manual_pdf(pages=1))
    for _ in range(3):
        document.import_pages(pypdfium2.PdfDocument(noise()))
    out = io.BytesIO()
    document.save(out)
    manual = manual_of(tmp_path, out.getvalue())
    assert ingest(manual.pk) == "indexed"
    assert retrieval.find(revision_of(manual), "power button")[0].page == 1
    assert Page.objects.filter(recognition=WANTED).count() == 2
    assert len(jobs_waiting()) == 1


@pytest.mark.usefixtures("tesseract_there")
def test_a_quote_is_marked_on_the_picture(tmp_path: Path):
    manual = manual_of(tmp_path, zephyr_scan())
    ingest(manual.pk)
    revision = revision_of(manual)
    image = page_images.page_image(revision, 1, (SENTENCES[1],), 960)
    pixels = np.asarray(PIL.Image.open(io.BytesIO(image)).convert("RGB")).astype(int)
    marked = (pixels[..., 0] > 200) & (pixels[..., 1] > 180) & (pixels[..., 2] < 160)
    rows = np.flatnonzero(marked.any(axis=1)) * 1240 / 960
    top = 150 + 60 * 2  # of the third line, as scans.picture draws it
    assert top - 10 < rows[0] < rows[-1] < top + 50
    assert page_images.page_image(revision, 2, (SENTENCES[1],), 480)  # nothing to mark there


def test_a_poster_is_drawn_within_bounds(tmp_path: Path):
    path = tmp_path / "poster.pdf"
    path.write_bytes(zephyr_scan().replace(b"595.2 841.68", b"14400 14400 "))
    reply = cage.run({"task": "raster", "page": 1}, path)
    width, height = map(int, reply.body.split(b"\n")[1].split())
    assert max(width, height) <= raster.LARGEST_SIDE
    assert width * height <= raster.MOST_PIXELS
    assert extract(path).pages[0].text == ""


def test_pages_that_are_not_there(tmp_path: Path):
    path = tmp_path / "one.pdf"
    path.write_bytes(zephyr_scan())
    with pytest.raises(Unreadable, match="no page 4"):
        cage.run({"task": "raster", "page": 4}, path)
    [reading] = page_reading.read_pages(path, [9], ["eng"], time.monotonic() + 30)
    assert reading == page_reading.Reading(9, None)


def test_no_more_than_two_at_once_on_the_machine():
    inside, most, lock = 0, 0, threading.Lock()

    def visit() -> None:
        nonlocal inside, most
        with page_reading._place(threading.Event(), time.monotonic() + 20) as allowed:
            assert allowed
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.05)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=visit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == page_reading.AT_ONCE
    with page_reading._place(threading.Event(), time.monotonic() - 1) as allowed:
        assert not allowed  # too late to begin


@pytest.mark.usefixtures("tesseract_there")
def test_languages():
    assert tesseract.packs_for("de-AT") == ("deu", "eng")
    assert tesseract.packs_for("en") == ("eng",)
    assert tesseract.packs_for("", "Latin") == ("eng", "deu", "fra", "spa")
    assert tesseract.packs_for("he", "Latin") == ("heb", "eng")
    assert tesseract.packs_for("") == ("eng", "heb")


@pytest.mark.service
@pytest.mark.alone
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("tesseract_there")
def test_questions_find_their_page_in_a_real_scan(tmp_path: Path, shared_data: Path):
    path = shared_data / "manuals" / "stress" / "scan_synthetic_chowtape.pdf"
    manual = manual_of(tmp_path, path.read_bytes())
    ingest(manual.pk)
    revision = revision_of(manual)
    recognition.finish(revision)
    rows = read_questions(shared_data / "qa" / "qa_dev.jsonl")
    questions = [q for q in rows if q.manual_file == "chowtape_manual.pdf" and q.answerable]
    found = 0
    for question in questions:
        hits = retrieval.find(revision_of(manual), question.question, limit=60)
        first = list(dict.fromkeys(hit.page for hit in hits))[:3]
        found += bool(set(first) & set(question.pages))
    assert len(questions) >= 10
    assert found / len(questions) >= 0.8  # 0.93 when written, as with the file's own text
