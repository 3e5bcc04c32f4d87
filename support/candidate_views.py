"""For staff: the PDF files that a manual's address turned out to list, and the choice of one."""

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
from support.documents import products_at
from support.models import Candidate, Manual

PERMISSION = "catalog.change_manualsource"


def candidates(request: HttpRequest, manual: Manual) -> dict[str, Any]:
    """The context of ``_candidates.html``; without candidates it is empty."""
    found = list(Candidate.objects.filter(manual=manual))
    if not found:
        return {}
    return {
        "candidates": found,
        "products": products_at(manual),
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
