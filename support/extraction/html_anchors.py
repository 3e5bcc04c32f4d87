"""Where a link to a heading of a web page has to point: the id nearest to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

LONGEST = 300
MOST_LEVELS = 4  # of elements that begin with the heading


def anchor(heading: Any) -> str:
    """Of the heading, just before it, or of what begins with it; "" without one.

    <h2 id="care">   <h2><a name="care"></a>   <a name="care"></a><h2>   <section id="care"><h2>
    """
    for element in heading.iter(etree.Element):
        if name := _name(element):
            return name
    element = heading
    for _ in range(MOST_LEVELS):
        before = list(_empty_before(element))
        parent = element.getparent()
        begun = parent is not None and _begins_with(parent, element, len(before))
        if begun and "sect" in f"{parent.tag} {parent.get('class', '')}" and _name(parent):
            return _name(parent)
        for sibling in before:
            if name := next(filter(None, map(_name, sibling.iter(etree.Element))), ""):
                return name
        if not begun:
            return ""
        if name := _name(parent):
            return name
        element = parent
    return ""


def _begins_with(parent: Any, child: Any, empty: int) -> bool:
    """Is there nothing to read in ``parent`` before ``child`` and the ``empty`` ones before it?"""
    if parent.tag in ("body", "html") or (parent.text or "").strip():
        return False
    return bool(parent.index(child) == empty)


def _name(element: Any) -> str:
    named = element.get("id") or (element.get("name") if element.tag == "a" else None)
    return str(named or "")[:LONGEST]


def _empty_before(element: Any) -> Iterator[Any]:
    """Siblings right before ``element`` that say nothing, the nearest first."""
    sibling = element.getprevious()
    while sibling is not None and not _says(sibling) and not (sibling.tail or "").strip():
        yield sibling
        sibling = sibling.getprevious()


def _says(element: Any) -> bool:
    return any(text.strip() for text in element.itertext()) or element.tag in ("img", "hr")
