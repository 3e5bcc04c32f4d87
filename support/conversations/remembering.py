"""Answers that were given before, for the next one who asks the same of the same manual.

Kept are rows, so that all replicas share them. What an answer depends on beside the question is
its place: product with its relations, revision with its index and vectors, scenario, language,
engine with its version, and how it was searched. Nothing is given again from another place.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from dataclasses import dataclass

import numpy as np
from django.conf import settings
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from catalog.models import Relationship
from hscjit import metrics
from support import encoders, index
from support.answering.engine import Piece, Quote
from support.answering.engines import chosen_engine
from support.conversations.briefing import spoken_language
from support.conversations.earlier import earlier
from support.conversations.following_up import stands_alone
from support.conversations.leases import Ending
from support.conversations.verifying import all_stand
from support.encoded_questions import encoded
from support.family import variants_in
from support.models import KeptAnswer, Message, Revision
from support.sameness import meaning, normalised
from support.sameness_german import meaning as meaning_in_german
from support.variants import NO_VARIANTS

log = logging.getLogger(__name__)

ALIKE = 0.9  # cosine of two questions that also agree in every word that matters: decision 16
COMPARED = 200  # kept answers of one place, the last used first
PARAGRAPH = re.compile(r"(?<=\n\n)")
KEPT_REASONS = ("", Message.Reason.NOT_COVERED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is the same whoever asks it, and the place where its answer is kept."""

    text: str
    language: str
    place: str
    first: bool  # of its conversation: a model was told of no other

    @property
    def digest(self) -> str:
        return _digest(normalised(self.text))


@dataclass(frozen=True, slots=True)
class Remembered:
    """A kept answer in verified pieces."""

    row: KeptAnswer
    pieces: tuple[Piece, ...]


def asked_by(question: Message, revision: Revision) -> Asked | None:
    """None: this question's answer is for this customer alone, or answers are not kept.

    Blocking: a few queries.
    """
    if not settings.ANSWER_CACHE or question.image or question.product is None:
        return None
    before = earlier(question, revision)
    language = spoken_language(question, revision, before)
    if before.said and not stands_alone(question.text, language):
        return None
    place = _place(question, revision, language)
    return Asked(question.text, language, place, first=not before.said)


def recall(asked: Asked, revision: Revision) -> Remembered | None:
    """The answer to the same question, every quote of it checked again. Blocking."""
    row = _the_same(asked) or _much_alike(asked)
    if row is not None:
        quotes = [Quote(*values) for values in row.quotes]
        if all_stand(quotes, revision):
            metrics.cache_hits.labels("answers").inc()
            return Remembered(row, _pieces(row.text, quotes))
        row.delete()  # its pages were read again in the meantime
    metrics.cache_misses.labels("answers").inc()
    return None


def keep(asked: Asked, question: Message, revision: Revision, ending: Ending) -> None:
    """Keep a finished answer, unless it was stopped, failed or made do with another engine."""
    product = question.product
    if product is None or not asked.first or not _may_be_kept(ending):
        return
    try:
        row, _ = KeptAnswer.objects.get_or_create(
            place=asked.place,
            digest=asked.digest,
            defaults={
                "product": product,
                "revision": revision,
                "question": asked.text,
                "vector": _vector(asked),
                **_said(ending),
            },
        )
        Message.objects.filter(question=question).update(kept=row)
    except DatabaseError as error:  # the customer has the answer; the next one waits a little
        log.warning("an answer could not be kept: %s", type(error).__name__)


def count(row: KeptAnswer, _: Ending) -> None:
    """It was given again."""
    KeptAnswer.objects.filter(pk=row.pk).update(uses=F("uses") + 1, used_at=timezone.now())


def _may_be_kept(ending: Ending) -> bool:
    whole = bool(ending.text) and ending.reason in KEPT_REASONS and ending.kept_id is None
    return whole and ending.engine == chosen_engine().name and not ending.notice


def _said(ending: Ending) -> dict[str, object]:
    return {
        "text": ending.text,
        "outcome": ending.outcome,
        "reason": ending.reason,
        "engine": ending.engine,
        "suggestion": ending.suggestion,
        "pro_tip": ending.pro_tip,
        "quotes": [[c.number, c.page, c.page_label, c.quote] for c in ending.citations],
    }


# --- finding ----------------------------------------------------------------------------------


def _place(question: Message, revision: Revision, language: str) -> str:
    """A digest of all that the answer depends on beside the question."""
    engine = chosen_engine()
    variants = variants_in(revision, question.product) if question.product else NO_VARIANTS
    related = Relationship.objects.filter(product_id=question.product_id).order_by("pk")
    return _digest(
        *(question.product_id, question.product.name if question.product else ""),
        list(related.values_list("target__name", "kind", "label", "target__retired_at")),
        *(sorted(variants.own), sorted(variants.others)),
        *(revision.pk, index.VERSION, revision.indexed_at, revision.vectors_at),
        *(question.scenario, language, engine.name, engine.version),
        *(encoders.mode(), encoders.fingerprint(), encoders.ready() is not None),
    )


def _digest(*values: object) -> str:
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()


def _the_same(asked: Asked) -> KeptAnswer | None:
    return KeptAnswer.objects.filter(place=asked.place, digest=asked.digest).first()


def _much_alike(asked: Asked) -> KeptAnswer | None:
    """The kept answer to a question that means the same, where words or encoders can tell."""
    if asked.language == "de":
        return _in_the_same_words(asked)
    if asked.language not in encoders.LANGUAGES:
        return None
    rows = KeptAnswer.objects.filter(place=asked.place, vector__isnull=False)
    wanted = meaning(asked.text)
    known = rows.values_list("pk", "question", "vector").order_by("-used_at")[:COMPARED]
    alike = [(key, bytes(vector or b"")) for key, text, vector in known if meaning(text) == wanted]
    own = _vector(asked) if alike else None
    if own is None:
        return None
    nearest, key = max((_cosine(own, vector), key) for key, vector in alike)
    return rows.filter(pk=key).first() if nearest >= ALIKE else None


def _in_the_same_words(asked: Asked) -> KeptAnswer | None:
    """German: by words alone, of which all must agree that could say something."""
    wanted = meaning_in_german(asked.text)
    rows = KeptAnswer.objects.filter(place=asked.place)
    known = rows.values_list("pk", "question").order_by("-used_at")[:COMPARED]
    same = [key for key, text in known if meaning_in_german(text) == wanted]
    return rows.filter(pk=same[0]).first() if same else None


def _vector(asked: Asked) -> bytes | None:
    """The question as a unit vector; None in a language that the encoders cannot read."""
    found = encoders.ready() if asked.language in encoders.LANGUAGES else None
    if found is None:
        return None
    return encoded(found, asked.text).vector.astype("<f4").tobytes()


def _cosine(one: bytes, other: bytes) -> float:
    return float(np.frombuffer(one, dtype="<f4") @ np.frombuffer(other, dtype="<f4"))


def _pieces(text: str, quotes: list[Quote]) -> tuple[Piece, ...]:
    """Paragraph by paragraph, each with the quotes that it refers to."""
    return tuple(
        Piece(part, tuple(quote for quote in quotes if f"[{quote.number}]" in part))
        for part in PARAGRAPH.split(text)
        if part
    )
