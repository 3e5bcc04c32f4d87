"""What only names places is told apart from what says something."""

from __future__ import annotations

import pytest

from support.listings import is_contents_title, is_listing, names

DOTS = " . . . . . . . . . . . . "
ALPHABET = zip("ABCDE", (9, 3, 30, 7, 1), strict=True)

# A line break is written as " / ".
LISTINGS = {
    "dot leaders": f"1 Safety{DOTS}1 / 2 Setting up{DOTS}2 / 2.1 Power{DOTS}2",
    "title and leaders": f"Contents / 1 Introduction 3 / 2 Start{DOTS}3 / 2.1 Setup{DOTS}4",
    "rising numbers": "Contents / 1. Safety 1 / 2. Box 1 / 3. Sockets 2 / 4. Playing 3 / 5. Care 9",
    "an index": "Acme screw, 45 / Battery, 12, 47–49 / DRO), 46 / GUI, 45, 47 / Keys, 12",
    "an index with leaders": " / ".join(f"{word}{DOTS}{page}" for word, page in ALPHABET),
    "a web page's contents": "Contents / • Introduction / • Features / • Start / • Keys / • End",
    "roman pages": f"Preface{DOTS}iii / Thanks{DOTS}v / Safety{DOTS}1",
    "German": "Inhaltsverzeichnis / Sicherheit / Aufstellen / Anschließen / Spielen / Pflege",
    "Hebrew": "תוכן העניינים / בטיחות 1 / הרכבה 2 / חיבורים 3 / ניקוי 4 / מפרט 7",
}

OTHERS = {
    "running text": "Hold the button for 5 seconds. / The lamp goes out. / Release it.",
    "technical data": "Weight 2.3 / Width 480 / Height 95 / Inputs 8 / Outputs 2",
    "data with leaders": f"Weight{DOTS}2.3 kg / Power{DOTS}30 W / Inputs{DOTS}8 / Outputs{DOTS}2",
    "a table of numbers": "STATE | 2, 3, 6 / REPORT | 2, 3 / A | 1, 2 / B | 4, 5 / X | 3, 4",
    "steps": "Contents / 1. Open the lid. / 2. Take it out. / 3. Wash it. / 4. Dry it. / 5. Close.",
    "few lines": "Index / Page 3",
}


@pytest.mark.parametrize("text", LISTINGS.values(), ids=LISTINGS)
def test_a_listing(text: str):
    assert is_listing(text.replace(" / ", "\n"))


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_something_else(text: str):
    assert not is_listing(text.replace(" / ", "\n"))


def test_one_heading_of_the_manual_after_the_other():
    headings = names(["1. Safety", "2. Setting up", "2.1 Power", "Playing", "Care", "Data"])
    text = "• Safety\n• Setting up\n• Power\n• Playing\n• Care"
    assert is_listing(text, headings)
    assert not is_listing(text)
    assert not is_listing("• Safety\n• the mixer\n• a cable\n• a lamp\n• this manual", headings)


def test_only_some_titles_can_be_nothing_else():
    assert is_contents_title("Table of Contents")
    assert is_contents_title("Inhaltsverzeichnis")
    assert not is_contents_title("Contents")  # of the box
