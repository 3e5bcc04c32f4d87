"""Files that want to hurt their reader: a clean Unreadable, in bounded time, and nothing left."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from support.errors import Unreadable
from support.extraction import Extracted, extract
from support.extraction.pictures import render_page
from tests.support import hostile
from tests.support.paper import Paper, Text

LONGEST = 15.0  # seconds for one hostile file, on a busy machine
MOST_GROWTH = 24 * 1024 * 1024  # bytes of the worker that a whole round may leave behind
ROUND = ("zero bytes", "noise named pdf", "zip bomb", "javascript", "picture bomb", "damaged 1")
ALL = {**hostile.UNREADABLE, **hostile.READABLE, **hostile.EITHER}


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


def test_the_corpus_is_large_enough():
    fuzzed = [name for name in ALL if name.startswith(("damaged", "shuffled"))]
    assert len(ALL) - len(fuzzed) >= 35
    assert len(fuzzed) == 24
    quick = [make for name, make in ALL.items() if not name.endswith("bomb")]
    assert len({make() for make in quick}) == len(quick)


@pytest.mark.parametrize("name", hostile.UNREADABLE)
def test_is_unreadable_with_a_reason(tmp_path: Path, name: str):
    result = try_reading(tmp_path, hostile.UNREADABLE[name]())
    assert isinstance(result, Unreadable)
    assert result.permanent
    assert result.reason == "unreadable"
    assert str(result)
    assert result.customer_text


@pytest.mark.parametrize("name", hostile.READABLE)
def test_is_read_all_the_same(tmp_path: Path, name: str):
    result = try_reading(tmp_path, hostile.READABLE[name]())
    assert isinstance(result, Extracted)
    text = "".join(page.text for page in result.pages)
    text.encode("utf-8")
    assert "warm water" in text or "word and word" in text or "the rest of a line" in text
    assert not any(stranger in text for stranger in ("root:", "hello", "evil", "\x01"))


@pytest.mark.parametrize("name", hostile.EITHER)
def test_is_read_or_refused(tmp_path: Path, name: str):
    result = try_reading(tmp_path, hostile.EITHER[name]())
    assert isinstance(result, Extracted | Unreadable)


def test_the_worker_is_after_a_round_what_it_was_before(tmp_path: Path):
    """The files are made before its memory is looked at; what they do is done to children."""
    paths = []
    for number, name in enumerate(ROUND):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(ALL[name]())

    def a_round() -> tuple[int, int]:
        for path in paths:
            _read_and_draw(lambda path=path: extract(path, timeout=LONGEST))
            _read_and_draw(lambda path=path: render_page(path, 1, ("warm water",), 300))
        gc.collect()
        process = psutil.Process()
        return process.memory_info().rss, process.num_fds()

    memory, files = a_round()  # the first one loads and warms what any reading needs
    later_memory, later_files = a_round()
    assert later_memory - memory < MOST_GROWTH
    assert later_files <= files
    assert not psutil.Process().children(recursive=True)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def _read_and_draw(work: Callable[[], object]) -> None:
    try:
        work()
    except Unreadable as error:
        assert str(error)


@pytest.mark.parametrize("size", ["0 0 0 0", "0 0 1e9 1e9", "0 0 0.001 14400"])
def test_odd_page_sizes_are_drawn_or_refused(tmp_path: Path, size: str):
    path = tmp_path / "manual"
    data = Paper().page(Text("Hello")).bytes().replace(b"0 0 595 842", size.encode())
    path.write_bytes(data)
    try:
        assert len(render_page(path, 1, (), 500)) < 2_000_000
    except Unreadable as error:
        assert str(error)
