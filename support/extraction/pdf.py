"""PDF → pages of text as a reader sees them, through pdfium; only ever in the caged child."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from support.errors import Unreadable
from support.extraction import (
    columns,
    dates,
    language,
    running,
    table_heads,
    tables,
    titles,
    turning,
)
from support.extraction import headings as headings_
from support.extraction.cleaning import (
    clean,
    draws_accents,
    mend_accents,
    mend_hyphens,
    word_counts,
)
from support.extraction.ink import InkGauge
from support.extraction.lines import Line, read_lines
from support.extraction.pages import CELL, PDF, Extracted, ExtractedPage, Heading, Table

MAX_PAGES = 5_000
MAX_CHARACTERS = 40_000_000
MAX_OUTLINE = 20_000
PARAGRAPH_GAP = 1.35  # times the usual distance of two lines
_MARKER = re.compile(r"(\(?\w{1,2}[.)]?|[•◦▪●■♦–—*·-])$")


@dataclass(frozen=True, slots=True)
class _Raw:
    """What pdfium tells, before anything is made of it."""

    pages: list[list[Line]]
    unread: list[bool]
    labels: list[str]
    outline: dict[int, list[tuple[int, str]]]
    title: str
    producer: str
    dated: str


def open_pdf(path: str) -> Any:
    """The document; raises Unreadable when it needs a password or is beyond repair.

    Opened here, not by pypdfium2: that looks for the file by its name, which may have gone to
    another copy, or to nobody, since our parent opened the descriptor.
    """
    try:
        document = pypdfium2.PdfDocument(open(path, "rb"), autoclose=True)  # noqa: PTH123, SIM115
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise Unreadable(
                "password needed",
                customer_text="The manual is locked with a password that we do not have.",
            ) from error
        raise Unreadable(
            "the PDF is damaged beyond repair",
            customer_text="The manual's file is damaged and cannot be read.",
        ) from error
    if not 0 < len(document) <= MAX_PAGES:
        raise Unreadable(f"{len(document)} pages; from 1 to {MAX_PAGES} can be read")
    return document


def read(path: str) -> Extracted:
    """Read the whole file; a scan gives pages without text, told to be ``unread``.

    Raises Unreadable for blank pages, a password, damage.
    """
    document = open_pdf(path)
    pages, unread = _all_lines(document)
    raw = _Raw(
        pages=pages,
        unread=unread,
        labels=[clean(_label(document, i))[:50] for i in range(len(document))],
        outline=_outline(document),
        title=clean(document.get_metadata_value("Title")),
        producer=_producer(document),
        dated=dates.iso_date(
            document.get_metadata_value("ModDate") or document.get_metadata_value("CreationDate")
        ),
    )
    if not any(raw.pages) and not any(raw.unread):
        raise Unreadable(
            "blank: nothing on its pages", customer_text="The manual's pages are blank."
        )
    return _assemble(raw)


def _producer(document: Any) -> str:
    """The program that wrote the text and the one that made the PDF of it, where they differ."""
    named = (clean(document.get_metadata_value(name)) for name in ("Creator", "Producer"))
    return " / ".join(dict.fromkeys(name for name in named if name))[:200]


def _all_lines(document: Any) -> tuple[list[list[Line]], list[bool]]:
    """Each page's lines, and whether it shows more than they say."""
    pages, unread = [], []
    characters = 0
    gauge = InkGauge()
    for index in range(len(document)):
        lines, more = _page_lines(document, index, gauge)
        unread.append(more)
        characters += sum(len(line.text) for line in lines)
        if characters > MAX_CHARACTERS:
            raise Unreadable(f"more than {MAX_CHARACTERS} characters of text")
        pages.append(lines)
    return pages, unread


def _page_lines(document: Any, index: int, gauge: InkGauge) -> tuple[list[Line], bool]:
    """A page that cannot be loaded has no text; the others may well have."""
    try:
        page = document[index]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return [], False
    try:
        with turning.upright(document, index, page, textpage) as (_, readable):
            lines = read_lines(readable)
        return lines, gauge.shows_more(page, "".join(line.text for line in lines))
    finally:
        textpage.close()
        page.close()


