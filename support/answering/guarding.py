"""A model as an engine that always answers: within its limits, or the extractive one instead.

    brief ─► breaker? budget? ─► grounded(model) ─► pieces
                  │ no                │ fails, stalls, says what is not there
                  └───────────────────┴─► Restart where text was shown ─► extractive ─► pieces

Half an answer is not kept: half of the steps of a procedure read like all of them.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

from django.conf import settings

from hscjit import metrics
from hscjit.threads import in_thread
from support import budgets
from support.answering.breaker import breaker_of
from support.answering.engine import Brief, Engine, Part, Piece, Restart, Verdict
from support.answering.grounded import grounded
from support.answering.model import Model, ModelError, Spent
from support.answering.patience import Patience
from support.answering.phrases import phrase
from support.models import Message

log = logging.getLogger(__name__)

PROMPT_TOKENS = 1500  # at most, besides the passages
SMALLEST_TOKEN = 2.5  # letters, on average over a passage; a reservation must not be too small
# What the model said or was given is to blame, not its maker: no reason to stop asking.
NOT_THE_MAKER = frozenset({"unsupported", "nothing_to_read", "refused", "too_long", "empty"})


class Guarded:
    """``fallback`` answers whenever the model does not."""

    def __init__(self, model: Model, fallback: Engine) -> None:
        self._model = model
        self._fallback = fallback
        self.name = model.name
        self.version = model.version
        self.sees = model.sees

    async def answer(self, brief: Brief) -> AsyncIterator[Part]:
        said = False
        try:
            async with aclosing(self._by_the_model(brief)) as parts:
                async for part in parts:
                    said = said or isinstance(part, Piece)
                    yield part
        except ModelError as error:
            kind = error.kind
        except Exception as error:  # the customer gets an answer whatever a library does
            kind = "unexpected"
            places = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s failed: %s\n%s", self.name, type(error).__name__, places)  # noqa: TRY400
        else:
            return
        metrics.llm_errors.labels(kind).inc()
        log.warning("%s does not answer (%s): extractive instead", self.name, kind)
        if said:
            yield Restart()
        async for part in self._instead(brief, kind):
            yield part

    async def _by_the_model(self, brief: Brief) -> AsyncGenerator[Part, None]:
        """Raises ModelError."""
        breaker = breaker_of(self.name)
        if not breaker.allows():
            raise ModelError("breaker_open")
        patience = Patience(self._model)
        async with self._paid(brief, patience):
            try:
                async with aclosing(grounded(patience.words, brief)) as parts:
                    async for part in parts:
                        yield part
            except ModelError as error:
                (breaker.worked if error.kind in NOT_THE_MAKER else breaker.failed)()
                raise
            breaker.worked()

    @asynccontextmanager
    async def _paid(self, brief: Brief, patience: Patience) -> AsyncIterator[None]:
        """Reserves what the answer may cost, and books what it did cost, however it ends."""
        letters = sum(len(hit.text) for hit in brief.hits)
        most = Spent(PROMPT_TOKENS + int(letters / SMALLEST_TOKEN), settings.LLM_MAX_TOKENS)
        held = await in_thread(budgets.reserve)(brief.customer, most)
        if held is None:
            raise ModelError("budget_spent")
        try:
            yield
        finally:
            spent = patience.spent
            metrics.llm_tokens.labels(self.name, "input").inc(spent.input)
            metrics.llm_tokens.labels(self.name, "output").inc(spent.output)
            metrics.llm_cost.labels(self.name).inc(budgets.micros_of(spent) / 1_000_000)
            await in_thread(budgets.settle)(held, spent)

    async def _instead(self, brief: Brief, kind: str) -> AsyncIterator[Part]:
        async for part in self._fallback.answer(brief):
            if isinstance(part, Verdict):
                notice = _notice(brief, kind, part.outcome)
                yield replace(part, engine=self._fallback.name, notice=notice)
            else:
                yield part


def _notice(brief: Brief, kind: str, outcome: str) -> str:
    """What the customer should know; that nothing was found needs no excuse of a model's."""
    usual = "unproven" if kind in NOT_THE_MAKER else "no_model"
    why = "spent" if kind == "budget_spent" else usual
    names = [why] if outcome != Message.Outcome.REFUSED else []
    names += ["picture_unseen"] if brief.image is not None else []
    return " ".join(phrase(name, brief.language) for name in names)
