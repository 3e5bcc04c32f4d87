"""The language of a question, which is the answer's."""

from __future__ import annotations

import json

import pytest

from support.answering.language import GUESTS, language_of
from tests.live import ROOT

QUESTIONS = [ROOT / "catalog/demo/questions.jsonl", *(ROOT / "tests/evaluation").rglob("*.jsonl")]


@pytest.mark.parametrize(
    ("question", "manual", "language"),
    [
        ("How do I reset it?", "en", "en"),
        ("How do I reset it?", "de", "en"),
        ("Wie setze ich das Gerät zurück?", "en", "de"),
        ("reset?", "en", "en"),
        ("reset?", "de", "de"),
        ("איך מאפסים?", "en", "he"),
        ("Quelle est la tension d'alimentation ?", "en", "fr"),
        ("La batterie se charge-t-elle en USB ?", "en", "fr"),
        ("¿Cómo restablezco la configuración de fábrica?", "en", "es"),
        ("que adaptador puedo usar con este equipo", "en", "es"),
        ("Come posso resettare il dispositivo?", "en", "it"),
        ("Hoe reset ik het apparaat?", "en", "nl"),
        ("La reset", "en", "en"),  # one word proves nothing
        ("Does it do USB audio a la carte?", "en", "en"),
        ("hi hat wont close", "en", "en"),  # "hat" is German's commonest verb, and a cymbal
        ("Hat das Gerät Bluetooth?", "en", "de"),
    ],
)
def test_the_language_of_a_question(question, manual, language):
    assert language_of(question, manual) == language


def test_what_was_said_before_goes_on():
    assert language_of("FUNCTION?", "en", "fr") == "fr"
    assert language_of("What is FUNCTION?", "en", "fr") == "en"


def test_no_question_of_the_repository_is_taken_for_another_language():
    rows = [
        json.loads(line)
        for file in QUESTIONS
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    asked = [row["question"] for row in rows if "question" in row]
    assert len(asked) > 496
    assert [one for one in asked if language_of(one, "en") in GUESTS] == []
