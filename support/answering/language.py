"""The language to answer in: the question's."""

from __future__ import annotations

from support.extraction.language import guess
from support.stop_words import stop_words
from support.words import raw_words

SPOKEN = ("en", "de")  # by the desk, in Latin script


def language_of(question: str, manual_language: str, before: str = "") -> str:
    """ISO 639-1 code. A question too short to tell is taken to be in the language of what was
    said ``before`` (a code), else in the manual's.

    Only the manual's language and those that the desk itself speaks are weighed against each other
    for Latin script: among ten languages a handful of words proves nothing.
    """
    script = guess([question])
    if script and not stop_words(script):
        return script
    if script in ("he", "ar", "ru", "uk", "el"):
        return script
    words = set(raw_words(question))
    likely = before or manual_language or "en"
    known = {*SPOKEN, manual_language or "en", likely}
    votes = {code: len(words & stop_words(code)) for code in known}
    best = max(votes, key=lambda code: (votes[code], code == likely, code == manual_language))
    return best if votes[best] else likely
