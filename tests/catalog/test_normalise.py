"""Texts become comparable: the same thing written in different ways gives the same pieces."""

from __future__ import annotations

import pytest

from catalog.normalise import ends_inside_word, pieces, spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TD-17 V‐Drums", ("td", "17", "v", "drums")),
        ("ＴＤ１７", ("td17",)),
        ("Café CRÈME", ("cafe", "creme")),
        ("ТD-17", ("td", "17")),  # a Cyrillic Т
        ("won't, Kid’s", ("wont", "kids")),
        ("Insignia™ - Wall®", ("insignia", "wall")),
        ("הַמִּקְסֵר MX-8", ("המקסר", "mx", "8")),
        ("Straße", ("strasse",)),
        ("a\u200bb", ("ab",)),
        ("  –!?  ", ()),
        ("", ()),
    ],
)
def test_pieces(text: str, expected: tuple[str, ...]) -> None:
    assert pieces(text) == expected


def test_places_point_into_the_original_text() -> None:
    for text in ("my TD-17's hi-hat", "ה־TD17 של réné", "ﬁne ½ x"):
        for piece in spans(text):
            assert pieces(text[piece.start : piece.end]) == (piece.text,)


def test_accents_written_apart_belong_to_the_word() -> None:
    assert pieces("Cafe\u0301s") == pieces("Cafés") == ("cafes",)


@pytest.mark.parametrize(("text", "expected"), [("td1", True), ("td1 ", False), ("td?", False)])
def test_last_word_is_open_until_something_follows(text: str, expected: bool) -> None:
    assert ends_inside_word(text) is expected
