"""A tiny PDF writer: text at places and in sizes, raw streams, outlines; for tests of reading."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """``text`` (WinAnsi) with its base line at ``x``, ``y`` points from the lower left corner."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11
    bold: bool = False

    def drawn(self) -> bytes:
        escaped = self.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        font = "F2" if self.bold else "F1"
        return f"BT /{font} {self.size} Tf {self.x} {self.y} Td ({escaped}) Tj ET\n".encode(
            "cp1252"
        )


def paragraph(lines: Sequence[str], x: float = 72, y: float = 700) -> list[Text]:
    """Lines of running text from ``y`` downwards."""
    return [Text(line, x, y - 14 * n) for n, line in enumerate(lines)]


@dataclass
class Paper:
    """Pages of content streams; ``bytes()`` gives the file."""

    title: str = ""
    pages: list[bytes] = field(default_factory=list)
    outline: list[tuple[str, int]] = field(default_factory=list)
    labels: str = ""  # the inside of /PageLabels
    deflated: bool = False

    def page(self, *texts: Text) -> Paper:
        self.pages.append(b"".join(text.drawn() for text in texts))
        return self

    def bytes(self) -> bytes:
        objects: list[bytes] = [b"", b"", _font("Helvetica"), _font("Helvetica-Bold")]
        kids = []
        for content in self.pages:
            stream = zlib.compress(content, 9) if self.deflated else content
            filter_ = b"/Filter /FlateDecode " if self.deflated else b""
            objects.append(
                b"<< %b/Length %d >>\nstream\n%b\nendstream" % (filter_, len(stream), stream)
            )
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
                b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
            )
            kids.append(len(objects))
        kid_list = b" ".join(b"%d 0 R" % kid for kid in kids)
        objects[1] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), kid_list)
        extra = self._outline(objects, kids)
        if self.labels:
            extra += f" /PageLabels << /Nums [{self.labels}] >>".encode()
        objects[0] = b"<< /Type /Catalog /Pages 2 0 R%b >>" % extra
        objects.append(f"<< /Title ({self.title}) >>".encode("cp1252"))
        return assembled(objects, info=len(objects))

    def _outline(self, objects: list[bytes], kids: Sequence[int]) -> bytes:
        if not self.outline:
            return b""
        root = len(objects) + 1
        first, last = root + 1, root + len(self.outline)
        objects.append(b"<< /Type /Outlines /First %d 0 R /Last %d 0 R >>" % (first, last))
        for place, (title, page) in enumerate(self.outline):
            number = first + place
            following = b" /Next %d 0 R" % (number + 1) if number < last else b""
            objects.append(
                b"<< /Title (%b) /Parent %d 0 R /Dest [%d 0 R /Fit]%b >>"
                % (title.encode("cp1252"), root, kids[page - 1], following)
            )
        return b" /Outlines %d 0 R" % root


def _font(name: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
    )


def assembled(objects: Sequence[bytes], info: int = 0) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    info_entry = b" /Info %d 0 R" % info if info else b""
    return bytes(out) + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R%b >>\n"
        b"startxref\n%d\n%%%%EOF\n"
        % (len(places) + 1, table, len(places) + 1, info_entry, len(out))
    )
