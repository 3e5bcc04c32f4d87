"""What a file says of itself: who wrote it, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.extraction import dates, extract
from tests.support import sites
from tests.support.changing import (
    CARE,
    FIRST,
    POWER,
    RESET,
    manual_of,
    read,
)
from tests.support.desk import make_product
from tests.support.documents import pdf
from tests.support.sites import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


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
