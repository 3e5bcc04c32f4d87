"""HTML → sections: the main content without what surrounds it, cut at its headings (lxml).

Only ever in the caged child. A section plays the part of a page: its heading is the label, the
id that a link can jump to is the anchor. It begins at an h1, h2 or h3, and where it would be very
long also at smaller headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import lxml.html
from lxml import etree

from support.errors import Unreadable
from support.extraction import language
from support.extraction.cleaning import clean
from support.extraction.html_anchors import anchor
from support.extraction.html_main import main_content
from support.extraction.html_tables import data_tables
from support.extraction.pages import HTML, Extracted, ExtractedPage
from support.extraction.sections import Section, SectionWriter, parts
from support.passages import size_in_words

FEWEST_WORDS = 200
MAX_SECTIONS = 20_000
_BLOCKS = frozenset(
    """address article blockquote body caption dd details div dl dt fieldset figcaption figure
    h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody thead tfoot tr ul
    """.split()  # noqa: SIM905 - reads better than forty strings
)
_SPACED = frozenset("p ul ol dl table pre blockquote h1 h2 h3 h4 h5 h6 figure".split())  # noqa: SIM905
_HEADING = re.compile(r"h([1-6])$")
_CHARSET = re.compile(rb"charset|<\?xml", re.IGNORECASE)

Tables = Mapping[Any, bool]
"""Those that hold data; the others are read as text. Whether the first row is the head."""


def read(data: bytes) -> Extracted:
    """Read a whole page. Raises Unreadable when it holds too little text to be a manual."""
    root = parsed(data)
    title = clean(root.findtext(".//title") or "")
    main = main_content(root)
    sections = [part for s in _sections(main) if s.text for part in parts(s)]
    count = sum(size_in_words(section.text) for section in sections)
    if count < FEWEST_WORDS:
        raise Unreadable(
            f"a web page with {count:.0f} words of text, not a manual",
            customer_text="What the manufacturer sent is not a manual.",
        )
    pages = tuple(
        ExtractedPage(number, s.label or title, s.anchor, s.text, s.headings, tables=s.tables)
        for number, s in enumerate(sections[:MAX_SECTIONS], start=1)
    )
    guessed = language.guess(page.text for page in pages)
    return Extracted(HTML, (title or pages[0].label)[:300], guessed or _declared(root), pages)


def parsed(data: bytes) -> Any:
    """The page's root element. Raises Unreadable."""
    # Without a declaration lxml assumes Latin-1; the web has meant UTF-8 for long.
    encoding = None
    if not _CHARSET.search(data[:4096]) and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-8" if _is_utf8(data) else "windows-1252"
    parser = lxml.html.HTMLParser(encoding=encoding, remove_comments=True, no_network=True)
    try:
        return lxml.html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise Unreadable("the HTML cannot be parsed") from error


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(root: Any) -> str:
    code = str(root.get("lang") or "")[:2].lower()
    return code if len(code) == 2 and code.isalpha() else ""


def _sections(main: Any) -> Iterator[Section]:
    """Walk the tree without recursion (it may be deep), writing as a reader would see it."""
    writer = SectionWriter()
    tables = data_tables(main)
    for event, element in etree.iterwalk(main, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            _open(writer, element, tables)
            writer.add(element.text or "", keep=element.tag == "pre")
        else:
            _close(writer, element, tables)
            if element is not main:
                writer.add(element.tail or "", keep=_inside_pre(element))
    writer.finish_section()
    yield from writer.sections


def _inside_pre(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("pre", "code") and _has_pre(parent)


def _has_pre(element: Any) -> bool:
    return element.tag == "pre" or any(True for _ in element.iterancestors("pre"))


def _open(writer: SectionWriter, element: Any, tables: Tables) -> None:
    tag = element.tag
    heading = _HEADING.match(tag)
    if heading:
        writer.begin_heading(int(heading[1]), anchor(element))
    elif tag in ("td", "th"):
        _begin_cell(writer, element, tables)
    elif tag == "br":
        writer.line()
    elif tag in _BLOCKS and not _in_cell(element, tables):
        writer.line(empty=(tag in _SPACED or tag == "dt") and not _in_item(element))
        if tag == "li":
            writer.add(_bullet(element))
        if element in tables:
            writer.begin_table()


def _begin_cell(writer: SectionWriter, cell: Any, tables: Tables) -> None:
    if _in_cell(cell, tables):
        writer.cell()
    else:
        writer.line()


def _close(writer: SectionWriter, element: Any, tables: Tables) -> None:
    tag = element.tag
    if _HEADING.match(tag):
        writer.end_heading()
    elif tag in _BLOCKS and not _in_cell(element, tables):
        writer.line(empty=tag in _SPACED and not _in_item(element))
        if element in tables:
            writer.end_table(has_head=tables[element])
        elif tag == "caption" and element.getparent() in tables:
            writer.begin_table()  # below it


def _in_cell(element: Any, tables: Tables) -> bool:
    """Is it part of a row of data? Blocks in there do not break the row."""
    if element.tag in ("tr", "table") or not tables:
        return False
    cell = element if element.tag in ("td", "th") else None
    cell = cell if cell is not None else next(element.iterancestors("td", "th"), None)
    table = next(cell.iterancestors("table"), None) if cell is not None else None
    return table is not None and table in tables


def _in_item(element: Any) -> bool:
    return any(True for _ in element.iterancestors("li", "dd"))


def _bullet(item: Any) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    first = parent.get("start", "1").strip()
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    return f"{(int(first) if first.isascii() and first.isdigit() else 1) + before}. "
