"""Files that want to hurt their reader: a clean Unreadable, in bounded time, and nothing left."""

from __future__ import annotations

import random
import time
import zlib
from pathlib import Path

import psutil
import pytest

from support.errors import Unreadable
from support.extraction import Extracted, extract
from support.extraction.pictures import render_page
from tests.support.paper import Paper, Text, assembled, paragraph

LONGEST = 15.0  # seconds for one hostile file, on a busy machine


def good() -> bytes:
    lines = [f"Step {n} of the cleaning needs warm water and some patience." for n in range(20)]
    return Paper().page(*paragraph(lines)).bytes()


def with_stream(data: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def flate_bomb() -> bytes:
    """1.5 GB of blanks in 1.5 MB."""
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(b" " * 1_000_000) for _ in range(1500)) + packer.flush()
    return with_stream(data)


def double_bomb() -> bytes:
    once = zlib.compress(b"\0" * 400_000_000, 9)
    return with_stream(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]")


def operator_bomb() -> bytes:
    return with_stream(zlib.compress(b"BT /F1 9 Tf (a) Tj ET " * 6_000_000, 9))


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


def circular_outline() -> bytes:
    data = Paper(outline=[("Cleaning", 1), ("Storing", 1)])
    data.page(*paragraph(["Wash the bowl with warm water after each use, then let it dry."] * 5))
    return data.bytes().replace(b"/Next", b"/First 6 0 R /Next")


def deep_brackets() -> bytes:
    return b"%PDF-1.4\n1 0 obj\n" + b"[" * 500_000 + b"]" * 500_000 + b"\nendobj\n"


def many_pages() -> bytes:
    kids = b"3 0 R " * 10_000
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 10000 /Kids [%b] >>" % kids,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    )


def deep_html() -> bytes:
    return b"<!doctype html><body>" + b"<div>" * 200_000 + b"word " * 300


def entity_bomb() -> bytes:
    levels = b"".join(b'<!ENTITY a%d "%b">' % (n + 1, b"&a%d;" % n * 10) for n in range(9))
    return b'<!DOCTYPE html [<!ENTITY a0 "lol">' + levels + b"]><html><body>&a9;</body></html>"


def file_entity() -> bytes:
    return (
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>'
        + b"<p>word and word</p>" * 100
        + b"<p>&x;</p></body></html>"
    )


def noise(seed: int) -> bytes:
    return random.Random(seed).randbytes(50_000)


def damaged(seed: int) -> bytes:
    """A good file with some bytes changed."""
    chance = random.Random(seed)
    data = bytearray(good())
    for _ in range(40):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


UNREADABLE = {
    "flate bomb": flate_bomb,
    "double bomb": double_bomb,
    "operator bomb": operator_bomb,
    "deep pages": deep_pages,
    "circular pages": circular_pages,
    "deep brackets": deep_brackets,
    "ten thousand pages": many_pages,
    "entity bomb": entity_bomb,
    "noise": lambda: noise(1),
    "noise named pdf": lambda: b"%PDF-1.7\n" + noise(2),
    "half a header": lambda: b"%PD",
    "zip": lambda: b"PK\x03\x04" + noise(3),
    "zero bytes": lambda: b"",
    "one byte": lambda: b"\0",
    "only a header": lambda: b"%PDF-1.4\n",
    "truncated early": lambda: good()[:200],
    "javascript instead of text": lambda: b"<html><script>" + b"word " * 999 + b"</script></html>",
}


def try_reading(tmp_path: Path, data: bytes) -> Extracted | Unreadable:
    path = tmp_path / "manual"
    path.write_bytes(data)
    started = time.monotonic()
    try:
        return extract(path, timeout=LONGEST)
    except Unreadable as error:
        return error
    finally:
        assert time.monotonic() - started < LONGEST + 5
        assert not psutil.Process().children(recursive=True)


@pytest.mark.parametrize("name", UNREADABLE)
def test_is_unreadable_with_a_reason(tmp_path: Path, name: str):
    result = try_reading(tmp_path, UNREADABLE[name]())
    assert isinstance(result, Unreadable)
    assert result.permanent
    assert result.reason == "unreadable"
    assert str(result)
    assert result.customer_text


@pytest.mark.parametrize("seed", range(12))
def test_damaged_variants_of_a_good_file_are_read_or_refused(tmp_path: Path, seed: int):
    result = try_reading(tmp_path, damaged(seed))
    assert isinstance(result, Extracted | Unreadable)


def test_a_circular_outline_does_not_keep_us(tmp_path: Path):
    result = try_reading(tmp_path, circular_outline())
    assert isinstance(result, Extracted)
    assert "warm water" in result.pages[0].text


def test_the_rest_of_a_truncated_file_is_read(tmp_path: Path):
    data = good()
    result = try_reading(tmp_path, data[: data.rindex(b"xref")])
    assert isinstance(result, Extracted)
    assert "Step 19" in result.pages[0].text


def test_deep_html_is_bounded(tmp_path: Path):
    result = try_reading(tmp_path, deep_html())
    assert isinstance(result, Extracted | Unreadable)


def test_html_cannot_name_our_files(tmp_path: Path):
    result = try_reading(tmp_path, file_entity())
    assert isinstance(result, Extracted)
    assert "root:" not in "".join(page.text for page in result.pages)


def test_text_beyond_unicode_is_plain_in_the_end(tmp_path: Path):
    odd = Paper().page(*paragraph(["A\x01B\x7fC and the rest of a line of text in a row"] * 5))
    result = try_reading(tmp_path, odd.bytes())
    assert isinstance(result, Extracted)
    result.pages[0].text.encode("utf-8")
    assert "\x01" not in result.pages[0].text


@pytest.mark.parametrize("size", ["0 0 0 0", "0 0 1e9 1e9", "0 0 0.001 14400"])
def test_odd_page_sizes_are_drawn_or_refused(tmp_path: Path, size: str):
    path = tmp_path / "manual"
    data = Paper().page(Text("Hello")).bytes().replace(b"0 0 595 842", size.encode())
    path.write_bytes(data)
    try:
        assert len(render_page(path, 1, (), 500)) < 2_000_000
    except Unreadable as error:
        assert str(error)
