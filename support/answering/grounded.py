"""Lets a language model answer, and passes on only what the manual says."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing

from support.answering.checking import Checker, Source, Stretch
from support.answering.engine import Brief, Part, Piece, Quote, Verdict
from support.answering.injections import speaks_to_a_machine
from support.answering.judging import judge
from support.answering.model import ModelError, Prompt
from support.answering.phrases import other_language, phrase
from support.answering.plain import has_link, plain
from support.answering.polarity import is_known
from support.answering.prompt import prompt_for
from support.answering.statements import (
    Item,
    NotCovered,
    Reader,
    Statement,
    Suggestion,
    Tip,
)
from support.models import Message
from support.retrieval import Hit

Speak = Callable[[Prompt], AsyncGenerator[str, None]]
LONGEST_TIP = 240  # characters


async def grounded(speak: Speak, brief: Brief) -> AsyncGenerator[Part, None]:
    """A Verdict with the first statement that stands, a Piece each, and the last Verdict.

    Raises ModelError as ``speak`` does, and when what it said must not be shown: ``unsupported``
    (nothing stands, or a step of a procedure does not), ``empty``, ``nothing_to_read``.
    """
    sources = sources_of(brief.hits)
    if not sources:
        raise ModelError("nothing_to_read")
    language = brief.language[:2]
    if not (is_known(language) and is_known(brief.manual_language[:2] or language)):
        raise ModelError("unsupported")  # whatever it said: spare the customer the wait
    answer = _Answer(brief, sources, doubtful=len(sources) < len(brief.hits))
    reader = Reader()
    prompt = prompt_for(brief, sources, secrets.token_hex(8))
    async with aclosing(speak(prompt)) as words:
        async for text in words:
            for shown in await answer.checked(tuple(reader.feed(text))):
                yield shown
    for shown in await answer.checked(tuple(reader.close())):
        yield shown
    for shown in answer.ended():
        yield shown


def sources_of(hits: Iterable[Hit]) -> tuple[Source, ...]:
    """The passages that a model may see: none of a page that speaks to machines."""
    hits = tuple(hits)
    tainted = {
        hit.page for hit in hits if speaks_to_a_machine("\n".join((*hit.heading_path, hit.text)))
    }
    fit = [hit for hit in hits if hit.page not in tainted]
    return tuple(
        Source(
            number, hit.page, hit.page_label, hit.text, " > ".join(hit.heading_path), hit.foreign
        )
        for number, hit in enumerate(fit, 1)
    )


def _is_unlikely(brief: Brief) -> bool:
    """Whether what was found speaks so much against an answer that true sentences may be none.

    Words say nothing across languages, and a model that reads them knows better.
    """
    if brief.found is None or brief.language[:2] != brief.manual_language[:2]:
        return False
    return judge(brief).outcome == Message.Outcome.REFUSED


class _Answer:
    """One answer as it grows. ``doubtful``: the manual tried to speak to the model."""

    def __init__(self, brief: Brief, sources: tuple[Source, ...], *, doubtful: bool) -> None:
        self._brief = brief
        # The product's name is the catalogue's word; the manual's title is the file's own.
        names = brief.product_name
        self._checker = Checker(sources, brief.language, brief.manual_language, names)
        self._doubtful = doubtful
        self._quotes: list[Quote] = []
        self._shown = self._dropped = 0
        self._line_is_shown = False
        self._refused = False
        self._tip = self._suggestion = ""

    async def checked(self, items: tuple[Item, ...]) -> tuple[Part, ...]:
        """What of ``items`` may be shown now; in a thread, since a check takes milliseconds."""
        return await asyncio.to_thread(lambda: tuple(self._take(items))) if items else ()

    def _take(self, items: Iterable[Item]) -> Iterable[Part]:
        for item in items:
            if isinstance(item, Statement):
                yield from self._statement(item)
            elif isinstance(item, NotCovered):
                self._refused = True
            elif isinstance(item, Tip):
                self._tip = self._tip or self._fit_tip(item.text)
            elif isinstance(item, Suggestion) and 1 <= item.number <= len(self._brief.related):
                self._suggestion = self._brief.related[item.number - 1].name

    def ended(self) -> Iterable[Part]:
        """The last Verdict, and where the manual does not say, the words for it."""
        if not self._shown:
            if not self._refused:
                raise ModelError("unsupported" if self._dropped else "empty")
            yield Verdict(Message.Outcome.REFUSED, Message.Reason.NOT_COVERED)
            language = self._brief.language
            other = other_language(language, self._brief.manual_language)
            yield Piece(other or phrase("not_covered", language))
            return
        sure = self._shown > self._dropped and not self._refused and not _is_unlikely(self._brief)
        outcome = Message.Outcome.ANSWERED if sure else Message.Outcome.UNSURE
        yield Verdict(outcome, suggestion=self._suggestion, pro_tip=self._tip)

    def _statement(self, statement: Statement) -> Iterable[Part]:
        if statement.begins_line:
            self._line_is_shown = False
        text = plain(statement.text)
        stretch = self._stretch_for(text, statement)
        if stretch is None:
            self._dropped += 1
            if statement.lead[:1].isdigit():  # a procedure with a hole in it does harm
                raise ModelError("unsupported")
            return
        if not self._shown:
            yield Verdict(Message.Outcome.ANSWERED)
        yield self._piece(text, statement, stretch)
        self._shown += 1
        self._line_is_shown = True

    def _stretch_for(self, text: str, statement: Statement) -> Stretch | None:
        if not text or has_link(text) or speaks_to_a_machine(text):
            return None
        return self._checker.stretch_for(text, statement.references)

    def _piece(self, text: str, statement: Statement, stretch: Stretch) -> Piece:
        number, new = self._number_of(stretch)
        before = " " if self._line_is_shown else "\n" if self._shown else ""
        return Piece(f"{before}{statement.lead}{text} [{number}]", new)

    def _number_of(self, stretch: Stretch) -> tuple[int, tuple[Quote, ...]]:
        """The number of a quote that holds these words already, or of a new one."""
        source = stretch.source
        for quote in self._quotes:
            if quote.page == source.page and stretch.text in quote.text:
                return quote.number, ()
        quote = Quote(len(self._quotes) + 1, source.page, source.page_label, stretch.text)
        self._quotes.append(quote)
        return quote.number, (quote,)

    def _fit_tip(self, text: str) -> str:
        """A tip is nobody's word but the model's: no figures, no addresses, nothing long."""
        text = plain(text)
        unfit = re.search(r"\d|[\[\]{}<>|]", text) or has_link(text) or speaks_to_a_machine(text)
        if self._doubtful or unfit or len(text) > LONGEST_TIP:
            return ""
        return text
