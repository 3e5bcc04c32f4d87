"""Which picture this process shows: a stored one, brought up to date, or one made here."""

from __future__ import annotations

import logging
import threading
import time

from catalog.building import build
from catalog.later import with_changes
from catalog.loading import rows
from catalog.models import CatalogueVersion, Product, ProductChange, Stamp
from catalog.picture import Snapshot
from catalog.picture_files import Origin
from catalog.shelf import Shelf
from hscjit import metrics

SMALL = 1000  # products whose picture is made here, at once: about a tenth of a second
MAX_LATER = 1000  # changed products beside a picture; with more it has to be made anew
WORTH_A_BUILD = 300  # changed products from which on a new picture is wanted

logger = logging.getLogger(__name__)


class Memory:
    """The one reference that is swapped, and which state of the database it shows.

    ``wants_build``: the database is too far from every stored picture; somebody should run
    ``build_catalogue``. Until then the last picture is shown.
    """

    def __init__(self, shelf: Shelf | None = None) -> None:
        self.snapshot = build(())
        self.stamp: Stamp | None = None
        self.wants_build = False
        self._base: tuple[Snapshot, Origin] | None = None
        self._shelf = shelf or Shelf()
        self._turn = threading.Lock()

    def refresh(self, *, here: bool = False) -> bool:
        """Show what the database holds now; True if the picture was swapped.

        ``here``: make a large picture in this process if there is no other way. It takes seconds,
        in which others hardly get the interpreter.
        """
        with self._turn:
            began = time.monotonic()
            before = self.snapshot
            # Read before the rows, so that no change is missed.
            stamp = CatalogueVersion.stamp()
            newer = self._take_newer(stamp)
            if newer or self.stamp is None or stamp[:2] != self.stamp[:2]:
                self._follow(stamp, here)
            if self.snapshot is before:
                return False
        self._tell(time.monotonic() - began)
        return True

    def _take_newer(self, stamp: Stamp) -> bool:
        """Take a stored picture as the base if it is newer than what we have."""
        after = -1
        if self._base is not None and self._base[1].lineage == stamp.lineage:
            # Higher than the database's: it was put back, and that future did not happen.
            after = self._base[1].number if self._base[1].number <= stamp.number else -1
        found = self._shelf.newest(stamp.lineage, after=after, until=stamp.number)
        if found is not None:
            self._base = found
        return found is not None

    def _follow(self, stamp: Stamp, here: bool) -> None:
        self.wants_build = False
        if Product.objects.current()[: SMALL + 1].count() <= SMALL:
            self._make(stamp)
        elif self._base is not None and (changed := self._changed(stamp)) is not None:
            self._add_changes(self._base[0], changed, stamp)
            self.wants_build = len(changed) > WORTH_A_BUILD
        elif here:
            self._make(stamp)
        else:
            self.wants_build = True
            self._show_old(stamp.lineage)

    def _changed(self, stamp: Stamp) -> tuple[str, ...] | None:
        """The products that changed since the base was made; None: unknown or too many."""
        if self._base is None:
            return None
        origin = self._base[1]
        if origin.lineage != stamp.lineage or not (
            stamp.known_from <= origin.number <= stamp.number
        ):
            return None
        changed = ProductChange.since(origin.number, MAX_LATER + 1)
        if CatalogueVersion.stamp().known_from > origin.number:
            return None  # some of them were forgotten this very moment
        return changed if len(changed) <= MAX_LATER else None

    def _add_changes(self, base: Snapshot, changed: tuple[str, ...], stamp: Stamp) -> None:
        if changed:
            base = with_changes(base, changed, rows(changed), stamp.number)
        self.snapshot, self.stamp = base, stamp

    def _make(self, stamp: Stamp) -> None:
        picture = build(rows(), stamp.number)
        self._base = (picture, Origin(stamp.lineage, stamp.number))
        self.snapshot, self.stamp = picture, stamp

    def _show_old(self, lineage: str) -> None:
        """Better a stored picture of yesterday than nothing, while a new one is made."""
        if self.stamp is None and self._base is not None and self._base[1].lineage == lineage:
            self.snapshot, self.stamp = self._base[0], Stamp(lineage, self._base[1].number)

    def _tell(self, seconds: float) -> None:
        picture = self.snapshot
        metrics.catalogue_products.set(len(picture))
        metrics.catalogue_version.set(picture.version)
        logger.info(
            "catalogue version %d: %d products, %d of them changed since the stored picture, "
            "in %.2f s",
            picture.version, len(picture), len(picture.later or ()), seconds,
        )  # fmt: skip
