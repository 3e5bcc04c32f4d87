"""Files that want to hurt their reader, made on the spot."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable

from tests.support.paper import Paper, Text, assembled, paragraph

LINES = [f"Step {n} of the cleaning needs warm water and some patience." for n in range(20)]


def good() -> bytes:
    return Paper().page(*paragraph(LINES)).bytes()


def with_stream(data: bytes, entries: bytes = b"/Filter /FlateDecode", page: bytes = b"") -> bytes:
    """One page with this content; ``page`` are more entries of the page."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> %b >>" % page,
            b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def with_catalog(entries: bytes, *objects: bytes) -> bytes:
    """A good page; the catalogue has more entries, which may lead to objects from number 6 on."""
    stream = b"".join(text.drawn() for text in paragraph(LINES))
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R %b >>" % entries,
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R /F2 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *objects,
        ]
    )


def deflated(unit: bytes, times: int) -> bytes:
    """``unit`` many times over in few bytes, made in little memory."""
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(unit) for _ in range(times)) + packer.flush()


def flate_bomb() -> bytes:
    """1.5 GB of blanks in 1.5 MB."""
    return with_stream(deflated(b" " * 1_000_000, 1500))


def double_bomb() -> bytes:
    once = zlib.compress(b"\0" * 400_000_000, 9)
    return with_stream(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]")


def operator_bomb() -> bytes:
    return with_stream(zlib.compress(b"BT /F1 9 Tf (a) Tj ET " * 6_000_000, 9))


def object_stream_bomb() -> bytes:
    """The catalogue is said to lie in an object stream of 1.5 GB."""
    data = deflated(b"1 0 " + b" " * 999_996, 1500)
    bomb = (
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
    )
    places = b"".join(
        field.to_bytes(size, "big")
        for row in ((0, 0, 255), (2, 2, 0), (1, 9, 0))
        for field, size in zip(row, (1, 4, 1), strict=True)
    )
    body = b"%PDF-1.5\n" + b"2 0 obj\n" + bomb % (len(data), data) + b"\nendobj\n"
    return body + (
        b"3 0 obj\n<< /Type /XRef /Size 3 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%b\n"
        b"endstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(places), places, len(body))
    )


def predictor_bomb() -> bytes:
    """A row of two thousand million columns for each byte."""
    entries = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2000000000 /Colors 4 >>"
    return with_stream(zlib.compress(b"\2" * 100_000, 9), entries)


def picture_bomb() -> bytes:
    """A picture of 100,000 by 100,000 dots in a few hundred bytes."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /X 5 0 R >> >> >>",
            b"<< /Length 28 >>\nstream\nq 500 0 0 700 0 0 cm /X Do Q\nendstream",
            b"<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8"
            b" /ColorSpace /DeviceRGB /Length 9 >>\nstream\nabcdefghi\nendstream",
        ]
    )


def form_in_itself() -> bytes:
    """A drawing that draws itself, twice."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /X 5 0 R >> >> >>",
            b"<< /Length 5 >>\nstream\n/X Do\nendstream",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject"
            b" << /X 5 0 R >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream",
        ]
    )


def circular_xref() -> bytes:
    """A table of places that names itself as the one before it."""
    data = good()
    place = int(data[data.rindex(b"startxref") + 9 : data.rindex(b"%%EOF")])
    return data.replace(b"trailer\n<<", b"trailer\n<< /Prev %d" % place)


def circular_length() -> bytes:
    return with_stream(b"BT ET", b"").replace(b"/Length 5", b"/Length 4 0 R")


def deep_pages() -> bytes:
    """A tree of pages thousands of nodes deep."""
    nodes = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    nodes += [
        b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 1) for number in range(2, 20_000)
    ]
    return assembled([*nodes, b"<< /Type /Page /MediaBox [0 0 9 9] >>"])


def circular_pages() -> bytes:
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 900 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>",
        ]
    )


def many_pages() -> bytes:
    kids = b"3 0 R " * 10_000
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 10000 /Kids [%b] >>" % kids,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    )


def deep_outline() -> bytes:
    """An outline of 20,000 levels."""
    levels = [
        b"<< /Title (Level) /Parent %d 0 R /First %d 0 R /Last %d 0 R /Dest [3 0 R /Fit] >>"
        % (number - 1, number + 1, number + 1)
        for number in range(7, 20_007)
    ]
    root = b"<< /Type /Outlines /First 7 0 R /Last 7 0 R >>"
    return with_catalog(b"/Outlines 6 0 R", root, *levels)


def circular_outline() -> bytes:
    data = Paper(outline=[("Cleaning", 1), ("Storing", 1)])
    data.page(*paragraph(LINES))
    return data.bytes().replace(b"/Next", b"/First 6 0 R /Next")


def javascript() -> bytes:
    """A script that would run when the file opens."""
    script = b"<< /S /JavaScript /JS (while \\(true\\) { app.alert\\('hello'\\); }) >>"
    names = b"<< /JavaScript << /Names [(a) 6 0 R] >> >>"
    return with_catalog(b"/OpenAction 6 0 R /AA << /WC 6 0 R >> /Names 7 0 R", script, names)


