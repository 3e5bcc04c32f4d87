"""The table of kinds of files in docs/operations.md, walked with a real file for each row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support import ingest as ingesting
from support.ingest import ingest
from support.models import Manual
from tests import services
from tests.support import hostile, scans
from tests.support.documents import manual_html
from tests.support.test_ingest import local_manual

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
STRESS = ROOT.parent / "shared" / "data" / "manuals" / "stress"
HEAD = "| kind of file | status | staff read | customers read |"


@dataclass(frozen=True)
class Row:
    kind: str
    status: str
    staff: str
    customers: str


def rows() -> list[Row]:
    """The table's rows; backticks and the quotation marks around what is read are dropped."""
    text = (ROOT / "docs" / "operations.md").read_text()
    table = text[text.index(HEAD) :].split("\n\n")[0].splitlines()[2:]
    cells = (
        [cell.replace("`", "").strip(" “”") for cell in line.strip("|").split("|")]
        for line in table
    )
    return [Row(*row) for row in cells]


def shared(name: str) -> Callable[[], bytes]:
    def content() -> bytes:
        if not (STRESS / name).exists():
            pytest.skip("no shared data here")
        return (STRESS / name).read_bytes()

    return content


def lost_page() -> bytes:
    return b"<!doctype html><title>404</title><h1>Not found</h1><p>The page moved.</p>"


FILES: dict[str, Callable[[], bytes]] = {
    "PDF with text": hostile.good,
    "PDF whose table of places is lost": lambda: hostile.good()[: hostile.good().rindex(b"xref")],
    "PDF whose table of places is wrong": shared("broken_badxref_chowtape.pdf"),
    "PDF that forbids copying": shared("encrypted_owneronly_chowtape.pdf"),
    "PDF in Hebrew": shared("he_synthetic_mixer_mx8.pdf"),
    "PDF with text on some pages, pictures of it on others": shared("glyphless_live_manual_en.pdf"),
    "PDF with scripts": hostile.javascript,
    "PDF with other files inside": hostile.embedded_file,
    "PDF with an endless outline": hostile.circular_outline,
    "PDF with an outline of thousands of levels": hostile.deep_outline,
    "HTML manual": manual_html,
    "HTML manual in Japanese": shared("ja_kicad_pl_editor.html"),
    "scan": scans.zephyr_scan,
    "scan, where tesseract is missing": scans.zephyr_scan,
    "scan without a word on it": scans.noise,
    "PDF that needs a password": shared("encrypted_userpw_chowtape.pdf"),
    "PDF with blank pages only": shared("blank_one_page.pdf"),
    "PDF with no page that can be read": lambda: hostile.with_stream(b"", b"/F (/etc/passwd)"),
    "PDF with more than 5,000 pages": hostile.many_pages,
    "PDF whose pages contain themselves": hostile.circular_pages,
    "PDF that breaks off early": lambda: hostile.good()[:200],
    "PDF with a bomb of 1.5 GB": hostile.flate_bomb,
    "zero bytes": lambda: b"",
    "web page named .pdf": shared("broken_html_named.pdf"),
    "web page with fewer than 200 words": lost_page,
    "web page that is only a script": hostile.UNREADABLE["javascript instead of text"],
    "ZIP, Word or anything else": hostile.zip_bomb,
    "random bytes": lambda: hostile.noise(1),
}


def test_each_row_has_a_file_and_each_file_a_row():
    assert [row.kind for row in rows()] == list(FILES)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.kind)
def test_a_file_becomes_what_is_documented(
    row: Row, own_folders: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    if "on others" in row.kind:  # dozens of pages: nearly all are for the background
        monkeypatch.setattr(ingesting, "RECOGNITION_SECONDS", 3.0)
    if "tesseract is missing" in row.kind:
        monkeypatch.setenv("PATH", "/nonexistent")
    elif row.kind.startswith("scan"):
        services.binary("tesseract")
    name = "manual.pdf" if row.kind.endswith(".pdf") else "manual"
    manual = local_manual(own_folders.parent, FILES[row.kind](), name)
    ingest(manual.pk)
    manual.refresh_from_db()
    reason = f", {manual.reason}" if manual.reason else ""
    assert f"{Manual.Status(manual.status).value}{reason}" == row.status
    assert re.fullmatch(_pattern(row.staff), manual.failure), manual.failure
    assert re.fullmatch(_pattern(row.customers), manual.customer_text), manual.customer_text


def _pattern(cell: str) -> str:
    """ "…" stands for anything, "—" for nothing."""
    return "" if cell == "—" else re.escape(cell).replace("…", ".*")
