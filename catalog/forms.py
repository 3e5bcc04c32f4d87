"""Forms of the back office: the same rules for addresses as in the catalogue files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.entries import is_address


def _checked(value: str, *, file: bool) -> str:
    if value and not is_address(value, file=file):
        allowed = "https://…, http://… or file:NAME" if file else "https://… or http://…"
        raise ValidationError(f"This is not an allowed address ({allowed}).", code="address")
    return value


class BrandForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_website(self) -> str:
        return _checked(self.cleaned_data["website"], file=False)

    def clean_logo_url(self) -> str:
        return _checked(self.cleaned_data["logo_url"], file=False)


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_image_url(self) -> str:
        return _checked(self.cleaned_data["image_url"], file=False)

    def clean_thumbnail_url(self) -> str:
        return _checked(self.cleaned_data["thumbnail_url"], file=False)

    def clean_specs(self) -> dict[str, Any]:
        """An empty field means no specifications."""
        specs = self.cleaned_data["specs"] or {}
        if not isinstance(specs, dict):
            raise ValidationError("Specifications must be a JSON object.", code="object")
        return specs


class ManualSourceForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_url(self) -> str:
        return _checked(self.cleaned_data["url"], file=True)

    def save(self, commit: bool = True) -> Any:
        """An address that was typed in here is staff's: no import takes it away."""
        if "url" in self.changed_data:
            self.instance.by_staff = True
        return super().save(commit)
