"""The language to answer in: the question's."""

from __future__ import annotations

from support.extraction.language import guess
from support.stop_words import stop_words
from support.words import raw_words


def language_of(question: str, manual_language: str) -> str:
    """ISO 639-1 code. A question too short to tell is taken to be in the manual's language.

    Only the manual's language and English are weighed against each other for Latin script: among
    ten languages a handful of words proves nothing.
    """
    script = guess([question])
    if script and not stop_words(script):
        return script
    if script in ("he", "ar", "ru", "uk", "el"):
        return script
    words = set(raw_words(question))
    votes = {code: len(words & stop_words(code)) for code in {"en", manual_language or "en"}}
    best = max(votes, key=lambda code: (votes[code], code == manual_language))
    return best if votes[best] else manual_language or "en"
