"""The catalogue: brands, products, their other names, relations and addresses of manuals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

ID_LENGTH = 120
NAME_LENGTH = 300
ADDRESS_LENGTH = 1000


class Brand(models.Model):
    """A manufacturer, as the catalogue files name it."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    name = models.CharField(max_length=NAME_LENGTH)
    hq = models.CharField("headquarters", max_length=NAME_LENGTH, blank=True)
    founded = models.PositiveIntegerField(null=True, blank=True)
    website = models.CharField(max_length=ADDRESS_LENGTH, blank=True)
    logo_url = models.CharField(max_length=ADDRESS_LENGTH, blank=True)
    description = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(models.QuerySet["Product"]):
    def current(self) -> ProductQuerySet:
        """Products that customers may find: not retired."""
        return self.filter(retired_at=None)


class Product(models.Model):
    """One thing that is sold; retired (never deleted) when it leaves the catalogue files."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="products")
    name = models.CharField(max_length=NAME_LENGTH)
    model = models.CharField("model number", max_length=NAME_LENGTH, blank=True)
    category = models.CharField(max_length=NAME_LENGTH, blank=True)
    family = models.CharField(max_length=NAME_LENGTH, blank=True)
    description = models.TextField(blank=True)
    production_country = models.CharField(max_length=NAME_LENGTH, blank=True)
    image_url = models.CharField(max_length=ADDRESS_LENGTH, blank=True)
    thumbnail_url = models.CharField(max_length=ADDRESS_LENGTH, blank=True)
    specs = models.JSONField(default=dict, blank=True)
    discontinued = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index(fields=["brand", "retired_at"], name="product_current")]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.name}" if self.brand_id else self.name


class Alias(models.Model):
    """Another name of a product or of a brand, in any script."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="aliases", null=True, blank=True
    )
    brand = models.ForeignKey(
        Brand, on_delete=models.CASCADE, related_name="aliases", null=True, blank=True
    )
    text = models.CharField(max_length=NAME_LENGTH)

    class Meta:
        verbose_name_plural = "aliases"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(product=None, brand__isnull=False)
                | Q(product__isnull=False, brand=None),
                name="alias_of_one",
            ),
            models.UniqueConstraint(fields=["product", "text"], name="alias_product_once"),
            models.UniqueConstraint(fields=["brand", "text"], name="alias_brand_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Relationship(models.Model):
    """``target`` is an accessory, a spare part or simply related to ``product``."""

    class Kind(models.TextChoices):
        ACCESSORY = "accessory"
        RELATED = "related"
        SPARE_PART = "spare_part"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relationships")
    target = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="related_from")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.RELATED)
    label = models.CharField(max_length=NAME_LENGTH, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "target", "kind"], name="relation_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} → {self.target_id} ({self.kind})"


class ManualSource(models.Model):
    """The ADDRESS of a manual of a product; what was fetched from it is support's business."""

    class Kind(models.TextChoices):
        UNKNOWN = "", "not said"
        PDF = "pdf", "PDF"
        HTML = "html", "HTML"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="manual_sources")
    url = models.CharField(
        "address", max_length=ADDRESS_LENGTH, help_text="https://…, http://… or file:NAME"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True, default=Kind.UNKNOWN)
    language = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=NAME_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="the lowest is used first")

    class Meta:
        ordering: ClassVar = ["product", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "url"], name="source_once")
        ]
        indexes: ClassVar = [models.Index(fields=["url"], name="source_url")]

    def __str__(self) -> str:
        return self.title or self.url


class Popularity(models.Model):
    """How often customers chose a product; see catalog.popularity for the counting."""

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, related_name="popularity", primary_key=True
    )
    score = models.FloatField(default=0.0, help_text="choices, halved every month")
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "popularity"

    def __str__(self) -> str:
        return f"{self.product_id}: {self.score:.1f}"


class CatalogueVersion(models.Model):
    """A single row: rises with every change that predictions must see."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number now; 0 before the first change."""
        row = cls.objects.filter(pk=1).values_list("number", flat=True).first()
        return row or 0

    @classmethod
    def rise(cls) -> None:
        """Say that the catalogue changed; every process looks again within seconds."""
        changed = cls.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now())
        if not changed:
            cls.objects.update_or_create(pk=1, defaults={"number": 1})
