"""What a German question says, so that two that say the same share an answer (pure).

The other way round than in English: listed is what a question could do without, and whatever is
not listed must agree, in order. So a word that nobody thought of keeps two questions apart.
"""

from __future__ import annotations

import re
from collections.abc import Set

from support.sameness import Meaning, signs
from support.words import raw_words, stem


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Articles that tell who does it to whom: "Schützt der Deckel den Filter?"
_CASES = {
    **dict.fromkeys(("den", "einen", "meinen", "diesen", "unseren"), "-n"),
    **dict.fromkeys(("dem", "einem", "meinem", "diesem", "unserem"), "-m"),
    **dict.fromkeys(("des", "eines", "meines", "unseres"), "-s"),
}
_PEOPLE = _set("ich man wir du")
# "ein" is not among them: it may be half of "einschalten".
_IDLE = _PEOPLE | _set("""
    bitte danke denn der die das diese dieser dieses eigentlich eine einer er es hallo ihm ihn ist
    mein meine meiner sie sind unser unsere""")
_ASKS = {
    **{word: word for word in ("wie", "was", "wann", "wo", "womit", "woher", "wohin", "wozu")},
    **dict.fromkeys(("warum", "wieso", "weshalb", "weswegen"), "warum"),
    **dict.fromkeys(("wer", "wen", "wem", "wessen"), "wer"),
    **{f"welche{ending}": "welche" for ending in ("", "r", "s", "n", "m")},
}
_MAY = _set("kann können könnte könnten darf dürfen dürfte dürften")
_MUST = _set("muss müssen soll sollen sollte sollten")
_PARTED = _set("""
    ab an auf aus bei durch ein fest frei her herunter hin hoch los mit nach um vor weg zu
    zurück""")
# A stem alone does not tell "drücken" from "drucken", nor "Sicherung" from "sicher".
_UMLAUTS = re.compile(r"[äöü]")
_DERIVED = re.compile(r"(?:ung|heit|keit|bar|lich|isch|los|er)(?=(?:en|e|s|em|es)?$)")
_DERIVED_FROM = 4  # letters; a shorter word only ends that way by chance
_CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{2,4}\b")


def meaning(question: str) -> Meaning:
    """What a German question says, its verb at the end and whole: "schalte … ein"."""
    words = [part for word in raw_words(question) for part in _apart(word)]
    verb, rest = _verb(words)
    modal = words[1] if words[:1] == ["wie"] and len(words) > 1 else ""  # "how can I", "how do I"
    said = set(words) - {modal}
    silent = _IDLE | _MAY | _MUST | _ASKS.keys()
    return Meaning(
        asks=frozenset(_ASKS[word] for word in words if word in _ASKS),
        may=bool(_MAY & said),
        must=bool(_MUST & said),
        turns=_people(words),
        content=tuple(_key(word) for word in (*rest, verb) if word and word not in silent),
        # "Maße" are no "Masse", though they are compared in the same letters.
        signs=(*signs(question), "ß" * question.count("ß"), *_names(question, silent)),
    )


def _people(words: list[str]) -> tuple[str, ...]:
    """ "Kann ich es laden?" is not "Kann es laden?"."""
    return ("ich",) if _PEOPLE & set(words) else ()


def _names(question: str, silent: Set[str]) -> tuple[str, ...]:
    """Names that are written like words that say nothing."""
    if question.isupper():
        return ()
    return tuple(name for name in _CAPITALS.findall(question) if name.lower() in silent)


def _apart(word: str) -> list[str]:
    """ "wieviel" is written either way."""
    return ["wie", word.removeprefix("wie")] if word.startswith("wieviel") else [word]


def _verb(words: list[str]) -> tuple[str, list[str]]:
    """The verb that stands second, with the half of it that stands last; and the other words."""
    if len(words) < 2 or words[0] not in _ASKS or words[1] in _MAY | _MUST | _IDLE | _CASES.keys():
        return "", words
    verb, rest = words[1], words[2:]
    if rest and rest[-1] in _PARTED:
        verb = rest[-1] + verb
        rest = rest[:-1]
    return verb, [words[0], *rest]


def _key(word: str) -> str:
    if word in _CASES:
        return _CASES[word]
    derived = _DERIVED.search(word) if len(word) > _DERIVED_FROM else None
    marks = ("".join(_UMLAUTS.findall(word)), derived[0] if derived else "")
    return "/".join((stem(word, "de"), *marks))
