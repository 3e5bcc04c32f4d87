"""What the box to ask needs: the product, the state of its manual, the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from catalog.models import Product
from support import manuals
from support.answering.language import language_of
from support.documents import Document, answering, documents_of
from support.forms import QuestionForm
from support.labels import Reader, label, spoken
from support.models import Manual

CSS_OF_STAGE = {"ready": "ready", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class ManualState:
    """One line about the manual; ``busy`` while it changes by itself."""

    text: str
    css: str
    busy: bool


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """``address``: its first page, "" while nobody can read it; ``answers``: questions, today."""

    title: str
    language: str
    text: str
    address: str
    answers: bool


def current_product(product_id: str) -> Product:
    """Raises Http404 for what customers may not find."""
    return get_object_or_404(Product.objects.current().select_related("brand"), pk=product_id)


def manual_state_of(product: Product, language: str = "en") -> ManualState:
    documents = documents_of(product)
    chosen = answering(documents)
    if chosen is None:
        return ManualState(label("without_manual", language), "failed", busy=False)
    manual = chosen.manual
    if manual is None or manual.status == Manual.Status.NEW:
        return ManualState(label("when_asked", language), "", busy=False)
    stage, _, text = manuals.describe(manual, language)
    busy = not manual.is_settled
    if stage == "ready" and chosen is not documents[0]:
        text = label("stand_in", language, manual=manual)
    return ManualState(text, "busy" if busy else CSS_OF_STAGE.get(stage, ""), busy)


def document_lines(product: Product) -> tuple[DocumentLine, ...]:
    """All documents of a product that has several; empty for one that has not."""
    documents = documents_of(product)
    chosen = answering(documents)
    lines = (_line(document, document is chosen) for document in documents)
    return tuple(lines) if len(documents) > 1 else ()


def _line(document: Document, answers: bool) -> DocumentLine:
    manual = document.manual
    title = document.source.title or (manual.title if manual else "") or "Manual"
    address, text = "", "fetched when it is needed"
    if manual is not None and document.is_readable:
        address, text = f"/manuals/{manual.current_id}/pages/1/", "ready"
    elif document.has_failed:
        text = "cannot be read right now"
    elif manual is not None and manual.status in Manual.BUSY:
        text = "being fetched"
    return DocumentLine(title, document.language, text, address, answers)


def composer(
    product: Product | None,
    *,
    question: str = "",
    conversation_id: UUID | str | None = None,
    bound: QuestionForm | None = None,
    trouble: str = "",
    language: str = "",
) -> dict[str, Any]:
    """The context of ``_composer.html``; without a product it is empty but for the trouble. With
    ``focus`` added one can type at once.

    ``language`` of what was asked last, where the box itself holds no question.
    """
    said = str(bound["question"].value() or "") if bound else question
    reader = Reader(spoken(language_of(said, language) if said else language))
    initial = {"question": question, "conversation": conversation_id}
    return {
        "product": product,
        "manual_state": manual_state_of(product, reader.language) if product else None,
        "reader": reader,
        "form": bound or QuestionForm(initial=initial),
        "trouble": trouble,
    }
