"""Brands of an import: found by id or by name, created or changed where the file says so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils.text import slugify

from catalog.entries import BrandEntry
from catalog.models import ID_LENGTH, Alias, Brand

UPDATED = ["name", "hq", "founded", "website", "logo_url", "description", "is_demo"]


def folded(name: str) -> str:
    """Two names that differ only in case or spaces are the same brand."""
    return " ".join(name.casefold().split())


def slug_of(name: str) -> str:
    """An id for a name in any script; never empty."""
    return slugify(name, allow_unicode=True)[: ID_LENGTH - 9].strip("-_") or f"brand-{_hash(name)}"


def _hash(name: str) -> str:
    return hashlib.sha256(folded(name).encode()).hexdigest()[:8]


class BrandWriter:
    """Knows all brands while an import runs; one query to begin with."""

    def __init__(self, *, dry_run: bool, is_demo: bool) -> None:
        self._dry_run = dry_run
        self._is_demo = is_demo
        self._by_id = {brand.id: brand for brand in Brand.objects.order_by("id")}
        self._taken = set(self._by_id)  # ids that were given out, written yet or not
        self._id_by_name: dict[str, str] = {}
        for brand in self._by_id.values():
            # Of two brands with one name it is always the same: the one named after it.
            if brand.id == slug_of(brand.name):
                self._id_by_name[folded(brand.name)] = brand.id
            else:
                self._id_by_name.setdefault(folded(brand.name), brand.id)
        self.created = 0
        self.updated = 0

    def id_of(self, entry: BrandEntry) -> str:
        """The id under which the brand is stored; a brand known by its name only keeps its id."""
        if entry.id is not None:
            self._taken.add(entry.id)
            self._id_by_name.setdefault(folded(entry.name), entry.id)
            return entry.id
        known = self._id_by_name.get(folded(entry.name))
        if known is None:
            known = slug_of(entry.name)
            # Another name has this slug: "A & B" and "A-B" stay two brands.
            if known in self._taken:
                known = f"{known}-{_hash(entry.name)}"
            self._taken.add(known)
            self._id_by_name[folded(entry.name)] = known
        return known

    def write(self, entries: Iterable[BrandEntry]) -> set[str]:
        """Store what changed among ``entries``: the ids of those. Call it in a transaction."""
        changed: dict[str, Brand] = {}
        aliases: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            key = self.id_of(entry)
            if self._merge(key, entry):
                changed[key] = self._by_id[key]
            if entry.aliases is not None:
                aliases[key] = entry.aliases
        if changed and not self._dry_run:
            Brand.objects.bulk_create(
                changed.values(), update_conflicts=True, unique_fields=["id"], update_fields=UPDATED
            )
        renamed = {key for key, texts in aliases.items() if self._write_aliases(key, texts)}
        return changed.keys() | renamed

    def _merge(self, key: str, entry: BrandEntry) -> bool:
        """Put the entry into the brand in memory; True if it is new or changed."""
        brand = self._by_id.get(key)
        if brand is None:
            self._by_id[key] = Brand(id=key, name=entry.name, is_demo=self._is_demo, **entry.values)
            self._id_by_name.setdefault(folded(entry.name), key)
            self.created += 1
            return True
        wanted = {"is_demo": self._is_demo, **entry.values}
        if entry.id is not None:
            wanted["name"] = entry.name
        different = {name for name, value in wanted.items() if getattr(brand, name) != value}
        for name in different:
            setattr(brand, name, wanted[name])
        self.updated += bool(different)
        return bool(different)

    def _write_aliases(self, brand: str, wanted: tuple[str, ...]) -> bool:
        stored = set(Alias.objects.filter(brand_id=brand).values_list("text", flat=True))
        gone, new = stored - set(wanted), [text for text in wanted if text not in stored]
        if not self._dry_run:
            Alias.objects.filter(brand_id=brand, text__in=gone).delete()
            Alias.objects.bulk_create(
                [Alias(brand_id=brand, text=text) for text in new], ignore_conflicts=True
            )
        return bool(gone or new)
