"""An engine whose quotes stand nowhere: nothing of it is shown, and it was no answer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hscjit.threads import in_thread
from support import conversations
from support.answering.engine import Brief, Part, Piece, Quote, Verdict
from support.answering.phrases import phrase
from support.models import Message
from tests.support.desk import make_product, make_ready_manual, stream

pytestmark = pytest.mark.django_db(transaction=True)


def _ask() -> Message:
    product = make_product()
    make_ready_manual(product)
    return conversations.ask(product.pk, "How do I do a factory reset?")


class Liar:
    """An engine whose quotes stand nowhere."""

    name = version = "liar"
    sees = False

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome

    async def answer(self, _: Brief) -> AsyncIterator[Part]:
        yield Verdict(self.outcome)
        if self.outcome == "unsure":
            yield Piece("The closest places are:\n\n")
        yield Piece("Page 2: “Eat it.” [1]", (Quote(1, 2, "4", "Eat it."),))


@pytest.mark.parametrize("outcome", ["answered", "unsure"])
async def test_an_answer_that_rests_on_nothing_is_none(monkeypatch, outcome):
    monkeypatch.setattr("support.conversations.speaking.chosen_engine", lambda: Liar(outcome))
    message = await in_thread(_ask)()
    answer = (await stream(message.pk))[-1]
    assert (answer.outcome, answer.reason) == ("refused", "not_covered")
    assert answer.text == phrase("not_covered", "en")
    assert answer.citations == ()
