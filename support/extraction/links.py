"""HTML → the PDF files that it links to (lxml). Only ever in the caged child.

A page that lists manuals names each in a row: where the link itself says only "Download", what
stands around it in its row or list item tells which one it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from support.extraction.html import parsed

MAX_LINKS = 2000  # looked at beyond this number, kept only up to it
TEXT_LENGTH = 300
URL_LENGTH = 4000
_PLACES = {"a": "href", "area": "href", "link": "href", "embed": "src", "iframe": "src",
           "object": "data"}  # fmt: skip
_ROWS = frozenset({"tr", "li", "dd", "dt", "p", "figure"})
_HIDDEN = frozenset({"script", "style", "noscript", "template", "head"})
_NOTHING = frozenset(
    """download downloads herunterladen télécharger descargar scarica הורדה open view read here
    click pdf file datei now more en de fr es it he kb mb""".split()  # noqa: SIM905
)
_WORD = re.compile(r"\w+")
_PDF = re.compile(r"\bpdf\b", re.IGNORECASE)
_PDF_NAME = re.compile(r"\.pdf($|&)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def read(data: bytes, base: str) -> dict[str, Any]:
    """``links`` ({url, text, language} in the page's order), ``words`` and ``linked_words``.

    ``base`` is the page's own address. Raises Unreadable for what lxml cannot parse.
    """
    root = parsed(data)
    base = _base(root, base)
    found: dict[str, dict[str, str]] = {}
    rows: dict[Any, str] = {}
    for element in root.iter(*_PLACES):
        url = _pdf_address(element, base)
        if url and (url in found or len(found) < MAX_LINKS):
            link = {"url": url, "text": _text(element, rows), "language": _language(element)}
            known = found.setdefault(url, link)
            if len(known["text"]) < len(link["text"]):
                known["text"] = link["text"]
    return {
        "links": list(found.values()),
        "words": sum(len(text.split()) for text in _visible(root)),
        "linked_words": sum(len(" ".join(a.itertext()).split()) for a in root.iter("a")),
    }


def _base(root: Any, base: str) -> str:
    for element in root.iter("base"):
        if element.get("href"):
            return _joined(base, element.get("href")) or base
    return base


def _joined(base: str, address: str) -> str:
    """Absolute and without its fragment; "" for what is not on the web."""
    try:
        url = urljoin(base, address.strip())
        is_web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return ""
    return url.partition("#")[0] if is_web and len(url) <= URL_LENGTH else ""


def _pdf_address(element: Any, base: str) -> str:
    """Where the element leads, if that seems to be a PDF: nobody asks the server here."""
    address = element.get(_PLACES[element.tag])
    url = _joined(base, address) if address else ""
    if not url:
        return ""
    parts = urlsplit(url)
    named = any(_PDF_NAME.search(unquote(part)) for part in (parts.path, parts.query))
    typed = (element.get("type") or "").strip().lower() == "application/pdf"
    said = element.tag == "a" and _PDF.search(" ".join(element.itertext()))
    return url if named or typed or said else ""


def _text(element: Any, rows: dict[Any, str]) -> str:
    own = _plain(" ".join(element.itertext())) or _plain(element.get("title") or "")
    if _says_something(own):
        return own
    for row in element.iterancestors(*_ROWS):
        if row not in rows:
            rows[row] = _without_button(_plain(" ".join(row.itertext())))
        if _says_something(rows[row]):
            return rows[row]
    return own


def _says_something(text: str) -> bool:
    words = _WORD.findall(text.lower())
    return any(word not in _NOTHING and not word.isdigit() for word in words)


def _without_button(row: str) -> str:
    """A row's text without the "Download PDF" at its end."""
    words = row.split()
    while words and words[-1].strip("()[].,:|–-").lower() in ("", "pdf", "download"):
        words.pop()
    return " ".join(words)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip()[:TEXT_LENGTH]


def _language(element: Any) -> str:
    """What the page itself says of the file's language; "" where it says nothing."""
    said = element.get("hreflang") or element.get("lang") or ""
    code = re.match(r"[A-Za-z]{2,3}", said.strip())
    return code[0].lower() if code else ""


def _visible(root: Any) -> Iterator[str]:
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start" and element.tag not in _HIDDEN:
            yield element.text or ""
        elif event == "end":
            yield element.tail or ""
