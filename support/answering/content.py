"""The terms of a sentence that say what it is about (pure)."""

from __future__ import annotations

from functools import cache

from support.stop_words import stop_words
from support.words import terms

# What models put around what they were told: says nothing that a manual could deny.
_FILLERS = {
    "en": "according manual says say said states state mentions explain explained described"
    " following follow follows please first then next finally also simply make sure ensure"
    " note means order done unit device product user customer able allow allows way step steps"
    " recommended answer question information need needs want will can must should located"
    " include includes including",
    "de": "laut anleitung handbuch gemäß folgende folgenden bitte zuerst dann danach schließlich"
    " einfach sicher stellen hinweis gerät produkt schritt schritte befindet empfohlen",
    "he": "לפי המדריך כדי אנא תחילה לאחר מכן לבסוף פשוט המכשיר המוצר שלב ניתן יש צריך",
}


def content_terms(text: str, language: str) -> frozenset[str]:
    """The terms of ``text`` without the commonest words of the language and of models.

    Without figures too: "1,500" and "1500" are the same, see support.answering.quantities.
    """
    words = (term for term in terms(text, language) if not any(map(str.isdigit, term)))
    return frozenset(words) - _common(language)


@cache
def _common(language: str) -> frozenset[str]:
    words = {*(stop_words(language) or stop_words("en")), *_FILLERS.get(language, "").split()}
    return frozenset(term for word in words for term in terms(word, language))
