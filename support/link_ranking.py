"""Which of a page's links is probably the product's manual: best first, staff chooses (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from catalog.normalise import pieces

LIKENESS = 6.0  # for a link that has all of the product's name
# How much a word in a link's text or file name says for or against a manual.
_WORDS = {
    3.0: r"manuals?|handb(ook|uch)|bedienungsanleitung|gebrauchsanleitung|benutzerhandbuch"
    r"|betriebsanleitung|mode d.emploi|manuel|instruction|instrucciones|istruzioni|handleiding"
    r"|מדריך|הוראות",
    1.5: r"owners?|owner.s|user|users|guides?|guía|anleitung|utilisateur|usuario|utente|למשתמש"
    r"|operating|operation|reference|om",
    0.5: r"quick ?start|getting ?started|kurzanleitung|schnellstart|démarrage|qsg",
    -1.0: r"service|parts|spare|midi implementation|addendum|supplement|errata",
    -3.0: r"data ?sheet|datenblatt|brochure|broschüre|prospekt|catalog(ue)?|katalog|warranty"
    r"|garantie|declaration|conformity|ce ?doc|safety|msds|release ?notes|changelog|press"
    r"|price|terms|privacy|agb|licen[cs]e|firmware|dimensions?|cad",
}
_VALUES = tuple(
    (value, re.compile(rf"(?<![^\W\d_])({words})(?![^\W\d_])", re.IGNORECASE))
    for value, words in _WORDS.items()
)
_LANGUAGES = {
    "en": r"english|englisch|anglais|inglés|אנגלית",
    "de": r"german|deutsch|allemand|alemán|גרמנית",
    "fr": r"french|français|francais|französisch",
    "es": r"spanish|español|espanol|spanisch",
    "it": r"italian|italiano|italienisch",
    "nl": r"dutch|nederlands",
    "he": r"hebrew|hebräisch|עברית",
    "ja": r"japanese|日本語",
}
_NAMED = tuple(
    (code, re.compile(rf"(?<![^\W_])({words})(?![^\W_])", re.IGNORECASE))
    for code, words in _LANGUAGES.items()
)
_CODE = "en|de|fr|es|it|nl|he|ja|eng|ger|deu|fra|esp|ita"
_CODE_IN_NAME = re.compile(rf"[-_. ]({_CODE})(?=[-_. ])", re.IGNORECASE)
_CODE_IN_TEXT = re.compile(rf"\b({_CODE.upper()})\b")  # in small letters they are words
_CODES = {"eng": "en", "ger": "de", "deu": "de", "fra": "fr", "esp": "es", "ita": "it"}


@dataclass(frozen=True, slots=True)
class Link:
    """``text`` is what the page says of it, ``language`` what the page says of its language."""

    url: str
    text: str
    language: str = ""

    @property
    def words(self) -> str:
        """What there is to judge it by: its text, and its file's name with blanks in it."""
        name = unquote(urlsplit(self.url).path).rpartition("/")[2]
        return f"{self.text} {re.sub(r'[-_+.]+', ' ', name)}"


def ranked(links: Iterable[Link], names: Sequence[str]) -> list[Link]:
    """Best first; ``names``: of the products that the manual is looked for. Ties as on the page."""
    wanted = [_grown(name) for name in names]
    return sorted(links, key=lambda link: -_score(link, wanted))


def language_of(link: Link) -> str:
    """ISO 639-1, as the page, the text or the file's name says; "" where nothing does."""
    if link.language:
        return link.language[:2]
    for code, pattern in _NAMED:
        if pattern.search(link.words):
            return code
    name = unquote(urlsplit(link.url).path).rpartition("/")[2]
    found = _CODE_IN_TEXT.search(link.text) or _CODE_IN_NAME.search(name)
    return _CODES.get(found[1].lower(), found[1].lower()) if found else ""


def _score(link: Link, wanted: Sequence[dict[str, float]]) -> float:
    said = sum(value for value, pattern in _VALUES if pattern.search(link.words))
    has = _grown(link.words)
    return said + LIKENESS * max((_share(name, has) for name in wanted), default=0.0)


def _grown(text: str) -> dict[str, float]:
    """The words of a text with what two neighbours make together: TX-17 is also tx17."""
    words = pieces(text)
    weights = {word: _weight(word) for word in words}
    return weights | {a + b: _weight(a) + _weight(b) for a, b in pairwise(words)}


def _share(name: dict[str, float], has: dict[str, float]) -> float:
    total = sum(name.values())
    return sum(weight for word, weight in name.items() if word in has) / total if total else 0.0


def _weight(word: str) -> float:
    """A model number tells products apart; a word like "piano" hardly does."""
    return 2.0 if any(character.isdigit() for character in word) else 1.0
