"""The engine that needs no model: quotes the best places of the manual, word for word."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence

from hscjit.threads import in_thread
from support.answering.engine import Brief, Part, Piece, Quote, Verdict
from support.answering.judging import Judgement, judge
from support.answering.phrases import other_language, phrase, unmentioned
from support.answering.places import Place, places_of
from support.answering.relevance import Tokens, asked
from support.meaning import question_tokens
from support.models import Message

# What a page may be called in our own words. A manual can print anything as its page's label.
_PAGE_LABEL = re.compile(
    r"(?:[^\W\d_]{1,3}-?)?\d{1,5}(?:[-–.]\d{1,4})?|[ivxlcdm]{1,8}|[^\W\d_]", re.I
)
_MARKS = (("“", "”"), ("«", "»"), ("„", "‟"), ("⟨", "⟩"), ("⟪", "⟫"))


class Extractive:
    """Answers with at most three places, the best first; each is quoted and numbered."""

    name = "extractive"
    version = "extractive:12"
    sees = False

    async def answer(self, brief: Brief) -> AsyncIterator[Part]:
        """A Verdict, then one Piece a place; a refusal is one Piece without quotes."""
        judgement = judge(brief)
        said = _said_first(judgement, brief)
        if judgement.outcome == Message.Outcome.REFUSED:
            yield Verdict(judgement.outcome, judgement.reason)
            yield Piece(said or phrase("not_covered", brief.language))
            return
        yield Verdict(judgement.outcome)
        if judgement.outcome == Message.Outcome.UNSURE:
            yield Piece(f"{said} {phrase('unsure', brief.language)}".lstrip() + "\n\n")
        pieces = _pieces(brief)
        while (piece := await in_thread(next)(pieces, None)) is not None:
            yield piece


def _said_first(judgement: Judgement, brief: Brief) -> str:
    """Why little was found: another language, or what this question names and no page does."""
    if other := other_language(brief.language, brief.manual_language):
        return other
    # What is looked for may hold words of the question before.
    own = brief.question.casefold()
    words = [word for word in judgement.unmentioned if word.casefold() in own]
    return unmentioned(words, brief.language) if words else ""


def _pieces(brief: Brief) -> Iterator[Piece]:
    """Blocking: vectors are loaded, and the question is encoded."""
    stored = brief.vectors
    tokens = question_tokens(brief.search or brief.question) if stored is not None else None

    def late(rows: Sequence[int]) -> Sequence[Tokens | None]:
        return stored.late(rows) if stored and tokens is not None else [None] * len(rows)

    number = 1
    for place in places_of(brief, asked(brief, tokens), late):
        yield _piece(place, number, brief.language)
        number += len(place.quotes)


def _piece(place: Place, number: int, language: str) -> Piece:
    quotes = tuple(
        Quote(number + i, place.page, place.label, text) for i, text in enumerate(place.quotes)
    )
    quoted = "\n".join(f"{in_marks(quote.text)} [{quote.number}]" for quote in quotes)
    blank = "\n\n" if number > 1 else ""
    return Piece(f"{blank}{page_phrase(place, language)}: {quoted}", quotes)


def page_phrase(place: Place, language: str) -> str:
    """``Page 12``. In HTML the label is a heading: words of the manual, which we do not say."""
    if not place.label:
        return phrase("page", language, label=str(place.page))
    if _PAGE_LABEL.fullmatch(place.label):
        return phrase("page", language, label=place.label)
    return phrase("section", language, label=str(place.page))


def in_marks(text: str) -> str:
    """Between quotation marks that do not occur in ``text``, so that it cannot end them itself."""
    for opening, closing in _MARKS:
        if opening not in text and closing not in text:
            return f"{opening}{text}{closing}"
    opening, closing = _MARKS[0]
    return f"{opening}{text}{closing}"
