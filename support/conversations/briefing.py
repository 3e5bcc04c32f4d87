"""A question and its manual → all that an engine may use to answer it."""

from __future__ import annotations

from catalog.models import Product, Relationship
from support import retrieval
from support.answering.engine import Brief, Related
from support.answering.language import language_of
from support.models import Message, Revision

PASSAGES = 10
MOST_RELATED = 20


def brief_for(question: Message, revision: Revision) -> Brief:
    """Looks in ``revision`` for the question's answer. Blocking: a few queries."""
    found = retrieval.look(revision, question.text, limit=PASSAGES)
    product = question.product
    return Brief(
        question=question.text,
        scenario=question.scenario,
        language=language_of(question.text, revision.language),
        product_name=product.name if product else "",
        manual_title=revision.title,
        manual_language=revision.language,
        hits=found.hits,
        search=question.text,
        related=_related(product) if product else (),
        found=found,
    )


def _related(product: Product) -> tuple[Related, ...]:
    """What the catalogue links to this product, without what was retired."""
    rows = (
        Relationship.objects.filter(product=product, target__retired_at=None)
        .select_related("target")
        .order_by("kind", "label", "target__name")
    )
    return tuple(Related(row.target.name, row.kind, row.label) for row in rows[:MOST_RELATED])
