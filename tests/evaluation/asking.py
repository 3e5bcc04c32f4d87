"""Questions to manuals of this process's desk → the numbers that the judge looks at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.conf import settings

from catalog.models import Brand, ManualSource, Product
from support import encoders, manuals, retrieval, vectorising
from support.answering.judging import LEXICAL, VECTORS, values_of
from support.answering.premises import unmentioned
from support.ingest import ingest
from support.models import Revision

Numbers = dict[str, float]


def numbers_of(asked: Sequence[tuple[str, str]]) -> list[tuple[Numbers | None, Numbers]]:
    """Of each (manual's file, question): with encoders (None where they cannot be used for this
    manual and question), and without. All of one, then all of the other: encoders load slowly."""
    encoders.load()
    full = [_look(_revision(file), question) for file, question in asked]
    settings.RETRIEVAL_MODE = "lexical"
    try:
        words_alone = [_look(_revision(file), question) for file, question in asked]
    finally:
        settings.RETRIEVAL_MODE = "auto"
    return [
        (
            _values(found, question, file, VECTORS) if found.dense is not None else None,
            _values(alone, question, file, LEXICAL),
        )
        for (file, question), found, alone in zip(asked, full, words_alone, strict=True)
    ]


def _look(revision: Revision, question: str) -> retrieval.Signals:
    return retrieval.look(revision, question, deadline_ms=0).signals


def _values(signals: retrieval.Signals, question: str, file: str, name: str) -> Numbers:
    assumed = unmentioned(question, _revision(file).language, signals.missing)
    return {key: round(value, 4) for key, value in values_of(signals, len(assumed), name).items()}


@cache
def _revision(file: str) -> Revision:
    """The manual, read now unless an earlier run has; without text in its pictures."""
    brand, _ = Brand.objects.get_or_create(id="evaluation", defaults={"name": "Evaluation"})
    product, new = Product.objects.get_or_create(
        id=f"evaluation-{abs(hash_of(file))}", defaults={"brand": brand, "name": file}
    )
    if new:
        ManualSource.objects.create(product=product, url=f"file:{file}")
    manual = manuals.manual_for(product)
    if manual is None:
        raise LookupError(f"no manual for {file}")
    if manual.current is None:
        ingest(manual.pk)
        manual.refresh_from_db()
    if manual.current is None:
        raise LookupError(f"{file} cannot be read: {manual.failure}")
    vectorising.finish(manual.current)
    return Revision.objects.get(pk=manual.current.pk)


def hash_of(file: str) -> int:
    """The same in every process, as `hash` is not."""
    return int.from_bytes(file.encode(), "big") % (2**61 - 1)
