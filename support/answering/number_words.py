"""Numbers in words, as they stand before what is counted; "one" and its like are left out, being
articles and pronouns too."""

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
    "pt": "dois três quatro cinco seis sete oito nove dez onze doze quinze vinte trinta quarenta"
    " cinquenta sessenta",
    "sv": "två tre fyra fem sex sju åtta nio tio elva tolv femton tjugo trettio fyrtio femtio"
    " sextio",
    "da": "to tre fire fem seks syv otte ni ti elleve tolv femten tyve tredive fyrre halvtreds"
    " tres",
    "no": "to tre fire fem seks sju åtte ni ti elleve tolv femten tjue tretti førti femti seksti",
    "fi": "kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista"
    " kaksitoista viisitoista kaksikymmentä kolmekymmentä neljäkymmentä viisikymmentä"
    " kuusikymmentä",
    "pl": "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście"
    " piętnaście dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt",
    "ro": "doi trei patru cinci șase șapte opt nouă zece unsprezece doisprezece cincisprezece"
    " douăzeci treizeci patruzeci cincizeci șaizeci",
    "hu": "kettő három négy öt hat hét nyolc kilenc tíz tizenegy tizenkettő tizenöt húsz harminc"
    " negyven ötven hatvan",
    "ru": "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать пятнадцать"
    " двадцать тридцать сорок пятьдесят шестьдесят",
}
_HEBREW = {
    "שני": 2, "שתי": 2, "שתיים": 2, "שניים": 2, "שלוש": 3, "שלושה": 3, "ארבע": 4, "ארבעה": 4,
    "חמש": 5, "חמישה": 5, "חמשת": 5, "שש": 6, "שישה": 6, "שבע": 7, "שבעה": 7, "שמונה": 8,
    "תשע": 9, "תשעה": 9, "עשר": 10, "עשרה": 10, "עשרים": 20, "שלושים": 30, "שישים": 60,
}  # fmt: skip
_ARABIC = {
    "اثنان": 2, "اثنين": 2, "ثانيتين": 2, "دقيقتين": 2, "ساعتين": 2, "ثلاث": 3, "ثلاثة": 3,
    "أربع": 4, "أربعة": 4, "خمس": 5, "خمسة": 5, "ست": 6, "ستة": 6, "سبع": 7, "سبعة": 7,
    "ثماني": 8, "ثمانية": 8, "تسع": 9, "تسعة": 9, "عشر": 10, "عشرة": 10, "عشرين": 20,
    "عشرون": 20, "ثلاثين": 30, "ثلاثون": 30, "أربعين": 40, "خمسين": 50, "ستين": 60,
}  # fmt: skip
NUMBER_WORDS: dict[str, dict[str, int]] = {
    **{code: dict(zip(words.split(), _ORDER, strict=True)) for code, words in _WORDS.items()},
    "he": _HEBREW,
    "ar": _ARABIC,
}
NUMBER_WORDS["en"] |= {"twice": 2, "zero": 0}
NUMBER_WORDS["de"] |= {"zweimal": 2, "dreimal": 3, "null": 0}
NUMBER_WORDS["pt"] |= {"duas": 2}
NUMBER_WORDS["pl"] |= {"dwie": 2}
NUMBER_WORDS["ro"] |= {"două": 2}
NUMBER_WORDS["hu"] |= {"két": 2}
NUMBER_WORDS["ru"] |= {"две": 2}
