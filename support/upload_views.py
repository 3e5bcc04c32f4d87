"""The back office's page on which staff uploads the manual of a product."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.models import NAME_LENGTH, ManualSource, Product
from catalog.sources import add_source
from support import manuals
from support.models import Manual
from support.uploads import BadUpload, Upload, keep, looked_at

PERMISSION = "catalog.add_manualsource"
NO_STORAGE = "The file could not be kept: the storage does not answer. Please try again later."


class UploadForm(forms.Form):
    """``cleaned_data["file"]`` is an Upload."""

    product = forms.ModelChoiceField(
        Product.objects.all(),
        widget=AutocompleteSelect(ManualSource._meta.get_field("product"), admin.site),
    )
    file = forms.FileField(help_text="PDF or HTML. What it is is read from its content.")
    title = forms.CharField(
        max_length=NAME_LENGTH, required=False, help_text="empty: the title inside the file"
    )
    kind = forms.ChoiceField(choices=ManualSource.Kind.choices, required=False)
    language = forms.CharField(
        max_length=20,
        required=False,
        validators=[RegexValidator(r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$", "A code like en or de.")],
        help_text="en, de, he, …; empty: read from the text",
    )
    place = forms.ChoiceField(
        choices=[
            ("first", "Before the others: it answers questions"),
            ("last", "After the others: a further document"),
        ],
        initial="first",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if file := data.get("file"):
            try:
                data["file"] = looked_at(file, data.get("kind", ""))
            except BadUpload as error:
                raise ValidationError({"file": str(error)}, code="file") from error
        return data


def upload(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """``?product=`` chooses the product beforehand. Whoever may add addresses may upload."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    form = UploadForm(initial={"product": request.GET.get("product", "")})
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            manual = _kept(form)
            if manual is not None:
                messages.success(request, f"“{manual}” was uploaded and is being read.")
                address = reverse("admin:support_manual_change", args=[manual.pk])
                return HttpResponseRedirect(address)
    return render(request, "admin/support/manual/upload.html", {**context, "form": form})


def _kept(form: UploadForm) -> Manual | None:
    """The manual, on its way to be read; None (and the form says why) without a storage."""
    data = form.cleaned_data
    file: Upload = data["file"]
    try:
        address = keep(file)
    except OSError:
        form.add_error("file", NO_STORAGE)
        return None
    source = add_source(
        data["product"],
        address,
        kind=file.kind,
        language=data["language"],
        title=data["title"],
        first=data["place"] == "first",
    )
    return manuals.want(manuals.manual_at(source), again=True)
