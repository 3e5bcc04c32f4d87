"""What an answer engine is given and what it must give back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from support.answering.page_texts import PageAt, PageText, no_page
from support.retrieval import Found, Hit
from support.vectors import ManualVectors


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before in the same conversation, and what it was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another product that the catalogue links to this one. ``kind``: a Relationship.Kind."""

    name: str
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """One question with all that an engine may use to answer it. ``hits``: best first.

    ``search`` is the question with what it refers back to, and is what was looked for; empty:
    the question itself. ``history`` is oldest first. ``image`` belongs to the question.
    ``pages``: whole, of the best hits; ``page_at`` gives any other, and blocks; ``vectors``: of
    the manual's passages, where there are.
    """

    question: str
    scenario: str
    language: str  # of the question: the answer's language
    product_name: str
    manual_title: str
    manual_language: str
    hits: tuple[Hit, ...]
    search: str = ""
    history: tuple[Turn, ...] = ()
    related: tuple[Related, ...] = ()
    image: bytes | None = None
    found: Found | None = None
    suggestion: str = ""  # from the catalogue's relations; the engine's own comes first
    customer: str = ""  # whose budget a model's answer is charged to
    pages: tuple[PageText, ...] = ()
    page_at: PageAt = no_page
    vectors: ManualVectors | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that the engine says stand on a page; verified before anybody sees them."""

    number: int
    page: int
    page_label: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that may be shown as soon as its quotes are verified; dropped when one is not."""

    text: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the engine judges its answer: one before the first piece; the last one counts.

    ``engine`` names who answered where another one stepped in, and ``notice`` tells the customer
    about it; such an answer is not what the chosen engine would say another time.
    """

    outcome: str
    reason: str = ""
    suggestion: str = ""
    pro_tip: str = ""
    engine: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Restart:
    """Everything said so far is void; the answer begins anew."""


Part = Verdict | Piece | Restart


class Engine(Protocol):
    """``answer`` yields a Verdict, then the pieces of the text in order.

    ``version`` changes with everything that the same brief's answer depends on: an answer that
    is kept counts only while it is the same.
    """

    name: str
    version: str
    sees: bool

    def answer(self, brief: Brief) -> AsyncIterator[Part]: ...
