"""A question that leans on what was said before → one that can be looked up (pure).

    "How do I split the keyboard?"  …  "How do I undo it?"
        → looked for: "How do I split the keyboard? undo", near the pages that were cited

Rules, not a model: a question leans on the last one when it opens like a continuation, points back
with a pronoun or a step's number, or says nothing of its own. Where a model writes the answer it is
given the conversation as well. Figures: decision 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from support.continuations import (
    EMPTY,
    FRAGMENTS,
    JOINTS,
    LAST,
    OBJECTS,
    OPENINGS,
    POINTERS,
    QUESTION_STARTS,
    STEPS,
    native_vav,
)
from support.retrieval import Hit
from support.stop_words import stop_words
from support.words import raw_words

MOST_AFTER_OPENING = 4  # content words; a question with more stands alone, also after "and"
MOST_WITH_POINTER = 2
MOST_WITH_OBJECT = 1
SHORT_WITH_OBJECT = 7  # words
LONGEST = 10  # words of a question that leans without saying so at its beginning
SHORT = 4  # words of a fragment such as "in mono?"
PLACES_UP = 1.5  # that a passage gains when its page was cited a moment ago
Item = TypeVar("Item", bound=Hit)


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier question, and the pages its answer cited in the manual that is asked now."""

    question: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """``search``: what to look for. ``near``: pages that the question probably goes on about.

    ``back`` is what it leans on, "" where it stands alone; ``step``: the number that it asks about.
    """

    search: str
    near: tuple[int, ...] = ()
    back: str = ""
    step: str = ""

    @property
    def leans(self) -> bool:
        return bool(self.back)

    def about(self, what: str) -> Resolved:
        """With what the question turned out to be about: a sibling's name, the words of a step."""
        return replace(self, search=f"{self.search} {what}")


def resolve(question: str, said: Sequence[Said], language: str) -> Resolved:
    """``said``: oldest first, without ``question``; ``language``: of the question."""
    if not said or stands_alone(question, language):
        return Resolved(question)
    root = _root(said, language)
    between = "" if root is said[-1] else _without_steps(said[-1].question)
    back = f"{root.question} {between}".rstrip()
    words = raw_words(question)
    step = next(iter(sorted(filter(str.isdigit, _step_numbers(words)))), "")
    code = language if language in OPENINGS else "en"
    only_a_step = step and not _content(words, code)
    search = back if only_a_step else f"{back} {_without_steps(question)}".rstrip()
    return Resolved(search, said[-1].pages, back, step)


def _root(said: Sequence[Said], language: str) -> Said:
    """The last question that stood alone; what leans on one that leans goes back to the same."""
    alone = (one for one in reversed(said) if stands_alone(one.question, language))
    return next(alone, said[0])


def stands_alone(question: str, language: str) -> bool:
    """Whether the question can be understood without the one before it."""
    words = raw_words(question)
    code = language if language in OPENINGS else "en"
    content = _content(words, code)
    if content == 0:
        return False
    if _opens_like_more(words, code):
        return content > (_thin(words, code) if _is_whole(words, code) else MOST_AFTER_OPENING)
    if len(words) > LONGEST:
        return True
    if POINTERS[code] & set(words) or words[-1] in LAST or words[1:2] == ["that"]:
        return content > MOST_WITH_POINTER
    if OBJECTS[code] & set(words[2:]):
        return content > MOST_WITH_OBJECT or len(words) > SHORT_WITH_OBJECT
    return not (words[0] in FRAGMENTS[code] and len(words) <= SHORT and content == 1)


def _content(words: Sequence[str], language: str) -> int:
    """How many words say what the question is about; a step's number says nothing by itself."""
    silent = stop_words(language) | EMPTY[language] | STEPS
    telling = [word for word in words if word not in silent]
    return len(telling) - len(_step_numbers(words) & set(telling))


def _step_numbers(words: Sequence[str]) -> set[str]:
    return {after for word, after in pairwise(words) if word in STEPS}


def _without_steps(question: str) -> str:
    """A step's number finds every other number of the manual."""
    words = question.split()
    plain = [(raw_words(word) or [""])[0] for word in words]
    numbers = _step_numbers(plain)
    return " ".join(w for w, p in zip(words, plain, strict=True) if p not in numbers | STEPS)


def _opens_like_more(words: Sequence[str], language: str) -> bool:
    line = " ".join(words) + " "
    return any(line.startswith(f"{opening} ") for opening in OPENINGS[language]) or (
        language == "he" and _is_joined_and(words[0])
    )


def _is_whole(words: Sequence[str], language: str) -> bool:
    """ "And how do I charge the battery?": without its first word a question like any other."""
    if language == "he" and _is_joined_and(words[0]):
        starts, rest = words[0][1:], words[1:2]
    else:
        starts, rest = (words[1:2] or [""])[0] if words[0] in JOINTS[language] else "", words[2:3]
    about = (starts, *rest) in (("what", "about"), ("what", "if"), ("מה", "עם"), ("מה", "לגבי"))
    return starts in QUESTION_STARTS[language] and not about


def _thin(words: Sequence[str], language: str) -> int:
    """How many content words are too few, when something may stand for what was said."""
    pointing = bool((POINTERS[language] | OBJECTS[language]) & set(words)) or words[-1] in LAST
    return MOST_WITH_POINTER if pointing else MOST_WITH_OBJECT


def _is_joined_and(word: str) -> bool:
    """Hebrew writes "and" as a letter before the word; some words begin with it by themselves."""
    return word.startswith("ו") and not native_vav(word)


def nearer(hits: Sequence[Item], pages: Sequence[int]) -> tuple[Item, ...]:
    """``hits``, best first, with those on ``pages`` a few places up."""
    near = set(pages)
    order = sorted(enumerate(hits), key=lambda pair: pair[0] - PLACES_UP * (pair[1].page in near))
    return tuple(hit for _, hit in order)
