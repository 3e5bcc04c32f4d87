"""The engine that needs no model: quotes the best places of the manual, word for word."""

from __future__ import annotations

from collections.abc import AsyncIterator

from support.answering.engine import Brief, Part, Piece, Quote, Verdict
from support.answering.excerpts import excerpt, weights_of
from support.answering.phrases import phrase
from support.models import Message
from support.retrieval import Hit

PLACES = 3
# Share of the question's words (by weight) that the best places hold together. Below the first
# nothing fits; below the second it is left to the reader.
NOTHING_FITS = 0.2
CANNOT_TELL = 0.32


class Extractive:
    """Answers with at most three quotes, most relevant first."""

    name = "extractive"
    version = "1"

    async def answer(self, brief: Brief) -> AsyncIterator[Part]:
        """A Verdict, then one Piece a quote; a refusal is one Piece without quotes."""
        outcome = judged(brief.hits)
        if outcome == Message.Outcome.REFUSED:
            yield Verdict(outcome, Message.Reason.NOT_COVERED)
            yield Piece(phrase("not_covered", brief.language))
            return
        yield Verdict(outcome)
        if outcome == Message.Outcome.UNSURE:
            yield Piece(phrase("unsure", brief.language) + "\n\n")
        for piece in _pieces(brief):
            yield piece


def judged(hits: tuple[Hit, ...]) -> Message.Outcome:
    """Whether the places found answer the question, by how much of it they hold."""
    covered = max((hit.coverage for hit in hits[:PLACES]), default=0.0)
    if covered < NOTHING_FITS:
        return Message.Outcome.REFUSED
    return Message.Outcome.UNSURE if covered < CANNOT_TELL else Message.Outcome.ANSWERED


def _pieces(brief: Brief) -> list[Piece]:
    weights = weights_of(brief.question, brief.manual_language, [hit.text for hit in brief.hits])
    quotes: list[Quote] = []
    for hit in brief.hits:
        text = excerpt(hit.text, weights, brief.manual_language)
        if not text or any(_same(text, quote.text) for quote in quotes):
            continue
        quotes.append(Quote(len(quotes) + 1, hit.page, hit.page_label, text))
        if len(quotes) == PLACES:
            break
    return [_piece(quote, brief.language) for quote in quotes]


def _same(one: str, other: str) -> bool:
    """Neighbouring passages overlap, so their excerpts may be the same words."""
    return one in other or other in one


def _piece(quote: Quote, language: str) -> Piece:
    page = phrase("page", language, label=quote.page_label or str(quote.page))
    blank = "\n\n" if quote.number > 1 else ""
    return Piece(f"{blank}{page}: “{quote.text}” [{quote.number}]", (quote,))
