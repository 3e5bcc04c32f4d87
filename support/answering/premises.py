"""What a question takes for granted: the things it names that the manual never mentions (pure).

"How do I charge its battery?" takes a battery for granted. Where the manual has no such word, no
other word for it and nothing spelt alike, we say so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from support.stop_words import stop_words
from support.synonyms import synonyms_of
from support.words import normal, spans, terms_of_word

MOST = 2  # things named; more would read like a list of faults
SHORTEST = 3  # letters
_BREAKS = (",", ".", ";", ":", "?", "!")

# Words behind which a thing follows.
_LEADING = {
    "en": """a an the its my your our their his her this that these those any some which what each
        every no many much more without with of for via by over using have has include includes
        support supports need needs""",
    "de": """ein eine einen einem einer eines der die das den dem des mein meine meinen meinem
        meiner dein ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner kein keine keinen
        welche welcher welches welchen welchem viele viel mit ohne per über für dieses diese
        dieser diesen diesem zum zur im am vom beim""",
}
# Before these stands what is done, and no thing.
_OBJECTS = frozenset(("it", "them", "me", "him", "us", "es", "ihn", "mich", "mir", "uns"))
# What follows them too, and is no thing.
_NO_THINGS = """anyway back middle nothing something anything matter way time times thing things one
    ones bit lot kind sort mine else hope chance trouble friend buddy son daughter enough again"""


@dataclass(frozen=True, slots=True)
class _Written:
    """A word of the question. ``ends``: no other word of its group follows."""

    text: str
    plain: str
    led: bool
    ends: bool
    first: bool


def unmentioned(question: str, language: str, missing: Collection[str]) -> tuple[str, ...]:
    """The things among ``missing`` (words that the manual nowhere has, in any case), as written.

    A thing is a name (BLE, DXF) or a word behind "its", "the", "any" and the like; in a language
    whose articles we do not know, one that manuals have several words for (battery, warranty).
    Where there are such, the others are left out.
    """
    gone = {normal(word) for word in missing}
    things = [
        word
        for word in _written(question, language)
        if word.plain in gone and _is_thing(word, language)
    ]
    common = [word for word in things if _has_synonyms(word.plain, language)]
    found = {word.plain: word.text for word in common or things}
    return tuple(found.values())[:MOST]


def _is_thing(word: _Written, language: str) -> bool:
    if word.plain in _NO_THINGS.split() or len(word.plain) < SHORTEST or word.plain.isdigit():
        return False
    named = not word.first and any(letter.isupper() for letter in word.text)
    if language in _LEADING:
        return named or (word.led and (word.ends or _has_synonyms(word.plain, language)))
    return named or _has_synonyms(word.plain, language)


def _has_synonyms(word: str, language: str) -> bool:
    return any(synonyms_of(term, language) for term in terms_of_word(word, language))


def _written(question: str, language: str) -> Sequence[_Written]:
    leading = frozenset(_LEADING.get(language, _LEADING["en"]).split())
    silent = stop_words(language) or stop_words("en")
    found: list[_Written] = []
    led = False
    places = spans(question)
    for number, (word, start, end) in enumerate(places):
        follows = places[number + 1][0] if number + 1 < len(places) else ""
        breaks = question[end : end + 1] in _BREAKS
        ends = breaks or not follows or (follows in silent and follows not in _OBJECTS)
        found.append(_Written(question[start:end], word, led, ends, number == 0))
        led = word in leading or (led and word not in silent and not breaks)
    return found
