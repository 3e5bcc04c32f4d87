"""A question and its manual → all that an engine may use to answer it."""

from __future__ import annotations

from dataclasses import replace

from catalog.models import Product, Relationship
from support import photos, retrieval, vectors
from support.answering.engine import Brief, Related
from support.answering.language import language_of
from support.answering.page_texts import page_texts, sheets_of
from support.conversations.earlier import Earlier, earlier
from support.conversations.following_up import Resolved, nearer, resolve, stands_alone
from support.conversations.siblings import Sibling, meant, suggestion, unsized
from support.conversations.steps import step_text
from support.family import variants_in
from support.models import Message, Page, Revision
from support.retrieval import Found
from support.variants import NO_VARIANTS, Variants

PASSAGES = 10
CANDIDATES = 30  # of a follow-up: what stands where the last answer came from may come up
MOST_RELATED = 20


def brief_for(question: Message, revision: Revision) -> Brief:
    """Looks in ``revision`` for the question's answer. Blocking: a few queries."""
    before = earlier(question, revision)
    language = spoken_language(question, revision, before)
    asked = resolve(question.text, before.said, language)
    product = question.product
    sibling = _sibling(asked, question.text, before, language, product) if product else None
    asked = _narrowed(asked, sibling, revision)
    variants = variants_in(revision, product) if product else NO_VARIANTS
    related = _related(product) if product else ()  # meanwhile the question is being encoded
    found = _found(asked, revision, variants)
    return Brief(
        question=question.text,
        scenario=question.scenario,
        language=language,
        product_name=product.name if product else "",
        manual_title=revision.title,
        manual_language=revision.language,
        hits=found.hits,
        search=asked.search,
        history=before.history,
        related=related,
        found=found,
        suggestion=suggestion(sibling, language),
        pages=page_texts(revision, found.hits),
        page_at=sheets_of(revision),
        vectors=vectors.of(revision),
        image=photos.stored(question.image),
        customer=question.asker or str(question.conversation_id),
    )


def spoken_language(question: Message, revision: Revision, before: Earlier) -> str:
    """The question's language; one too short to tell goes on in the language of the last one."""
    last = before.said[-1].question if before.said else ""
    known = language_of(last, revision.language) if last else ""
    return language_of(question.text, revision.language, known)


def _sibling(
    asked: Resolved, text: str, before: Earlier, language: str, product: Product
) -> Sibling | None:
    """The model that the question means, or that the follow-up meant which it goes on from."""
    found = meant(text, product)
    last = before.said[-1].question if asked.leans else ""
    if found is None and last and not stands_alone(last, language):
        return meant(last, product)
    return found


def _narrowed(asked: Resolved, sibling: Sibling | None, revision: Revision) -> Resolved:
    """ "The bigger model" by its name in this manual, "step 3" by its words."""
    if sibling is not None and sibling.same_manual and sibling.designation:
        return replace(asked, search=unsized(asked.search)).about(sibling.designation)
    if asked.step and asked.near:
        pages = Page.objects.filter(revision=revision, number__in=asked.near)
        texts = dict(pages.values_list("number", "text"))
        words = step_text([texts[number] for number in asked.near if number in texts], asked.step)
        return asked.about(words) if words else asked
    return asked


def _found(asked: Resolved, revision: Revision, variants: Variants) -> Found:
    if not asked.leans:
        return retrieval.look(revision, asked.search, PASSAGES, variants=variants)
    found = retrieval.look(revision, asked.search, CANDIDATES, variants=variants)
    return replace(found, hits=nearer(found.hits, asked.near)[:PASSAGES])


def _related(product: Product) -> tuple[Related, ...]:
    """What the catalogue links to this product, without what was retired."""
    rows = (
        Relationship.objects.filter(product=product, target__retired_at=None)
        .select_related("target")
        .order_by("kind", "label", "target__name")
    )
    return tuple(Related(row.target.name, row.kind, row.label) for row in rows[:MOST_RELATED])
