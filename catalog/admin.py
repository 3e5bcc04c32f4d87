"""The back office of the catalogue; every change here is seen by the predictions at once."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from catalog.changes import rise, touched_by
from catalog.forms import BrandForm, ManualSourceForm, ProductForm
from catalog.models import Alias, Brand, ManualSource, Product, Relationship


class RaisesVersion:
    """Says what changed in the catalogue after whatever is saved or deleted here."""

    def save_related(
        self, request: HttpRequest, form: ModelForm[Model], formsets: Any, change: bool
    ) -> None:
        # Before and after: what it had belonged to differs as well as what it belongs to now.
        before = touched_by([form.instance])
        moved_from = form.initial.get("product")
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        rise(before, touched_by([form.instance]), [moved_from] if moved_from else [])

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        touched = touched_by([obj])
        super().delete_model(request, obj)  # type: ignore[misc]
        rise(touched)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        touched = touched_by(list(queryset))
        super().delete_queryset(request, queryset)  # type: ignore[misc]
        rise(touched)


class FixedId:
    """An id is given once: with another one the row would be copied, not renamed."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))  # type: ignore[misc]
        return [*fields, "id"] if obj is not None else fields


class AliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Alias
    fields = ("text",)
    extra = 1


class SourceInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ManualSource
    form = ManualSourceForm
    fields = (
        "url",
        "kind",
        "language",
        "title",
        "position",
    )
    extra = 1


class RelationshipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Relationship
    fk_name = "product"
    fields = (
        "kind",
        "target",
        "label",
    )
    autocomplete_fields = ("target",)
    extra = 1


class OfferedFilter(admin.SimpleListFilter):
    """Retired products stay in the database, but nobody finds them."""

    title = "offered"
    parameter_name = "offered"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        return [("yes", "Offered"), ("no", "Retired")]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in {"yes", "no"}:
            return queryset.filter(retired_at__isnull=self.value() == "yes")
        return queryset


@admin.register(Brand)
class BrandAdmin(RaisesVersion, FixedId, admin.ModelAdmin):  # type: ignore[type-arg]
    form = BrandForm
    list_display = (
        "name",
        "id",
        "hq",
        "website",
        "is_demo",
    )
    search_fields = (
        "name",
        "id",
        "aliases__text",
    )
    inlines = (AliasInline,)


@admin.register(Product)
class ProductAdmin(RaisesVersion, FixedId, admin.ModelAdmin):  # type: ignore[type-arg]
    form = ProductForm
    list_display = (
        "name",
        "id",
        "brand",
        "category",
        "offered",
        "discontinued",
    )
    list_select_related = ("brand",)
    list_filter = (
        OfferedFilter,
        "discontinued",
        "is_demo",
    )
    search_fields = (
        "name",
        "id",
        "model",
        "brand__name",
        "aliases__text",
    )
    autocomplete_fields = ("brand",)
    readonly_fields = (
        "is_demo",
        "retired_at",
        "updated_at",
    )
    inlines = (
        SourceInline,
        AliasInline,
        RelationshipInline,
    )
    actions = (
        "retire",
        "offer_again",
    )

    @admin.display(boolean=True, ordering="retired_at")
    def offered(self, product: Product) -> bool:
        return product.retired_at is None

    @admin.action(description="Retire: customers do not find them any more")
    def retire(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._set_retired(request, queryset.filter(retired_at=None), retired=True)

    @admin.action(description="Offer again what was retired")
    def offer_again(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._set_retired(request, queryset.exclude(retired_at=None), retired=False)

    def _set_retired(
        self, request: HttpRequest, queryset: QuerySet[Product], *, retired: bool
    ) -> None:
        products = list(queryset)
        count = Product.objects.filter(pk__in=[product.pk for product in products]).update(
            retired_at=timezone.now() if retired else None
        )
        if count:
            rise(touched_by(products))
        self.message_user(request, f"{count} products {'retired' if retired else 'offered again'}.")


@admin.register(ManualSource)
class ManualSourceAdmin(RaisesVersion, admin.ModelAdmin):  # type: ignore[type-arg]
    form = ManualSourceForm
    list_display = (
        "__str__",
        "product",
        "url",
        "kind",
        "language",
        "position",
    )
    list_select_related = ("product",)
    list_filter = (
        "kind",
        "language",
    )
    search_fields = (
        "url",
        "title",
        "product__name",
        "product__id",
    )
    autocomplete_fields = ("product",)
