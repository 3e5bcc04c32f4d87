"""Catalogue files → database, with a report: batch by batch, so that others can write too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from catalog.brand_writing import BrandWriter
from catalog.changes import products_of, rise
from catalog.entries import BrandEntry, ProductEntry
from catalog.feeds import BrandRow, Failure, Item, Row, find_files, read_file
from catalog.import_report import ImportReport
from catalog.models import CatalogueVersion, Product
from catalog.product_writing import compare, compare_relations

BATCH = 250  # products in one transaction: about a tenth of a second on SQLite
TOLD = 1000  # changed products of one import that are told one by one
PAUSE = 0.01  # seconds between two transactions, in which others get the write lock

Progress = Callable[[int], object]


def import_files(
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    prune: bool = False,
    keep_demo: bool = False,
    is_demo: bool = False,
    progress: Progress = lambda _size: None,
) -> ImportReport:
    """Import the catalogue files that ``paths`` name; raises feeds.NoFeed if there are none.

    ``progress`` is told the bytes that were dealt with. ``is_demo`` marks everything as ours.
    """
    files = find_files(paths)
    importer = _Importer(dry_run=dry_run, keep_demo=keep_demo, is_demo=is_demo, progress=progress)
    return importer.run(files, prune=prune)


class _Importer:
    """One import: its options, what was seen so far, and the report that grows."""

    def __init__(
        self, *, dry_run: bool, keep_demo: bool, is_demo: bool, progress: Progress
    ) -> None:
        self._dry_run = dry_run
        self._is_demo = is_demo
        self._progress = progress
        self._brands = BrandWriter(dry_run=dry_run, is_demo=is_demo)
        self._retire_demo = (
            not is_demo and not keep_demo and not Product.objects.filter(is_demo=False).exists()
        )
        self._seen: dict[str, tuple[Path, int]] = {}  # product ids, and where they stand
        self._related: list[Row] = []
        self._present: set[str] = set()  # brands
        self._unchanged: set[str] = set()
        self._identities: list[BrandEntry] = []
        self._batch: list[Row] = []
        self._told = 0  # products that were said to have changed
        self.report = ImportReport(dry_run=dry_run)

    def run(self, files: Sequence[Path], *, prune: bool) -> ImportReport:
        started = time.monotonic()
        self.report.files = len(files)
        for file in files:
            for item in read_file(file):
                self._take(item)
        self._flush()
        self._relations()
        if prune:
            self._prune()
        self.report.brands_created = self._brands.created
        self.report.brands_updated = self._brands.updated
        self.report.version = CatalogueVersion.current()
        self.report.seconds = time.monotonic() - started
        return self.report

    def _take(self, item: Item) -> None:
        if isinstance(item, BrandRow):
            self._present.add(self._brands.id_of(item.brand))
            self._identities.append(item.brand)
            return
        self.report.rows += 1
        if isinstance(item, Row) and (first := self._seen.get(item.product.id)):
            reason = f"the id is used already in {first[0]}, line {first[1]}"
            item = Failure(item.file, item.line, reason, item.product.id, item.size)
        if isinstance(item, Failure):
            self.report.failures.append(item)
            self._progress(item.size)
            return
        self._seen[item.product.id] = (item.file, item.line)
        self._batch.append(item)
        if item.product.relations is not None:
            self._related.append(item)
        for warning in item.product.warnings:
            self._warn(item.product.id, warning)
        if len(self._batch) >= BATCH:
            self._flush()

    def _transaction(self) -> AbstractContextManager[object]:
        return nullcontext() if self._dry_run else transaction.atomic()

    def _flush(self) -> None:
        """Write what was gathered, in one transaction."""
        batch, self._batch = self._batch, []
        identities, self._identities = self._identities, []
        if not batch and not identities:
            return
        pairs = [(self._brands.id_of(row.brand), row.product) for row in batch]
        self._present.update(brand for brand, _ in pairs)
        with self._transaction():
            brands = self._brands.write([*identities, *(row.brand for row in batch)])
            changed = self._write(pairs)
            if (brands or changed) and not self._dry_run:
                self._rise(changed, products_of(brands))
        self._progress(sum(row.size for row in batch))
        self._breathe()

    def _rise(self, *changed: Set[str] | None) -> None:
        """A few changes are told one by one; after many the whole catalogue is read again."""
        self._told += sum(map(len, filter(None, changed)))
        rise(*(changed if self._told <= TOLD else [None]))

    def _write(self, pairs: list[tuple[str, ProductEntry]]) -> set[str]:
        """Write these rows; the ids of the products that changed."""
        changes = compare(pairs, is_demo=self._is_demo)
        if not self._dry_run:
            changes.write()
        self.report.created += len(changes.created)
        self.report.updated += len(changes.updated)
        self.report.unchanged += len(changes.unchanged)
        self._unchanged |= changes.unchanged
        # With the first batch, not at the end: an import that is cut short has begun all the same.
        demo: set[str] = set()
        if self._retire_demo and pairs:
            self._retire_demo = False
            current = Product.objects.current().filter(is_demo=True)
            demo = set(current.values_list("pk", flat=True))
            self.report.demo_retired = self._retire(demo)
        return changes.created | changes.updated | demo

    def _relations(self) -> None:
        """After all products, because a target may stand in a later file."""
        for start in range(0, len(self._related), BATCH):
            batch = [row.product for row in self._related[start : start + BATCH]]
            with self._transaction():
                changes = compare_relations(batch, self._seen.keys())
                if changes.changed and not self._dry_run:
                    changes.write()
                    self._rise(changes.changed | changes.targets)
            also = changes.changed & self._unchanged
            self.report.updated += len(also)
            self.report.unchanged -= len(also)
            for key, target in changes.unknown:
                reason = "itself" if key == target else "a product that does not exist"
                self._warn(key, f"relationship to {target!r}, {reason}; left out")
            self._breathe()

    def _prune(self) -> None:
        """Retire what the files do not hold any more, of the brands that they hold."""
        if self.report.failures:
            self.report.prune_skipped = True
            return
        of_brands = Product.objects.current().filter(brand_id__in=self._present)
        gone = [key for key in of_brands.values_list("pk", flat=True) if key not in self._seen]
        for start in range(0, len(gone), BATCH):
            with self._transaction():
                batch = gone[start : start + BATCH]
                self.report.retired += self._retire(batch)
                if not self._dry_run:
                    self._rise(set(batch))
            self._breathe()

    def _retire(self, keys: Iterable[str]) -> int:
        """Retire the products with these keys and say how many."""
        listed = list(keys)
        if self._dry_run:
            return len(listed)
        return Product.objects.filter(pk__in=listed).update(retired_at=timezone.now())

    def _warn(self, key: str, reason: str) -> None:
        self.report.warnings.append(Failure(*self._seen[key], reason, key))

    def _breathe(self) -> None:
        if not self._dry_run:
            time.sleep(PAUSE)
