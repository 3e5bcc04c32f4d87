"""Batches of products of an import → rows of the database; only what differs is written."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from catalog.entries import ProductEntry, SourceEntry
from catalog.models import Alias, ManualSource, Product, Relationship

UPDATED = [
    "brand", "name", "model", "category", "family", "description", "production_country",
    "image_url", "thumbnail_url", "specs", "discontinued", "is_demo", "retired_at", "updated_at",
]  # fmt: skip
SOURCE_UPDATED = ["kind", "language", "title", "position"]


@dataclass(slots=True)
class Changes:
    """Ids of the products of a batch, by what happened to them; and the rows to write."""

    created: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    unchanged: set[str] = field(default_factory=set)
    products: list[Product] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    sources: list[ManualSource] = field(default_factory=list)
    gone: list[Alias | ManualSource] = field(default_factory=list)

    def write(self) -> None:
        """Call it in a transaction."""
        for model in (Alias, ManualSource):
            keys = [row.pk for row in self.gone if isinstance(row, model)]
            model._default_manager.filter(pk__in=keys).delete()
        Product.objects.bulk_create(
            self.products, update_conflicts=True, unique_fields=["id"], update_fields=UPDATED
        )
        Alias.objects.bulk_create(self.aliases, ignore_conflicts=True)
        ManualSource.objects.bulk_create(
            self.sources,
            update_conflicts=True,
            unique_fields=["product", "url"],
            update_fields=SOURCE_UPDATED,
        )


def compare(batch: Sequence[tuple[str, ProductEntry]], *, is_demo: bool) -> Changes:
    """What must be written so that the database holds ``batch`` (pairs of brand id and entry)."""
    keys = [entry.id for _, entry in batch]
    stored = Product.objects.in_bulk(keys)
    aliases = _by_product(Alias, keys)
    sources = _by_product(ManualSource, keys)
    changes = Changes()
    for brand, entry in batch:
        known = stored.get(entry.id)
        product = known or Product(id=entry.id)
        wanted = {"brand_id": brand, "is_demo": is_demo, "retired_at": None, **entry.values}
        differs = _assign(product, wanted)
        if known is None or differs:
            changes.products.append(product)
        differs |= _compare_aliases(changes, entry, aliases.get(entry.id, []))
        differs |= _compare_sources(changes, entry, sources.get(entry.id, []))
        if known is None:
            changes.created.add(entry.id)
        else:
            (changes.updated if differs else changes.unchanged).add(entry.id)
    return changes


def _by_product(model: type[Any], keys: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in model.objects.filter(product_id__in=keys).order_by("pk"):
        found.setdefault(row.product_id, []).append(row)
    return found


def _assign(product: Product, wanted: dict[str, Any]) -> bool:
    different = {name: v for name, v in wanted.items() if getattr(product, name) != v}
    for name, value in different.items():
        setattr(product, name, value)
    return bool(different)


def _compare_aliases(changes: Changes, entry: ProductEntry, stored: list[Alias]) -> bool:
    if entry.aliases is None:
        return False
    texts = {alias.text for alias in stored}
    gone = [alias for alias in stored if alias.text not in entry.aliases]
    new = [Alias(product_id=entry.id, text=text) for text in entry.aliases if text not in texts]
    changes.gone.extend(gone)
    changes.aliases.extend(new)
    return bool(gone or new)


def _compare_sources(changes: Changes, entry: ProductEntry, stored: list[ManualSource]) -> bool:
    if entry.sources is None:
        return False
    by_url = {source.url: source for source in stored}
    wanted = {source.url for source in entry.sources}
    gone = [source for source in stored if source.url not in wanted and not source.by_staff]
    new = []
    for position, source in enumerate(entry.sources):
        row = by_url.get(source.url) or ManualSource(product_id=entry.id, url=source.url)
        if _assign_source(row, source, position) or row.pk is None:
            new.append(row)
    changes.gone.extend(gone)
    # Without their keys, so that every row takes the same way into the database.
    changes.sources.extend(
        ManualSource(
            product_id=entry.id, url=row.url, **{n: getattr(row, n) for n in SOURCE_UPDATED}
        )
        for row in new
    )
    return bool(gone or new)


def _assign_source(row: ManualSource, wanted: SourceEntry, position: int) -> bool:
    values: dict[str, Any] = {
        "kind": wanted.kind, "language": wanted.language, "title": wanted.title,
        "position": position,
    }  # fmt: skip
    if row.by_staff:
        del values["position"]  # whether it goes before the others is theirs to say
    # A flat file cannot say what kind and title are: what staff entered stays.
    different = {n: v for n, v in values.items() if v is not None and getattr(row, n) != v}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


@dataclass(frozen=True, slots=True)
class RelationChanges:
    """``changed``: products whose relationships differ; ``unknown``: (product, target) pairs.

    ``targets``: what belongs, or belonged, to the changed ones.
    """

    changed: frozenset[str]
    targets: frozenset[str]
    unknown: tuple[tuple[str, str], ...]
    rows: tuple[Relationship, ...]
    gone: tuple[int, ...]

    def write(self) -> None:
        """Call it in a transaction."""
        Relationship.objects.filter(pk__in=self.gone).delete()
        Relationship.objects.bulk_create(
            self.rows,
            update_conflicts=True,
            unique_fields=["product", "target", "kind"],
            update_fields=["label"],
        )


def compare_relations(batch: Sequence[ProductEntry], announced: Set[str]) -> RelationChanges:
    """What must be written for the relationships of ``batch``.

    ``announced``: ids that the files hold; in a dry run they are not in the database yet.
    """
    targets = {r.target for entry in batch for r in entry.relations or ()}
    existing = targets & announced
    elsewhere = Product.objects.filter(pk__in=targets - existing)
    existing |= set(elsewhere.values_list("pk", flat=True))
    stored = _by_product(Relationship, [entry.id for entry in batch])
    changed: set[str] = set()
    targets_changed: set[str] = set()
    unknown: list[tuple[str, str]] = []
    rows: list[Relationship] = []
    gone: list[int] = []
    for entry in batch:
        old = {(r.kind, r.target_id): r for r in stored.get(entry.id, [])}
        for relation in entry.relations or ():
            if relation.target not in existing or relation.target == entry.id:
                unknown.append((entry.id, relation.target))
                continue
            known = old.pop((relation.kind, relation.target), None)
            if known is None or known.label != relation.label:
                changed.add(entry.id)
                targets_changed.add(relation.target)
                rows.append(
                    Relationship(
                        product_id=entry.id,
                        target_id=relation.target,
                        kind=relation.kind,
                        label=relation.label,
                    )
                )
        if old:
            changed.add(entry.id)
            targets_changed.update(row.target_id for row in old.values())
            gone.extend(row.pk for row in old.values())
    return RelationChanges(
        frozenset(changed), frozenset(targets_changed), tuple(unknown), tuple(rows), tuple(gone)
    )
