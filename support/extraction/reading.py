"""The child's tasks: which reader a file's bytes call for, and what it answers in bytes.

Each entry of ``TASKS`` imports what its task needs and returns the worker: so one start of the
child loads one reader only, and all of it before the limits close the file system.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from support.errors import Unreadable
from support.extraction.pages import to_plain

Order = dict[str, Any]
Worker = Callable[[Order], bytes]

HEAD_BYTES = 4096
ZIP_MARK = b"PK\x03\x04"  # a PDF may be in it, but nobody unpacks it
HTML_MARK = re.compile(rb"<(!doctype\s+html|html|head|body|title|h1|p|div|meta)\b", re.IGNORECASE)
NEITHER_TEXT = "What the manufacturer sent is not a manual."


def kind_of(head: bytes) -> str:
    """``"pdf"`` or ``"html"``, by the file's first bytes alone; raises Unreadable."""
    if not head:
        raise Unreadable("the file is empty (zero bytes)", customer_text="The manual is empty.")
    if b"%PDF-" in head[:1024] and not head.startswith(ZIP_MARK):
        return "pdf"
    utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.replace(b"\0", b"") if utf_16 else head
    if b"\0" not in text and HTML_MARK.search(text):
        return "html"
    raise Unreadable("neither PDF nor HTML", customer_text=NEITHER_TEXT)


def path_of(order: Order) -> str:
    """The descriptor that we were given, as a path that libraries can open."""
    return f"/dev/fd/{order['file']}"


def _extract() -> Worker:
    from support.extraction import html, pdf  # noqa: PLC0415

    def work(order: Order) -> bytes:
        with open(path_of(order), "rb") as file:  # noqa: PTH123 - a descriptor
            kind = kind_of(file.read(HEAD_BYTES))
        if kind == "pdf":
            extracted = pdf.read(path_of(order))
        else:
            if order["expected"] == "pdf":
                raise Unreadable("HTML although a PDF was expected", customer_text=NEITHER_TEXT)
            with open(path_of(order), "rb") as file:  # noqa: PTH123
                extracted = html.read(file.read())
        return json.dumps(to_plain(extracted), ensure_ascii=False).encode("utf-8", "replace")

    return work


def _links() -> Worker:
    from support.extraction import links  # noqa: PLC0415

    def work(order: Order) -> bytes:
        with open(path_of(order), "rb") as file:  # noqa: PTH123
            found = links.read(file.read(), order["base"])
        return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")

    return work


def _photo() -> Worker:
    from support.extraction import photo  # noqa: PLC0415

    return lambda order: photo.fit(path_of(order), order["kind"])


def _picture() -> Worker:
    from support.extraction import marking  # noqa: PLC0415

    def work(order: Order) -> bytes:
        return marking.picture(
            path_of(order),
            order["page"],
            tuple(order["quotes"]),
            order["width"],
            tuple(tuple(box) for box in order["boxes"]),
            order.get("crop", False),
        )

    return work


def _raster() -> Worker:
    from support.extraction import raster  # noqa: PLC0415

    def work(order: Order) -> bytes:
        return raster.grey(path_of(order), order["page"])

    return work


def _shape() -> Worker:
    from support.extraction import marking  # noqa: PLC0415

    return lambda order: str(marking.shape(path_of(order), order["page"])).encode()


TASKS: dict[str, Callable[[], Worker]] = {
    "extract": _extract,
    "links": _links,
    "photo": _photo,
    "picture": _picture,
    "raster": _raster,
    "shape": _shape,
}
