"""Do two questions ask the same, so that one answer serves both? (pure, English)

Near in meaning is not the same: "how do I turn it on" and "… off" lie closer than most paraphrases.
So a likeness of vectors counts only between questions that agree in every word that says something,
in every number, in what turns a sentence around, and in what is asked (how, when, may I).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from support.stop_words import stop_words
from support.words import normal, raw_words, stem


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SPACE = re.compile(r"\s+")
_SIGNED = re.compile(r"(?:^|[\s(])([+−–-]\s?\d[\d.,]*)")
_CAPITALS = re.compile(r"(?<=\s)[A-Z]{1,4}\b")
_ASKS = _set("how what when where which who whom whose why")
_MAY = _set("able allowed can could may might possible")
_MUST = _set("have must need needs ought required shall should")
# Left out of the stop words of a search, but they make a sentence mean something else.
_TURNS = _set("""
    above after against all before below between both down during each few from if in into less
    more most never no nor not off on once only out over same than then through to too under until
    up very while with without""")
_SEQUENCE = _set("after before from instead into than then to until")
_FILLERS = _set("hello hey hi kindly please thank thanks")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What must agree. ``content`` is in order where the order says something, else sorted.

    ``signs`` are numbers with a sign, and names that are written like stop words.
    """

    asks: frozenset[str]
    may: bool
    must: bool
    turns: tuple[str, ...]
    content: tuple[str, ...]
    signs: tuple[str, ...]


def normalised(question: str) -> str:
    """The question as its letters are read: without case, doubled blanks and marks at its end."""
    text = unicodedata.normalize("NFKC", question).casefold().replace("’", "'")
    return _SPACE.sub(" ", text).strip().rstrip("?!.… ")


def meaning(question: str) -> Meaning:
    """What an English question says, without the words that it could do without."""
    words = _plain(raw_words(question))
    asks = frozenset("what" if word == "which" else word for word in words if word in _ASKS)
    silent = stop_words("en") | _ASKS | _MAY | _MUST | _FILLERS | _TURNS
    content = [stem(word, "en") for word in words if word not in silent]
    turns = [word for word in words if word in _TURNS and not (word == "to" and "how" in words)]
    ordered = bool(_SEQUENCE & set(turns))
    return Meaning(
        asks=asks,
        may=bool(_MAY & set(words)) and "how" not in asks,
        must=bool(_MUST & set(words)),
        turns=tuple(sorted(turns)),
        content=tuple(content if ordered else sorted(content)),
        signs=signs(question) + _names(question),
    )


def signs(question: str) -> tuple[str, ...]:
    """The numbers that have a sign, in any language."""
    return tuple(_SIGNED.findall(normal(question)))


def _names(question: str) -> tuple[str, ...]:
    """Short words that stand for something in capitals: "from A to B", "in the US"."""
    if question.isupper():
        return ()
    silent = stop_words("en")
    words = [word for word in _CAPITALS.findall(question) if word != "I"]
    return tuple(word for word in words if len(word) == 1 or word.casefold() in silent)


def _plain(words: list[str]) -> list[str]:
    """Short forms written out: "can't" → "can", "not"; "what's" → "what"."""
    plain: list[str] = []
    for word in (word.replace("’", "'") for word in words):
        if word.endswith("n't"):
            plain += [{"ca": "can", "wo": "will"}.get(word[:-3], word[:-3]), "not"]
        elif word == "cannot":
            plain += ["can", "not"]
        else:
            plain.append(word.partition("'")[0] or word)
    return plain
