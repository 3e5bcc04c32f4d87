"""For staff: what surrounds a manual, and the choice of a PDF file where its address lists them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.models import ManualSource
from catalog.sources import replace_source
from support import manuals
from support.documents import MOST_NAMED, instead_of, products_at
from support.models import Candidate, Manual

PERMISSION = "catalog.change_manualsource"


def around(request: HttpRequest, manual: Manual) -> dict[str, Any]:
    """What stands above a manual's own fields: its products, what stands in, what may be chosen."""
    return {
        "products": products_at(manual)[:MOST_NAMED],
        "stand_ins": instead_of(manual),
        "candidates": list(Candidate.objects.filter(manual=manual)),
        "may_choose": request.user.has_perm(PERMISSION),
    }


def use(request: HttpRequest, manual: Manual) -> HttpResponse:
    """POST ``candidate`` and ``product``: its address takes the place of the manual's."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    candidate = get_object_or_404(Candidate, manual=manual, pk=_number(request, "candidate"))
    source = get_object_or_404(
        ManualSource, url=manual.address, product=request.POST.get("product", "")
    )
    chosen = replace_source(
        source, candidate.url, kind="pdf", language=candidate.language, title=candidate.text
    )
    wanted = manuals.want(manuals.manual_at(chosen), again=True)
    text = f"“{wanted}” is the manual of {source.product.name} now, and is being fetched."
    messages.success(request, text)
    return HttpResponseRedirect(reverse("admin:support_manual_change", args=[wanted.pk]))


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
