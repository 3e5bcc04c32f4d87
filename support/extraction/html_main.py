"""Which part of a web page is the manual: its main content, without what leads around it."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

_GONE = frozenset(
    """script style noscript template svg math iframe object nav footer aside form button select
    input textarea dialog audio video canvas head""".split()  # noqa: SIM905
)
_SURROUNDINGS = re.compile(
    r"(^|[\s_-])(nav|navbar|navigation|navheader|navfooter|menu|sidebar|sphinxsidebar|breadcrumbs?"
    r"|toc|tableofcontents|footer|cookies?|banner|skip|searchbox|related|share|headerlink"
    r"|linenos?|permalink|navpath)($|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOXES = frozenset({"div", "ul", "table", "td"})
_LEADS = frozenset({"next", "prev", "previous", "up", "start", "contents", "index", "n", "p", "u"})
_ARROWS = re.compile(r"\[?\s*<<?\s*\]?\s*\[?\s*<?\s*\]?\s*\[?\s*(up|>)", re.IGNORECASE)
LONGEST_LEADER = 500  # characters of a line that leads to the pages before and behind
FEWEST_LINKS = 2


def main_content(root: Any) -> Any:
    """The element that holds the content, cleared of navigation and the like."""
    for path in (
        "//main", "//*[@role='main']", "//article", "//*[@id='content']",
        "//div[@class='document']", "//body",
    ):  # fmt: skip
        found = root.xpath(path)
        if len(found) == 1:
            main = found[0]
            break
    else:
        main = root
    for element in list(main.iter(etree.Element)):
        if element is not main and element.getparent() is not None and _surrounds(element):
            element.drop_tree()
    return main


def _surrounds(element: Any) -> bool:
    if element.tag in _GONE or element.get("role") in _ROLES or element.get("hidden") is not None:
        return True
    names = element.get("class", "")
    if element.tag in _BOXES and "sect" not in names:  # a section's id repeats its heading
        names += f" {element.get('id', '')}"
    if _SURROUNDINGS.search(names) and not _is_heading(element):
        return True
    return element.tag in ("div", "p", "table", "ul") and _leads_on(element)


def _is_heading(element: Any) -> bool:
    """A heading, or the words of one that link to the table of contents."""
    if element.tag in ("h1", "h2", "h3"):
        return True
    parent = element.getparent()
    inside = parent is not None and parent.tag in _HEADINGS
    return inside and "toc-backref" in element.get("class", "")


def _leads_on(element: Any) -> bool:
    """A line of links to the pages before, behind and above this one."""
    links = element.findall(".//a")
    if len(links) < FEWEST_LINKS:
        return False
    text = "".join(element.itertext()).strip()
    if len(text) > LONGEST_LEADER:
        return False
    leading = sum(
        1 for link in links if {link.get("rel", "").lower(), link.get("accesskey", "")} & _LEADS
    )
    return leading >= FEWEST_LINKS or _ARROWS.match(text) is not None
