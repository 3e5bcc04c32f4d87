"""Packs the small objects of a printed PDF into compressed object streams (PDF 1.5)."""

from __future__ import annotations

import re
import struct
import zlib
from itertools import pairwise

# What Chromium prints: a classic cross-reference table with one section, then the trailer.
#   xref                     trailer
#   0 412                    <</Size 412
#   0000000000 65535 f       /Root 410 0 R
#   0000000015 00000 n       /Info 1 0 R>>
PLAIN = re.compile(rb"xref\n0 (\d+)\n(.*?)trailer\n<<(.*?)>>\nstartxref", re.DOTALL)
OBJECT = re.compile(rb"\d+ 0 obj\n?")
KEPT = re.compile(rb"/(?:Root|Info) \d+ 0 R")
PER_STREAM = 400
HEADER = b"%PDF-1.5\n%\xd3\xeb\xe9\xe1\n"


def pack(pdf: bytes) -> bytes:
    """The same document, smaller: the tags of tables otherwise outweigh the text itself."""
    plain = PLAIN.search(pdf)
    if plain is None:
        return pdf
    objects = split_objects(pdf, plain)
    loose = {number: body for number, body in objects.items() if b"stream\n" not in body}
    packed = Packed()
    for number, body in objects.items():
        if number not in loose:
            packed.add(number, body)
    numbers = sorted(loose)
    for at in range(0, len(numbers), PER_STREAM):
        packed.add_stream({number: loose[number] for number in numbers[at : at + PER_STREAM]})
    return packed.finish(b" ".join(KEPT.findall(plain[3])))


def split_objects(pdf: bytes, plain: re.Match[bytes]) -> dict[int, bytes]:
    """Every object in use by its number, without its `obj … endobj` frame."""
    rows = [(int(row[:10]), row[17:18]) for row in plain[2].splitlines()]
    starts = [*sorted(offset for offset, kind in rows if kind == b"n"), plain.start()]
    following = dict(pairwise(starts))
    objects = {}
    for number, (offset, kind) in enumerate(rows):
        if kind == b"n":
            body = pdf[offset : following[offset]]
            objects[number] = OBJECT.sub(b"", body[: body.rindex(b"endobj")], count=1).strip()
    return objects


class Packed:
    """The new file as it grows."""

    def __init__(self) -> None:
        self.out = bytearray(HEADER)
        self.places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        self.streams: list[tuple[list[int], bytes]] = []

    def add(self, number: int, body: bytes) -> None:
        """An object in the open."""
        self.places[number] = (1, len(self.out), 0)
        self.out += b"%d 0 obj\n%b\nendobj\n" % (number, body)

    def add_stream(self, members: dict[int, bytes]) -> None:
        """Many small objects in one compressed stream; numbered when the file is finished."""
        index, bodies = [], bytearray()
        for number, body in members.items():
            index.append(b"%d %d" % (number, len(bodies)))
            bodies += body + b"\n"
        head = b" ".join(index) + b"\n"
        data = zlib.compress(head + bytes(bodies), 9)
        form = b"<</Type /ObjStm /N %d /First %d /Length %d /Filter /FlateDecode>>"
        shell = form % (len(members), len(head), len(data))
        self.streams.append((list(members), shell + b"\nstream\n" + data + b"\nendstream"))

    def finish(self, kept: bytes) -> bytes:
        """Number the streams, add the cross-reference stream, and close the file."""
        number = 1 + max([*self.places, *(n for members, _ in self.streams for n in members)])
        for members, body in self.streams:
            self.places |= {member: (2, number, at) for at, member in enumerate(members)}
            self.add(number, body)
            number += 1
        start = len(self.out)
        self.places[number] = (1, start, 0)
        rows = (self.places.get(n, (0, 0, 65535)) for n in range(number + 1))
        data = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows), 9)
        form = b"<</Type /XRef /Size %d /W [1 4 2] %b /Length %d /Filter /FlateDecode>>"
        shell = form % (number + 1, kept, len(data))
        self.out += b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, shell, data)
        return bytes(self.out) + b"startxref\n%d\n%%%%EOF\n" % start
