"""The words by which a question goes on from the one before it, by language."""

from __future__ import annotations

from support.words import normal

Words = dict[str, frozenset[str]]


def _set(words: str) -> frozenset[str]:
    return frozenset(normal(words).split())


def _sets(**by_language: str) -> Words:
    return {code: _set(words) for code, words in by_language.items()}


# How a question opens that adds to the last one.
OPENINGS: dict[str, tuple[str, ...]] = {
    "en": (
        *("and", "or", "but", "also", "then", "so", "what about", "how about", "what if"),
        *("why not", "same for", "the same"),
    ),
    "de": (
        *("und", "oder", "aber", "auch", "dann", "also", "was ist mit", "wie ist es mit"),
        *("wie sieht es mit", "was wenn", "was war", "warum nicht", "wieso nicht", "dasselbe"),
    ),
    "he": ("או", "אבל", "אז", "גם", "מה עם", "מה לגבי", "מה אם", "למה לא", "מדוע לא"),
}
# Openings that a whole question may follow, and how such a question begins.
JOINTS = _sets(en="and or but also then so", de="und oder aber auch dann also", he="או אבל אז גם")
QUESTION_STARTS = _sets(
    en="""how what why when where who which can could may must should do does did is are will has
        have""",
    de="""wie was warum wieso weshalb wann wo wer welche welcher welches welchen welchem kann können
        darf muss soll ist sind hat geht gibt woher wohin womit""",
    he="איך מה למה מדוע מתי איפה היכן כמה האם אפשר איזה איזו אילו מי לאן מאיפה יש",
)
# They point at what was said. "it" alone does not: to a customer it is the product.
POINTERS = _sets(
    en="them they those these",
    de="damit dabei davon dazu dafür danach daran darauf dort dies dieses diesen diesem",
    he="שם ככה בזה לזה מזה הם הן",
)
LAST = frozenset(("that", "this", "there", "das", "da"))  # so do these at the end of a question
# They point at what was said when something is done to them: "How do I undo it?"
OBJECTS = _sets(en="it", de="ihn sie es", he="אותו אותה אותם אותן")
# Say nothing of their own, beside the stop words.
EMPTY = _sets(
    en="""again another back bigger exactly else far first happen happens larger last little long
        many mean means need needed next often one ones point possible second smaller still take
        takes two three thing things way what's why's work works big small large order""",
    de="""beiden dauert erste genau geht groß große großen größere größeren größer klein kleine
        kleinen kleinere kleineren kleiner lange letzte mal nächste nächsten nochmal oft passiert
        punkt viel viele zweite zwei bedeutet heißt eigentlich denn reihenfolge""",
    he="""אחר אחרת אחרי בדיוק גדול גדולה גדולים הבא הבאה הגדול הגדולה הקטן הקטנה השני השנייה
        ואז זמן לוקח עוד עושים צריך קטן קטנה קורה ראשון ראשונה אומר אומרת פעם שוב אחרון סדר
        למה מדוע כמה איך מה מי מתי איפה היכן האם אם כן לא של על עם את זה זאת זו הוא היא יש אין
        אפשר אני גם רק או אבל אז כל כך לכל ולמה ומה ואיך ואם ואז ואפשר וזה""",
)  # fmt: skip
STEPS = _set("""step steps schritt schritte schritten שלב בשלב לשלב השלב שלבים צעד בצעד""")
# A question of a few words that begins like this is only the end of a sentence: "in mono?"
FRAGMENTS = _sets(
    en="in on with without at for from by the during after before to",
    de="in im am an auf mit ohne bei beim für von vom aus der die das dem den nach vor zu zum zur",
    he="עם בלי על של אצל לפני אחרי ב ל",
)
BIGGER = _set(
    """bigger larger big large größere größeren größer großen große groß הגדול הגדולה גדול
    גדולה יותר"""
)
SMALLER = _set(
    """smaller small little compact kleinere kleineren kleiner kleinen kleine הקטן הקטנה קטן
    קטנה"""
)
# Beside such a word a size speaks of the whole product, not of one of its parts.
MODEL_WORDS = _set(
    """one model version device unit sibling brother modell gerät ausführung version
    דגם הדגם בדגם לדגם מוצר המוצר"""
)
_NATIVE_VAV = ("וו", "ויד", "ויב", "ורוד", "וסת", "ותק", "ויר", "וקטור", "וילון", "ועד")


def native_vav(word: str) -> bool:
    """Whether a Hebrew word begins with Vav by itself, not with "and"."""
    return word.startswith(_NATIVE_VAV)
