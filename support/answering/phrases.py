"""The desk's own words around the quotes, in the languages it speaks."""

from __future__ import annotations

from collections.abc import Sequence

# As they name themselves; others are called by their code.
LANGUAGES = {
    "ar": "العربية", "de": "Deutsch", "en": "English", "es": "español", "fr": "français",
    "he": "עברית", "it": "italiano", "ja": "日本語", "ko": "한국어", "nl": "Nederlands",
    "pl": "polski", "pt": "português", "ru": "русский", "zh": "中文",
}  # fmt: skip
PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "answered": "The manual says:",
        "unsure": "The manual may not say this. The closest places are:",
        "not_covered": "The manual does not say.",
        "other_language": "The manual is in another language ({called}). A question in that"
        " language finds more.",
        "no_manual": "There is no manual for this product yet.",
        "too_slow": "The manual takes too long to arrive. Please ask again in a few minutes.",
        "page": "Page {label}",
        "other_manual": "{product} has a manual of its own: choose that product to ask about it.",
        "section": "Section {label}",
        "unmentioned": "The manual does not mention {words}.",
        "or": "or",
        "word": "“{}”",
        "no_model": "The writing assistant cannot be reached right now, so these are the manual’s"
        " own words.",
        "spent": "Written answers are used up for today, so these are the manual’s own words.",
        "unproven": "A written answer could not be proven from the manual, so these are the"
        " manual’s own words.",
        "picture_unseen": "Your picture was not looked at.",
    },
    "he": {
        "answered": "כך כתוב במדריך:",
        "unsure": "ייתכן שהמדריך אינו עונה על כך. המקומות הקרובים ביותר הם:",
        "not_covered": "המדריך אינו עונה על השאלה הזאת.",
        "other_language": "המדריך כתוב בשפה אחרת ({called}). שאלה בשפה הזאת תמצא יותר.",
        "no_manual": "עדיין אין מדריך למוצר הזה.",
        "too_slow": "המדריך מתעכב. נא לשאול שוב בעוד כמה דקות.",
        "page": "עמוד {label}",
        "other_manual": "ל־{product} יש מדריך משלו: יש לבחור במוצר ההוא כדי לשאול עליו.",
        "section": "פרק {label}",
        "unmentioned": "המדריך אינו מזכיר את {words}.",
        "or": "או",
        "word": "„{}”",
        "no_model": "מערכת הכתיבה אינה זמינה כרגע, לכן אלה דברי המדריך עצמו.",
        "spent": "מכסת התשובות הכתובות להיום נוצלה, לכן אלה דברי המדריך עצמו.",
        "unproven": "לא ניתן היה להוכיח תשובה כתובה מן המדריך, לכן אלה דברי המדריך עצמו.",
        "picture_unseen": "התמונה ששלחתם לא נבדקה.",
    },
    "de": {
        "answered": "In der Anleitung steht:",
        "unsure": "Vielleicht steht es nicht in der Anleitung. Am nächsten kommen diese Stellen:",
        "not_covered": "Die Anleitung sagt dazu nichts.",
        "other_language": "Die Anleitung ist in einer anderen Sprache ({called}). In dieser Sprache"
        " gefragt, findet sich mehr.",
        "no_manual": "Für dieses Produkt gibt es noch keine Anleitung.",
        "too_slow": "Die Anleitung lässt auf sich warten. Bitte in einigen Minuten erneut fragen.",
        "page": "Seite {label}",
        "other_manual": "{product} hat eine eigene Anleitung: Wählen Sie jenes Produkt, um danach"
        " zu fragen.",
        "section": "Abschnitt {label}",
        "unmentioned": "{words} kommt in der Anleitung nicht vor.",
        "or": "oder",
        "word": "„{}“",
        "no_model": "Der Schreibassistent ist gerade nicht erreichbar; dies sind die Worte der"
        " Anleitung selbst.",
        "spent": "Die geschriebenen Antworten für heute sind aufgebraucht; dies sind die Worte der"
        " Anleitung selbst.",
        "unproven": "Eine geschriebene Antwort ließ sich nicht aus der Anleitung belegen; dies"
        " sind die Worte der Anleitung selbst.",
        "picture_unseen": "Ihr Bild wurde nicht angesehen.",
    },
    "fr": {
        "answered": "Le manuel indique :",
        "unsure": "Le manuel ne le dit peut-être pas. Voici les passages les plus proches :",
        "not_covered": "Le manuel n’en dit rien.",
        "other_language": "Le manuel est dans une autre langue ({called}). Une question dans cette"
        " langue trouvera davantage.",
        "no_manual": "Il n’y a pas encore de manuel pour ce produit.",
        "too_slow": "Le manuel tarde à arriver. Reposez la question dans quelques minutes.",
        "page": "Page {label}",
        "section": "Section {label}",
        "other_manual": "{product} a son propre manuel : choisissez ce produit pour en parler.",
        "unmentioned": "Le manuel ne mentionne pas {words}.",
        "or": "ou",
        "word": "« {} »",
        "no_model": "L’assistant de rédaction n’est pas joignable ; voici les mots du manuel"
        " lui-même.",
        "spent": "Les réponses rédigées sont épuisées pour aujourd’hui ; voici les mots du manuel"
        " lui-même.",
        "unproven": "Une réponse rédigée n’a pu être prouvée par le manuel ; voici les mots du"
        " manuel lui-même.",
        "picture_unseen": "Votre image n’a pas été regardée.",
    },
    "es": {
        "answered": "El manual dice:",
        "unsure": "Puede que el manual no lo diga. Los pasajes más cercanos son:",
        "not_covered": "El manual no lo dice.",
        "other_language": "El manual está en otro idioma ({called}). Una pregunta en ese idioma"
        " encontrará más.",
        "no_manual": "Todavía no hay manual de este producto.",
        "too_slow": "El manual tarda en llegar. Vuelva a preguntar dentro de unos minutos.",
        "page": "Página {label}",
        "section": "Sección {label}",
        "other_manual": "{product} tiene su propio manual: elija ese producto y pregunte.",
        "unmentioned": "El manual no menciona {words}.",
        "or": "o",
        "word": "«{}»",
        "no_model": "El asistente de redacción no está disponible ahora; estas son las palabras"
        " del propio manual.",
        "spent": "Las respuestas redactadas se han agotado por hoy; estas son las palabras del"
        " propio manual.",
        "unproven": "No se pudo probar con el manual una respuesta escrita; estas son las palabras"
        " del propio manual.",
        "picture_unseen": "No se ha mirado su imagen.",
    },
}


def phrase(name: str, language: str, **values: str) -> str:
    """The phrase in ``language`` (a code such as ``he`` or ``de-AT``), in English where unknown."""
    words = PHRASES.get(language[:2].lower(), PHRASES["en"])
    return words[name].format(**values) if values else words[name]


def unmentioned(words: Sequence[str], language: str) -> str:
    """That the manual nowhere has these words of the customer's."""
    named = [phrase("word", language).replace("{}", word) for word in words]
    return phrase("unmentioned", language, words=f" {phrase('or', language)} ".join(named))


def other_language(language: str, manual_language: str) -> str:
    """That the manual is in another language than the question; "" where it is not, or unknown.

    Words prove nothing across languages: neither that the manual is silent nor what it lacks.
    """
    manual = manual_language[:2].lower()
    if not manual or not language or manual == language[:2].lower():
        return ""
    return phrase("other_language", language, called=LANGUAGES.get(manual, manual))
