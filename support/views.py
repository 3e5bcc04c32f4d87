"""The desk and the product page: finding a product and asking about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog import snapshot
from catalog.models import Brand, Product, Relationship
from catalog.predictor import predict
from support import conversations, fragments
from support.budgets import asker_of
from support.choosing import choose
from support.client_limits import ClientLimits
from support.composing import composer, current_product, document_lines, manual_state_of
from support.errors import RequestError, UnknownConversation, UnknownProduct
from support.forms import QuestionForm
from support.labels import Reader, spoken
from support.suggestions import count_text, stored_status_of, suggestions
from support.transcript import exchange_of

SHOWN = 6  # predictions
BRANDS_SHOWN = 12
LONGEST_SEARCH = 1000  # characters, as on the socket

asks = ClientLimits(burst=20, per_minute=20)

RELATION_TITLES = {
    Relationship.Kind.ACCESSORY: "Accessories",
    Relationship.Kind.SPARE_PART: "Spare parts",
    Relationship.Kind.RELATED: "Related products",
}


def _catalogue() -> snapshot.Snapshot:
    # Once it was read, the refresher keeps it fresh: a customer need not wait for a rebuild.
    return snapshot.current(fresh=not snapshot.is_loaded())


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:LONGEST_SEARCH]
    found = predict(_catalogue(), text, limit=SHOWN) if text.strip() else ()
    lines = suggestions(found, stored_status_of(found))
    if is_htmx(request):
        response = HttpResponse(fragments.predictions("", text, lines))
    else:
        context = {
            "text": text,
            "predictions": lines,
            "count_text": count_text(text, len(lines)),
            "brands": [] if text else Brand.objects.all()[:BRANDS_SHOWN],
        }
        response = render(request, "support/desk.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@never_cache
@require_GET
def product(request: HttpRequest, product_id: str) -> HttpResponse:
    """With ``?question=`` the customer picked it, so its manual is fetched; a mere look is not."""
    chosen = current_product(product_id)
    question = request.GET.get("question")
    if question is not None:
        choose(chosen)
    if is_htmx(request):
        conversation_id = request.GET.get("conversation")
        box = composer(chosen, question=question or "", conversation_id=conversation_id)
        box |= {"focus": True, "change_product": False}
        response = render(request, "support/_composer.html", box)
    else:
        box = composer(chosen, question=question or "") | {"focus": question is not None}
        response = render(request, "support/product.html", _product_context(chosen) | box)
    patch_vary_headers(response, ["HX-Request"])
    return response


@never_cache
@require_GET
def manual_state(request: HttpRequest, product_id: str) -> HttpResponse:
    chosen = current_product(product_id)
    reader = Reader(spoken(request.GET.get("lang", "")))
    state = manual_state_of(chosen, reader.language)
    context = {"product": chosen, "manual_state": state, "reader": reader}
    return render(request, "support/_manual_state.html", context)


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Takes a question. Whatever is wrong with it, its text comes back in the box."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _sent_back(request, form, form.first_trouble(), 422)
    if not asks.take(request.META.get("REMOTE_ADDR", "")):
        slow = "That was a lot of questions at once. Please send it again in half a minute."
        return _sent_back(request, form, slow, 429)
    data = form.cleaned_data
    try:
        answer = conversations.ask(
            data["product"],
            data["question"],
            client_id=form.client_id(),
            conversation_id=data["conversation"],
            asker=asker_of(request.META.get("REMOTE_ADDR", "")),
        )
    except RequestError as error:
        return _sent_back(request, form, _in_plain_words(error), 422, error)
    if not is_htmx(request):
        conversations.answer_in_background(answer.pk)
        return redirect("support:conversation", answer.conversation_id, permanent=False)
    chosen = current_product(data["product"])
    entries = exchange_of(answer.pk)
    language = entries[-1].language
    context = composer(chosen, conversation_id=answer.conversation_id, language=language)
    context["entries"] = entries
    response = render(request, "support/_asked.html", context)
    response["HX-Push-Url"] = f"/conversations/{answer.conversation_id}/"
    return response


def _sent_back(
    request: HttpRequest,
    form: QuestionForm,
    trouble: str,
    status: int,
    error: RequestError | None = None,
) -> HttpResponse:
    if isinstance(error, UnknownConversation):
        form = QuestionForm({**request.POST.dict(), "conversation": ""})
    known = Product.objects.current().select_related("brand")
    chosen = known.filter(pk=form.data.get("product", "")).first()
    context = composer(chosen, bound=form, trouble=trouble) | {"focus": True}
    if is_htmx(request):
        return render(request, "support/_composer.html", context, status=status)
    if chosen is None:
        return render(request, "support/desk.html", context, status=status)
    context |= _product_context(chosen)
    return render(request, "support/product.html", context, status=status)


def _in_plain_words(error: RequestError) -> str:
    if isinstance(error, UnknownConversation):
        return "That conversation is no longer kept. Send it again to begin a new one."
    if isinstance(error, UnknownProduct):
        return "That product is no longer in the catalogue. Please choose another one."
    return "Your question could not be taken like this. Please send it once more."


def _product_context(chosen: Product) -> dict[str, Any]:
    specs = chosen.specs.items() if isinstance(chosen.specs, dict) else ()
    named = [
        ("Family", [chosen.family]),
        ("Made in", [chosen.production_country]),
        ("Also called", [alias.text for alias in chosen.aliases.all()]),
        *((name, value if isinstance(value, list) else [value]) for name, value in specs),
    ]
    facts = [(name, values) for name, values in named if any(values)]
    return {
        "facts": facts,
        "documents": document_lines(chosen),
        "relations": _relations(chosen),
    }


def _relations(chosen: Product) -> list[dict[str, Any]]:
    rows = chosen.relationships.filter(target__retired_at=None).select_related("target")
    groups = []
    for kind, title in RELATION_TITLES.items():
        items = [row for row in rows if row.kind == kind]
        if items:
            groups.append({"title": title, "items": items})
    return groups
