"""What the box to ask needs: the product, the state of its manual, the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from catalog.models import Product
from support import manuals
from support.forms import QuestionForm
from support.models import Manual

CSS_OF_STAGE = {"ready": "ready", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class ManualState:
    """One line about the manual; ``busy`` while it changes by itself."""

    text: str
    css: str
    busy: bool


def current_product(product_id: str) -> Product:
    """Raises Http404 for what customers may not find."""
    return get_object_or_404(Product.objects.current().select_related("brand"), pk=product_id)


def manual_state_of(product: Product) -> ManualState:
    source = product.manual_sources.order_by("position", "pk").first()
    if source is None:
        return ManualState("There is no manual for this product.", "failed", busy=False)
    manual = Manual.objects.filter(address=source.url).first()
    if manual is None or manual.status == Manual.Status.NEW:
        return ManualState("The manual is fetched when you ask.", "", busy=False)
    stage, _, text = manuals.describe(manual)
    busy = not manual.is_settled
    return ManualState(text, "busy" if busy else CSS_OF_STAGE.get(stage, ""), busy)


def composer(
    product: Product | None,
    *,
    question: str = "",
    conversation_id: UUID | str | None = None,
    bound: QuestionForm | None = None,
    trouble: str = "",
    focus: bool = False,
) -> dict[str, Any]:
    """The context of ``_composer.html``; without a product it is empty but for the trouble."""
    initial = {"question": question, "conversation": conversation_id}
    return {
        "product": product,
        "manual_state": manual_state_of(product) if product else None,
        "form": bound or QuestionForm(initial=initial),
        "trouble": trouble,
        "focus": focus,
    }
