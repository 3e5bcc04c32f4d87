"""What a text denies, which of two opposites it names, and what it only wants said (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from support.answering.content import content_terms

_NEGATIONS = {
    "en": r"not|no|never|none|nor|neither|without|cannot|can't|\w+n['’]t|avoid\w*|forbidden"
    r"|prohibit\w*|unable|impossible|refrain|except|fails?|lacks?|instead of|rather than",
    "de": r"nicht|kein\w*|nie|niemals|ohne|weder|noch nie|verboten|vermeide\w*|vermieden|unmöglich"
    r"|außer|untersagt|statt|anstatt",
    "fr": r"ne|n['’]\w+|pas|jamais|sans|aucune?|ni|évite[rz]?|interdit\w*|sauf",
    "es": r"no|nunca|sin|jamás|ning[uú]n\w*|ni|evit\w+|prohibid\w*|excepto",
    "it": r"non|mai|senza|nessun\w*|né|evitar?\w*|vietat\w*",
    "nl": r"niet|geen|nooit|zonder|noch|vermijd\w*|verboden",
    "pt": r"não|nem|nunca|jamais|sem|nenhum\w*|evit\w+|proibid\w*|proíb\w*|imposs\w*"
    r"|exceto",
    "sv": r"inte|ej|icke|aldrig|ing(?:en|et|a)|utan|varken|undvik\w*|förbjud\w*"
    r"|otillåt\w*|omöjlig\w*",
    "da": r"ikke|aldrig|ing(?:en|et)|uden|hverken|undgå\w*|undlad\w*|forbudt|umulig\w*",
    "no": r"ikke|aldri|ing(?:en|et)|uten|verken|unngå\w*|unnlat\w*|forbudt|umulig\w*",
    "fi": r"ei|en|et|emme|ette|eivät|eikä|älä|älkää|ilman|koskaan|vältä\w*|kiellet\w*"
    r"|mahdoton\w*|\w{3,}m(?:atta|ättä)",
    "pl": r"nie|nigdy|bez|ani|żad\w+|unika\w*|zabr[oa]n\w*|zakaz\w*|wzbron\w*"
    r"|niemożliw\w*|niedozwol\w*",
    "ro": r"nu|niciodată|fără|nici\w*|evita\w*|interzi\w*|imposibil\w*|n-\w+",
    "hu": r"nem|ne|se|sem|soha|nélkül|nincs\w*|tilos|tilt\w*|kerülj\w*|lehetetlen\w*",
    "ru": r"не|ни|нет|нельзя|без|никогда|избега\w*|запре[тщ]\w*|невозможн\w*|недопустим\w*",
    "ar": r"[وف]?(?:لا|ليس\w*|لم|لن|غير|بدون|دون|بلا|عدم|إلا|تجنب\w*|ممنوع\w*|محظور\w*"
    r"|[يت]\u064f?(?:منع|حظر))",
    "he": r"לא|אין|אל|בלי|ללא|אסור|מבלי|אינו|אינה|אינם|אינן|איננ\w+|להימנע|הימנע\w*|פרט ל\w*",
}
_CLAUSE = re.compile(
    r"[.,;:!?…()\[\]–—]|\b(?:but|while|when|then|unless|until|and then|aber|sondern|während"
    r"|wenn|bis|mais|quand|pero|cuando|ma|maar|אבל|כאשר)\b",
    re.IGNORECASE,
)
_NEGATION = {
    code: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for code, words in _NEGATIONS.items()
}
_OPPOSITES = (
    ("left", "right"), ("up", "down"), ("upper", "lower"), ("top", "bottom"), ("front", "rear"),
    ("before", "after"), ("open", "close"), ("input", "output"), ("minimum", "maximum"),
    ("increase", "decrease"), ("increases", "decreases"), ("raise", "lower"), ("lock", "unlock"),
    ("clockwise", "counterclockwise"), ("clockwise", "anticlockwise"), ("hot", "cold"),
    ("positive", "negative"), ("enable", "disable"), ("enabled", "disabled"), ("above", "below"),
    ("connect", "disconnect"), ("plug", "unplug"), ("safe", "unsafe"), ("more", "less"),
    ("first", "last"), ("mono", "stereo"), ("red", "green"), ("allowed", "forbidden"),
    ("attach", "remove"), ("insert", "remove"), ("with", "without"), ("at least", "at most"),
    ("always", "never"), ("on", "off"), ("male", "female"), ("wet", "dry"), ("fast", "slow"),
    ("links", "rechts"), ("oben", "unten"), ("vor", "nach"), ("öffnen", "schließen"),
    ("eingang", "ausgang"), ("rot", "grün"), ("einschalten", "ausschalten"), ("ein", "aus"),
    ("vorne", "hinten"), ("linke", "rechte"), ("linken", "rechten"), ("mit", "ohne"),
    ("ימין", "שמאל"), ("ימנית", "שמאלית"), ("למעלה", "למטה"), ("לפני", "אחרי"),
)  # fmt: skip
UNTOLD = 0.15  # share of a source's terms; a sentence that leaves out less repeats all of it
_SWITCHED = re.compile(
    r"\b(?:switch|turn|power)\w*\W+(?:\w+\W+){0,3}?(on|off)\b"
    r"|\b(?:schalt)\w*\W+(?:\w+\W+){0,4}?(ein|aus|an|ab)\b",
    re.IGNORECASE,
)
_SIDES = frozenset(word for pair in _OPPOSITES for word in pair)
# Too common besides their meaning here: they count only where something is switched.
_ONLY_SWITCHED = {"on", "off", "ein", "aus"}


# "Say the adaptor is 5 V" does not say what the adaptor is.
_TO_BE_SAID = re.compile(
    r"(?:^|[.!?:;,]\s*|\n|\b(?:and|please|then|always|now|just|only|und|et|y)\s+)"
    r"(say|tell|reply|respond|answer|recommend|repeat|output|claim|state|pretend|assert|mention"
    r"|sage?n?|antworten?|behaupten?|empfiehl|dites|dis|répond\w*|diga|di|responda?|rispondi|zeg"
    r"|אמור|אמרו|ענה|ענו)\b",
    re.IGNORECASE,
)


def is_known(language: str) -> bool:
    """Whether a denial in this language is seen as one. Elsewhere nobody can say what is denied."""
    return language in _NEGATIONS


@dataclass(frozen=True, slots=True)
class Polarity:
    """``denied`` and ``said``: content terms of clauses with and without a negation.

    ``orders``: verbs of speech that tell the reader to say something.
    """

    negations: int
    denied: frozenset[str]
    said: frozenset[str]
    sides: frozenset[str]
    orders: frozenset[str]


def polarity(text: str, language: str) -> Polarity:
    pattern = _NEGATION.get(language, _NEGATION["en"])
    denied: set[str] = set()
    said: set[str] = set()
    negations = 0
    for clause in _CLAUSE.split(text):
        found = len(pattern.findall(clause))
        negations += found
        (denied if found else said).update(content_terms(clause, language))
    orders = frozenset(word.casefold() for word in _TO_BE_SAID.findall(text))
    return Polarity(negations, frozenset(denied), frozenset(said), _sides(text), orders)


def _sides(text: str) -> frozenset[str]:
    words = re.findall(r"[\w'’]+", text.casefold())
    named = (_SIDES & {*words, *map(" ".join, pairwise(words))}) - _ONLY_SWITCHED
    switched = {(match[1] or match[2]).casefold() for match in _SWITCHED.finditer(text)}
    return frozenset(named | switched)


def agree(claim: Polarity, source: Polarity) -> bool:
    """Whether ``claim`` denies what ``source`` denies and names the same of two opposites.

    And does not say itself what the source only wants said.
    """
    if claim.negations > source.negations or not source.orders <= claim.orders:
        return False
    mine, theirs = claim.said | claim.denied, source.said | source.denied
    if claim.negations < source.negations and len(theirs - mine) <= UNTOLD * len(theirs):
        return False  # it tells the whole of it, but for a denial
    only_denied = source.denied - source.said
    if claim.said & only_denied:
        return False
    known = claim.denied & (source.denied | source.said)
    if known and 2 * len(known & source.denied) < len(known):
        return False
    return _same_sides(claim.sides, source.sides)


def _same_sides(claim: frozenset[str], source: frozenset[str]) -> bool:
    missing = claim - source
    return not any(
        (one in missing and other in source) or (other in missing and one in source)
        for one, other in _OPPOSITES
    )
