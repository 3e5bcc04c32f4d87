"""What the customer may mean, as lines that can be picked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from catalog.predictor import Prediction
from support.documents import stood_in_for
from support.models import Manual


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``url`` is the product's page with what is left of the sentence as the question."""

    url: str
    name: str
    brand: str
    category: str
    image_url: str
    badge: str
    badge_class: str


def suggestions(
    predictions: Iterable[Prediction], status_of: Callable[[str], str]
) -> tuple[Suggestion, ...]:
    """``status_of`` tells the status of the manual at an address."""
    return tuple(_suggestion(prediction, status_of) for prediction in predictions)


def product_url(product_id: str, question: str | None = None) -> str:
    """The product's page; with a question (even an empty one) the product counts as picked."""
    address = f"/products/{quote(product_id, safe='')}/"
    return address if question is None else f"{address}?{urlencode({'question': question})}"


def count_text(text: str, count: int) -> str:
    """One line for the eye and for screen readers."""
    if not text.strip():
        return ""
    if not count:
        return "No product like that. Try its model number, or a brand."
    return "1 product to choose." if count == 1 else f"{count} products to choose from."


def stored_status_of(predictions: Iterable[Prediction]) -> Callable[[str], str]:
    """The statuses of the predicted products' manuals, in one query: for pages without socket."""
    addresses = [p.product.manual_url for p in predictions if p.product.manual_url]
    rows = dict(Manual.objects.filter(address__in=addresses).values_list("address", "status"))
    failed = [address for address, status in rows.items() if status == Manual.Status.FAILED]
    rows |= dict.fromkeys(stood_in_for(failed) if failed else (), Manual.Status.READY)
    return lambda address: rows.get(address, Manual.Status.NEW)


def _suggestion(prediction: Prediction, status_of: Callable[[str], str]) -> Suggestion:
    facts = prediction.product
    badge, badge_class = "", ""
    if not facts.manual_url:
        badge = "No manual"
    elif (status := status_of(facts.manual_url)) == Manual.Status.READY:
        badge, badge_class = "Manual ready", "ready"
    elif status == Manual.Status.FAILED:
        badge, badge_class = "Manual unavailable", "failed"
    return Suggestion(
        url=product_url(facts.id, prediction.question),
        name=facts.name,
        brand=facts.brand,
        category=facts.category,
        image_url=facts.image_url,
        badge=badge,
        badge_class=badge_class,
    )
