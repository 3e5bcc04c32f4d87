"""Tesseract's table → text; words and their places; the language of a page; the confinement."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from support.extraction import language, word_boxes
from support.extraction.recognised import Word, read_table

ROOT = Path(__file__).resolve().parents[2]
HEAD = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext"


def table(*words: tuple[int, int, int, float, str]) -> str:
    """Words as (block, line, left, confidence, text) on a page of 1000 by 2000 pixels."""
    rows = [HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t"]
    for number, (block, line, left, confidence, text) in enumerate(words):
        box = f"{left}\t{100 * line}\t100\t40"
        rows.append(f"5\t1\t{block}\t1\t{line}\t{number}\t{box}\t{confidence}\t{text}")
    return "\n".join(rows)


def test_lines_paragraphs_and_the_floor():
    page = read_table(
        table(
            (1, 1, 0, 96, "Hold"),
            (1, 1, 200, 90, "power"),
            (1, 1, 400, 12, "~;|"),
            (1, 2, 0, 84, "now"),
            (2, 5, 0, 90, "ﬁlter"),
        )
    )
    assert page.text == "Hold power\nnow\n\nfilter"
    assert page.confidence == 90.0
    word = page.words[1]
    assert word.text == "power"
    places = (word.left, word.top, word.right, word.bottom)
    assert places == pytest.approx((0.2, 0.05, 0.3, 0.07))


def test_short_lines_of_larger_letters_are_headings():
    lines = [(1, "Care and repair", 80), (2, "Wash it with warm water every week", 40),
             (3, "Filter", 55), (4, "Dry it in the shade and never in the sun", 40),
             (5, "WARNING", 55), (6, "Never open it", 40)]  # fmt: skip
    rows = [HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t"]
    for line, text, height in lines:
        for number, word in enumerate(text.split()):
            box = f"{100 * number}\t{100 * line}\t{20 * len(word)}\t{height}"
            rows.append(f"5\t1\t{line}\t1\t1\t{number}\t{box}\t95\t{word}")
    page = read_table("\n".join(rows))
    assert [(h.level, h.text) for h in page.headings] == [(1, "Care and repair"), (2, "Filter")]
    assert all(page.text[h.offset :].startswith(h.text) for h in page.headings)


def test_divided_words_are_joined():
    page = read_table(table((1, 1, 0, 90, "ampli-"), (1, 2, 0, 90, "fier"), (1, 3, 0, 90, "on-")))
    assert page.text == "amplifier\non-"


def test_nothing_but_dirt_is_no_text():
    assert read_table(table((1, 1, 0, 95, "—"), (1, 1, 9, 95, "|"))).text == ""
    assert read_table("").words == ()
    assert read_table(f"{HEAD}\nbroken\tline").words == ()


def test_words_are_kept_in_few_bytes():
    words = [Word(f"word{n}", 0.1, n / 1000, 0.2, (n + 10) / 1000) for n in range(400)]
    data = word_boxes.packed(words)
    assert len(data) < 400 * 15
    assert word_boxes.unpacked(data) == tuple(words)
    for broken in (b"", b"x", data[:50]):
        assert word_boxes.unpacked(broken) == ()


def test_places_of_a_quote_one_box_a_line():
    words = (
        Word("Hold", 0.1, 0.1, 0.2, 0.12),
        Word("the", 0.25, 0.1, 0.3, 0.12),
        Word("but-", 0.35, 0.1, 0.4, 0.12),
        Word("ton", 0.1, 0.2, 0.15, 0.22),
        Word("now.", 0.2, 0.2, 0.25, 0.22),
    )
    assert word_boxes.places(words, "the button") == (
        (0.25, 0.1, 0.4, 0.12),
        (0.1, 0.2, 0.15, 0.22),
    )
    assert word_boxes.places(words, "something else") == ()
    assert word_boxes.places(words, "—") == ()
    assert word_boxes.places((), "the") == ()


def test_the_language_of_a_page():
    german = "Drücken Sie die Taste und halten Sie sie gedrückt, bis das Licht auf dem Gerät "
    german += "nicht mehr blinkt. Danach ist es bereit und kann mit dem Kabel verbunden werden. "
    assert language.of_page(german * 2, "en") == "de"
    assert language.of_page("Technische Daten", "en") == "en"
    assert language.of_page("", "he") == "he"


def confined(*command: str) -> list[str]:
    return [sys.executable, "-m", "support.extraction.confined", "700", "5", *command]


def test_the_program_has_its_limits():
    shown = "import os, resource as r; print(*(r.getrlimit(n)[0] for n in "
    shown += "(r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_NOFILE)), os.nice(0))"
    # Not counted by coverage, which would want to write a file.
    uncounted = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    command = confined(sys.executable, "-S", "-c", shown)
    done = subprocess.run(
        command, cwd=ROOT, env=uncounted, capture_output=True, check=True, timeout=20
    )
    *limits, niceness = map(int, done.stdout.split())
    assert limits == [734003200, 5, 0, 32]
    assert niceness == min(os.nice(0) + 10, 19)


def test_the_program_dies_with_its_parent():
    starter = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({confined('/bin/sleep', '60')!r})\n"
        "print(child.pid, flush=True)\ntime.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", starter], cwd=ROOT, stdout=subprocess.PIPE, env=dict(os.environ)
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    deadline = time.monotonic() + 10
    while "sleep" not in child.name() and time.monotonic() < deadline:
        time.sleep(0.02)
    parent.send_signal(signal.SIGKILL)
    parent.wait(5)
    parent.stdout.close()
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
