"""The desk's own words around the quotes, in the languages it speaks."""

from __future__ import annotations

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "answered": "The manual says:",
        "unsure": "The manual may not say this. The closest places are:",
        "not_covered": "The manual does not say.",
        "no_manual": "There is no manual for this product yet.",
        "too_slow": "The manual takes too long to arrive. Please ask again in a few minutes.",
        "page": "Page {label}",
        "other_manual": "{product} has a manual of its own: choose that product to ask about it.",
    },
    "he": {
        "answered": "כך כתוב במדריך:",
        "unsure": "ייתכן שהמדריך אינו עונה על כך. המקומות הקרובים ביותר הם:",
        "not_covered": "המדריך אינו עונה על השאלה הזאת.",
        "no_manual": "עדיין אין מדריך למוצר הזה.",
        "too_slow": "המדריך מתעכב. נא לשאול שוב בעוד כמה דקות.",
        "page": "עמוד {label}",
        "other_manual": "ל־{product} יש מדריך משלו: יש לבחור במוצר ההוא כדי לשאול עליו.",
    },
    "de": {
        "answered": "In der Anleitung steht:",
        "unsure": "Vielleicht steht es nicht in der Anleitung. Am nächsten kommen diese Stellen:",
        "not_covered": "Die Anleitung sagt dazu nichts.",
        "no_manual": "Für dieses Produkt gibt es noch keine Anleitung.",
        "too_slow": "Die Anleitung lässt auf sich warten. Bitte in einigen Minuten erneut fragen.",
        "page": "Seite {label}",
        "other_manual": "{product} hat eine eigene Anleitung: Wählen Sie jenes Produkt, um danach"
        " zu fragen.",
    },
}


def phrase(name: str, language: str, **values: str) -> str:
    """The phrase in ``language`` (a code such as ``he`` or ``de-AT``), in English where unknown."""
    words = PHRASES.get(language[:2].lower(), PHRASES["en"])
    return words[name].format(**values)
