"""The catalogue: brands, products, their other names, relations and addresses of manuals."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from catalog.bell import ring

ID_LENGTH = 120
NAME_LENGTH = 300
ADDRESS_LENGTH = 1000
UPLOADS = "uploads/"  # a folder of the default storage, addressed file:uploads/NAME


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
    position = models.SmallIntegerField(default=0, help_text="the lowest is used first")
    by_staff = models.BooleanField(
        default=False, editable=False, help_text="entered here: an import leaves it alone"
    )

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


class Stamp(NamedTuple):
    """The state of the catalogue.

    ``lineage`` tells one catalogue from another, ``number`` rises with every change. Which
    products the changes after number ``known_from`` were about is known, see ProductChange.
    """

    lineage: str = ""
    number: int = 0
    known_from: int = 0


class CatalogueVersion(models.Model):
    """A single row: rises with every change that predictions must see."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    known_from = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    choices_until = models.DateTimeField(default=timezone.now)  # seen by predictions

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number now; 0 before the first change."""
        return cls.stamp().number

    @classmethod
    def stamp(cls) -> Stamp:
        """The state now."""
        found = cls.objects.filter(pk=1).values_list("lineage", "number", "known_from").first()
        return Stamp(found[0].hex, found[1], found[2]) if found else Stamp()

    @classmethod
    def rise(cls, changed: Iterable[str] | None = None) -> None:
        """Say that the catalogue changed; every process looks again within seconds.

        ``changed`` are the ids of all products whose predictions may differ now, also of deleted
        ones; None: too many to say, or not known. Then the whole catalogue is read again.
        """
        with transaction.atomic():
            row = cls.objects.filter(pk=1)
            if not row.update(number=F("number") + 1, changed_at=timezone.now()):
                cls.objects.update_or_create(pk=1, defaults={"number": 1})
            number = cls.current()  # nobody else raises it before we commit
            if changed is None:
                row.update(known_from=number)
            else:
                ProductChange.note(changed, number)
            transaction.on_commit(ring)


class ProductChange(models.Model):
    """At which version of the catalogue a product changed last; it may be gone by now.

    The latest of them stay for those who have an older picture of the catalogue.
    """

    product_id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    number = models.PositiveBigIntegerField(db_index=True)

    KEPT: ClassVar = 5000

    def __str__(self) -> str:
        return f"{self.product_id}: {self.number}"

    @classmethod
    def note(cls, products: Iterable[str], number: int) -> None:
        """These products changed with this version."""
        ProductChange.objects.bulk_create(
            [ProductChange(product_id=key, number=number) for key in sorted(set(products))],
            update_conflicts=True,
            unique_fields=["product_id"],
            update_fields=["number"],
        )

    @classmethod
    def since(cls, number: int, limit: int) -> tuple[str, ...]:
        """Up to ``limit`` of the products that changed after version ``number``."""
        found = cls.objects.filter(number__gt=number).values_list("product_id", flat=True)
        return tuple(found[:limit])

    @classmethod
    def forget(cls, number: int) -> None:
        """Keep only the latest changes; none after version ``number`` is forgotten."""
        numbers = cls.objects.order_by("-number").values_list("number", flat=True)
        last = numbers[cls.KEPT : cls.KEPT + 1].first()
        if last is None:
            return
        last = min(last, number)
        with transaction.atomic():
            CatalogueVersion.objects.filter(pk=1, known_from__lt=last).update(known_from=last)
            cls.objects.filter(number__lte=last).delete()
