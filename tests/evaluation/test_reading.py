"""Manuals that Debian packages, read where their copies are there: what was seen to read right."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.extraction import extract
from support.extraction.pages import CELL

FOLDER = os.environ.get("EVALUATION_MANUALS", "")  # what tests.evaluation.fetch has filled


@dataclass(frozen=True)
class Seen:
    """``page`` is a number, or in HTML a section's label; ``anchor`` is its anchor or label."""

    manual: str
    language: str
    page: int | str
    anchor: str
    text: str
    heading: str = ""


SEEN = (
    Seen("avrdude-doc/avrdude.pdf", "en", 9, "5", f"c128{CELL}AT90CAN128\nc32{CELL}AT90CAN32",
         "2.1 Option Descriptions"),
    Seen("freedv/USER_MANUAL.pdf", "en", 5, "5",
         f"Receive Tab{CELL}Input To Computer From Radio{CELL}The off air FreeDV signal",
         "2.2.2 PTT Configuration"),
    Seen("nut-doc/user-manual.pdf", "en", 34, "22", 'password = "123=123"', "6.1.2 Line spanning"),
    Seen("rtklib-doc/manual_2.4.2.pdf", "en", 100, "98",
         f"-o ofile{CELL}output RINEX OBS file\n-n nfile{CELL}output RINEX NAV file"),
    Seen("simh/altairz80_doc.pdf", "en", 5, "5",
         "(added documentation for Howard M. Harte’s hard disk\nextensions)\n– 05-Jan-2007",
         "2 Revision History"),
    Seen("linuxcnc-doc-de/LinuxCNC_Getting_Started_de.pdf", "de", 10, "4",
         "• 512 MB oder mehr RAM\n\n• 8 GB Festplatte", "2.1 Mindestanforderungen"),
    Seen("stella/stella.html", "en", "Hotkeys", "Hotkeys",
         f"Key (Standard){CELL}Key (macOS)\nExit Stella{CELL}Control + Q{CELL}Cmd + Q",
         "Hotkeys"),
    Seen("hatari/manual.html", "en", "The Sound Dialog", "", "The Sound Dialog\n",
         "The Sound Dialog"),
    Seen("wsjtx-doc/wsjtx-main.html", "en", "13.1. Frequency Calibration",
         "_frequency_calibration", "• Switch to FreqCal mode\n• In the Working Frequencies box",
         "13.1. Frequency Calibration"),
)  # fmt: skip


@pytest.mark.skipif(not FOLDER, reason="EVALUATION_MANUALS names no folder")
@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: seen.manual)
def test_a_manual_reads_as_it_was_seen_to(seen: Seen) -> None:
    read = extract(Path(FOLDER) / seen.manual)
    page = next(p for p in read.pages if seen.page in (p.number, p.label))
    assert read.language == seen.language
    assert seen.text in page.text
    assert seen.anchor == (page.label if isinstance(seen.page, int) else page.anchor)
    assert not seen.heading or seen.heading in [heading.text for heading in page.headings]