def _label(document: Any, index: int) -> str:
    try:
        return str(document.get_page_label(index))
    except UnicodeDecodeError:
        return ""


def _outline(document: Any) -> dict[int, list[tuple[int, str]]]:
    """Page index → (level from 1, title); nothing at all when the outline is broken."""
    entries: dict[int, list[tuple[int, str]]] = {}
    try:
        for mark in islice(document.get_toc(max_depth=headings_.DEEPEST), MAX_OUTLINE):
            target = mark.get_dest()
            index = target.get_index() if target else None
            if index is not None:
                entries.setdefault(index, []).append((mark.level + 1, mark.get_title()))
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return {}
    return entries


def _assemble(raw: _Raw) -> Extracted:
    numbering = running.find_numbering(raw.pages)
    kept = _arranged(running.without_running(raw.pages, numbering))
    found = headings_.find_headings(kept, raw.outline)
    labels = _labels(raw.labels, numbering)
    tabled = table_heads.find_tables(kept)
    pitch = _pitch(kept)
    pages = tuple(
        replace(
            _page(index + 1, labels[index], page, found[index], tabled[index], pitch),
            unread=raw.unread[index],
        )
        for index, page in enumerate(kept)
    )
    guessed = language.guess(page.text for page in pages)
    return Extracted(PDF, titles.title(raw.title, kept), guessed, pages, raw.producer, raw.dated)


def _arranged(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Lines in reading order with clean text, the rows of tables in one line each."""
    pitch = tables.pitch_ratio(pages)
    return _mended([tables.with_rows(columns.in_order(page), pitch) for page in pages])


def _mended(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Lines with clean text, as the manual spells elsewhere; those left empty are gone."""
    counts = word_counts(line.text for page in pages for line in page)
    accents = draws_accents(line.text for page in pages for line in page)

    def mended(text: str) -> str:
        return clean(mend_hyphens(mend_accents(text) if accents else text, counts))

    def line_mended(line: Line) -> Line:
        if not line.table:
            return replace(line, text=mended(line.text))
        cells = (mended(cell.text) for cell in line.cells)
        return replace(line, text=CELL.join(cell for cell in cells if cell))

    lines = [[line_mended(line) for line in page] for page in pages]
    return [[line for line in page if line.text] for page in lines]


def _labels(from_file: Sequence[str], numbering: running.Numbering | None) -> list[str]:
    """Printed page numbers: as the file tells them, else as read from its pages."""
    if numbering is None or running.file_labels_tell(from_file):
        return list(from_file)
    return [numbering.label(index) for index in range(len(from_file))]


def _pitch(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance from one line to the next, in points."""
    distances = [
        a.last_y - b.y
        for page in pages
        for a, b in pairwise(page)
        if 0.8 * a.size < a.last_y - b.y < 3 * a.size
    ]
    return median(distances) if distances else 0.0


def _page(
    number: int,
    label: str,
    lines: Sequence[Line],
    found: Sequence[headings_.Found],
    tabled: Sequence[table_heads.TableLines],
    pitch: float,
) -> ExtractedPage:
    starts = {heading.first: heading for heading in found}
    parts: list[str] = []
    places: list[int] = []  # where each line begins
    offset = 0
    for i, line in enumerate(lines):
        joint = _joint(lines[i - 1], line, pitch, i in starts) if i else ""
        parts += (joint, line.text)
        places.append(offset + len(joint))
        offset = places[-1] + len(line.text)
    headings = tuple(Heading(places[i], h.level, h.text) for i, h in starts.items())
    rows = tuple(
        Table(places[t.first], places[t.last] + len(lines[t.last].text), t.head) for t in tabled
    )
    return ExtractedPage(number, label, "", "".join(parts), headings, tables=rows)


def _joint(above: Line, line: Line, pitch: float, heading: bool) -> str:
    """What stands between two lines: a step's number and its text belong on one."""
    down = above.last_y - line.y
    if line.table and line.table == above.table:
        return "\n"
    if _MARKER.match(above.text) and abs(down) < 0.6 * max(above.size, line.size):
        return " "
    if pitch and down > PARAGRAPH_GAP * pitch and (heading or down > PARAGRAPH_GAP * line.size):
        return "\n\n"
    return "\n"
