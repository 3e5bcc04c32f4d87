"""Things that a question takes for granted and the manual never mentions."""

from __future__ import annotations

import pytest

from support.answering.premises import unmentioned


@pytest.mark.parametrize(
    ("question", "language", "missing", "named"),
    [
        ("How do I charge its battery?", "en", ("charge", "battery"), ("battery",)),
        ("does it have bluetooth", "en", ("bluetooth",), ("bluetooth",)),
        ("Where is the button to export to a DXF drawing?", "en", ("export", "dxf"), ("DXF",)),
        ("my son stupidly dropped it", "en", ("son", "stupidly", "dropped"), ()),
        ("How do I get back to the menu?", "en", ("back",), ()),
        ("Wie lade ich den Akku?", "de", ("lade", "akku"), ("Akku",)),
        ("Wie spiele ich das vernünftig ab?", "de", ("vernünftig",), ()),
        ("איך מחליפים את הסוללה?", "he", ("הסוללה",), ("הסוללה",)),
        ("How long is the warranty?", "en", (), ()),
    ],
)
def test_only_things_are_named(
    question: str, language: str, missing: tuple[str, ...], named: tuple[str, ...]
) -> None:
    found = unmentioned(question, language, missing)

    assert found == named


def test_at_most_two_are_named_and_as_the_customer_wrote_them() -> None:
    asked = "Which app, WLAN, HDMI port and USB hub do I need?"

    assert unmentioned(asked, "en", ("app", "wlan", "hdmi", "hub")) == ("app", "WLAN")


def test_capitals_at_the_beginning_are_no_name() -> None:
    assert unmentioned("Somehow it stopped.", "en", ("somehow", "stopped")) == ()
