"""HTML → sections: the main content without what surrounds it, cut at its headings (lxml).

Only ever in the caged child. A section plays the part of a page: its heading is the label, the
id that a link can jump to is the anchor. It begins at an h1, h2 or h3; smaller headings stay in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from support.errors import Unreadable
from support.extraction import language
from support.extraction.cleaning import clean
from support.extraction.pages import HTML, Extracted, ExtractedPage
from support.extraction.sections import Section, SectionWriter
from support.passages import size_in_words

FEWEST_WORDS = 200
MAX_SECTIONS = 20_000
_GONE = frozenset(
    """script style noscript template svg math iframe object nav footer aside form button select
    input textarea dialog audio video canvas head""".split()  # noqa: SIM905
)
_SURROUNDINGS = re.compile(
    r"(^|[\s_-])(nav|navbar|navigation|menu|sidebar|breadcrumbs?|toc|footer|cookies?|banner"
    r"|skip|searchbox|related|share|headerlink)($|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu"})
_BLOCKS = frozenset(
    """address article blockquote body caption dd details div dl dt fieldset figcaption figure
    h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody thead tfoot tr ul
    """.split()  # noqa: SIM905 - reads better than forty strings
)
_SPACED = frozenset("p ul ol dl table pre blockquote h1 h2 h3 h4 h5 h6 figure".split())  # noqa: SIM905
_HEADING = re.compile(r"h([1-6])$")
_CHARSET = re.compile(rb"charset|<\?xml", re.IGNORECASE)


def read(data: bytes) -> Extracted:
    """Read a whole page. Raises Unreadable when it holds too little text to be a manual."""
    root = parsed(data)
    title = clean(root.findtext(".//title") or "")
    main = _main(root)
    sections = [s for s in _sections(main) if s.text]
    count = sum(size_in_words(section.text) for section in sections)
    if count < FEWEST_WORDS:
        raise Unreadable(
            f"a web page with {count:.0f} words of text, not a manual",
            customer_text="What the manufacturer sent is not a manual.",
        )
    pages = tuple(
        ExtractedPage(number, s.label or title, s.anchor, s.text, s.headings)
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


def _main(root: Any) -> Any:
    """The element that holds the content, cleared of navigation and the like."""
    for path in ("//main", "//*[@role='main']", "//article", "//*[@id='content']", "//body"):
        found = root.xpath(path)
        if len(found) == 1:
            main = found[0]
            break
    else:
        main = root
    for element in list(main.iter(etree.Element)):
        if element is not main and _surrounds(element):
            element.drop_tree()
    return main


def _surrounds(element: Any) -> bool:
    if element.getparent() is None:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return (
        element.tag in _GONE
        or element.get("role") in _ROLES
        or element.get("hidden") is not None
        or (element.tag not in ("h1", "h2", "h3") and _SURROUNDINGS.search(names) is not None)
    )


def _sections(main: Any) -> Iterator[Section]:
    """Walk the tree without recursion (it may be deep), writing as a reader would see it."""
    writer = SectionWriter()
    for event, element in etree.iterwalk(main, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            _open(writer, element)
            writer.add(element.text or "", keep=element.tag == "pre")
        else:
            _close(writer, element)
            if element is not main:
                writer.add(element.tail or "", keep=_inside_pre(element))
    writer.finish_section()
    yield from writer.sections


def _inside_pre(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("pre", "code") and _has_pre(parent)


def _has_pre(element: Any) -> bool:
    return element.tag == "pre" or any(True for _ in element.iterancestors("pre"))


def _open(writer: SectionWriter, element: Any) -> None:
    tag = element.tag
    heading = _HEADING.match(tag)
    if heading:
        writer.begin_heading(int(heading[1]), _anchor(element))
    elif tag in ("td", "th"):
        writer.cell()
    elif tag == "br":
        writer.line()
    elif tag in _BLOCKS and not _in_cell(element):
        writer.line(empty=tag in _SPACED and not _in_item(element))
        if tag == "li":
            writer.add(_bullet(element))


def _close(writer: SectionWriter, element: Any) -> None:
    tag = element.tag
    if _HEADING.match(tag):
        writer.end_heading()
    elif tag in _BLOCKS and not _in_cell(element):
        writer.line(empty=tag in _SPACED and not _in_item(element))


def _in_cell(element: Any) -> bool:
    """Blocks in a table's cell do not break its row."""
    return element.tag != "tr" and any(True for _ in element.iterancestors("td", "th"))


def _in_item(element: Any) -> bool:
    return any(True for _ in element.iterancestors("li", "dd"))


def _bullet(item: Any) -> str:
    parent = item.getparent()
    if parent is not None and parent.tag == "ol":
        number = 1 + sum(1 for _ in item.itersiblings("li", preceding=True))
        return f"{number}. "
    return "• "


def _anchor(heading: Any) -> str:
    """The id nearest to a heading: its own, one inside, or of the section that it opens."""
    for element in heading.iter(etree.Element):
        name = element.get("id") or (element.get("name") if element.tag == "a" else None)
        if name:
            return str(name)[:300]
    parent = heading.getparent()
    if parent is not None and parent.get("id") and heading.getprevious() is None:
        return str(parent.get("id"))[:300]
    return ""
