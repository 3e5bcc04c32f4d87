"""Numbers in words; "one" and its like are left out, being articles and pronouns too."""

from __future__ import annotations

_ORDER = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40, 50, 60)
_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty"
    " fifty sixty",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf fünfzehn zwanzig dreißig"
    " vierzig fünfzig sechzig",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante"
    " cinquante soixante",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta"
    " cuarenta cincuenta sesenta",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici quindici venti trenta"
    " quaranta cinquanta sessanta",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf vijftien twintig dertig"
    " veertig vijftig zestig",
}
_HEBREW = {
    "שני": 2, "שתי": 2, "שתיים": 2, "שניים": 2, "שלוש": 3, "שלושה": 3, "ארבע": 4, "ארבעה": 4,
    "חמש": 5, "חמישה": 5, "חמשת": 5, "שש": 6, "שישה": 6, "שבע": 7, "שבעה": 7, "שמונה": 8,
    "תשע": 9, "תשעה": 9, "עשר": 10, "עשרה": 10, "עשרים": 20, "שלושים": 30, "שישים": 60,
}  # fmt: skip
NUMBER_WORDS: dict[str, dict[str, int]] = {
    **{code: dict(zip(words.split(), _ORDER, strict=True)) for code, words in _WORDS.items()},
    "he": _HEBREW,
}
NUMBER_WORDS["en"] |= {"twice": 2, "zero": 0}
NUMBER_WORDS["de"] |= {"zweimal": 2, "dreimal": 3, "null": 0}