def embedded_file() -> bytes:
    """Another file inside, itself a bomb of 200 MB."""
    packed = deflated(b"\0" * 1_000_000, 200)
    file = b"<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (
        len(packed), packed,
    )  # fmt: skip
    spec = b"<< /Type /Filespec /F (../../evil.exe) /EF << /F 6 0 R >> >>"
    names = b"/Names << /EmbeddedFiles << /Names [(evil.exe) 7 0 R] >> >>"
    return with_catalog(names, file, spec)


def launch_action() -> bytes:
    return with_catalog(b"/OpenAction << /S /Launch /F (/bin/sh) >>")


def outside_stream() -> bytes:
    """A page whose content is said to lie in a file of ours."""
    return with_stream(b"", b"/F (/etc/passwd)")


def deep_brackets() -> bytes:
    return b"%PDF-1.4\n1 0 obj\n" + b"[" * 500_000 + b"]" * 500_000 + b"\nendobj\n"


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:t>word</w:t>" * 5_000_000)
    return out.getvalue()


def deep_html() -> bytes:
    return b"<!doctype html><body>" + b"<div>" * 200_000 + b"word " * 300


def wide_html() -> bytes:
    """A table of 200,000 cells in one row, each said to span all rows and columns."""
    cells = b"<td rowspan=999999999 colspan=999999999>word" * 200_000
    return b"<!doctype html><body><table><tr>" + cells + b"<tr><td>a<td>b</table>"


def many_headings() -> bytes:
    return b"<!doctype html><body>" + b"<h2>Section</h2><p>word word" * 60_000


def entity_bomb() -> bytes:
    levels = b"".join(b'<!ENTITY a%d "%b">' % (n + 1, b"&a%d;" % n * 10) for n in range(9))
    return b'<!DOCTYPE html [<!ENTITY a0 "lol">' + levels + b"]><html><body>&a9;</body></html>"


def file_entity() -> bytes:
    return (
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>'
        + b"<p>word and word</p>" * 100
        + b"<p>&x;</p></body></html>"
    )


def odd_characters() -> bytes:
    return Paper().page(*paragraph(["A\x01B\x7fC and the rest of a line of text"] * 5)).bytes()


def odd_size() -> bytes:
    return Paper().page(Text("Hello " * 9)).bytes().replace(b"0 0 595 842", b"0 0 1e9 1e9")


def noise(seed: int) -> bytes:
    return random.Random(seed).randbytes(50_000)


def damaged(seed: int) -> bytes:
    """A good file with some bytes changed."""
    chance = random.Random(seed)
    data = bytearray(good())
    for _ in range(40):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def shuffled(seed: int) -> bytes:
    """A good file with pieces cut out, doubled and swapped."""
    chance = random.Random(seed)
    data = Paper(outline=[("Cleaning", 1)], deflated=True).page(*paragraph(LINES)).bytes()
    for _ in range(6):
        a, b = sorted(chance.sample(range(len(data)), 2))
        data = data[:a] + data[b : b + 60] + data[a + 20 : b] + data[a : a + 40] + data[b:]
    return data


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "flate bomb": flate_bomb,
    "double bomb": double_bomb,
    "operator bomb": operator_bomb,
    "object stream bomb": object_stream_bomb,
    "deep pages": deep_pages,
    "circular pages": circular_pages,
    "deep brackets": deep_brackets,
    "ten thousand pages": many_pages,
    "entity bomb": entity_bomb,
    "noise": lambda: noise(1),
    "noise named pdf": lambda: b"%PDF-1.7\n" + noise(2),
    "half a header": lambda: b"%PD",
    "zip": lambda: b"PK\x03\x04" + noise(3),
    "zip bomb": zip_bomb,
    "zero bytes": lambda: b"",
    "one byte": lambda: b"\0",
    "only a header": lambda: b"%PDF-1.4\n",
    "truncated early": lambda: good()[:200],
    "javascript instead of text": lambda: b"<html><script>" + b"word " * 999 + b"</script></html>",
    "content in a file of ours": outside_stream,
}
READABLE: dict[str, Callable[[], bytes]] = {
    "javascript": javascript,
    "embedded file": embedded_file,
    "launch action": launch_action,
    "deep outline": deep_outline,
    "circular outline": circular_outline,
    "circular table of places": circular_xref,
    "truncated late": lambda: good()[: good().rindex(b"xref")],
    "file entity": file_entity,
    "odd characters": odd_characters,
}
EITHER: dict[str, Callable[[], bytes]] = {
    "predictor bomb": predictor_bomb,
    "picture bomb": picture_bomb,
    "form in itself": form_in_itself,
    "circular length": circular_length,
    "deep html": deep_html,
    "wide html": wide_html,
    "many headings": many_headings,
    "odd size": odd_size,
    **{f"damaged {seed}": lambda seed=seed: damaged(seed) for seed in range(12)},  # type: ignore[misc]
    **{f"shuffled {seed}": lambda seed=seed: shuffled(seed) for seed in range(12)},  # type: ignore[misc]
}
