"""What is missing, ambiguous or unreachable in the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef

from catalog.models import UPLOADS, Alias, Brand, ManualSource, Product
from catalog.normalise import pieces
from catalog.probing import probe_all


@dataclass(frozen=True, slots=True)
class BrokenAddress:
    """An address that leads nowhere, and one of the products it belongs to."""

    url: str
    product: str
    reason: str


@dataclass(frozen=True, slots=True)
class Collision:
    """One name that several current products have as an alias."""

    alias: str
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueCheck:
    """``broken``: files that do not exist and, if asked online, addresses without an answer."""

    products: int
    without_manual: tuple[str, ...]
    brands_without_products: tuple[str, ...]
    alias_collisions: tuple[Collision, ...]
    broken: tuple[BrokenAddress, ...]
    online: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check(*, online: bool = False, progress: Callable[[], object] = lambda: None) -> CatalogueCheck:
    """Look at all current products; ``online`` also asks each address on the network."""
    current = Product.objects.current()
    sources = ManualSource.objects.filter(product=OuterRef("pk"))
    without = current.filter(~Exists(sources)).order_by("pk").values_list("pk", flat=True)
    offered = current.filter(brand=OuterRef("pk"))
    empty = Brand.objects.filter(~Exists(offered)).order_by("pk").values_list("pk", flat=True)
    return CatalogueCheck(
        products=current.count(),
        without_manual=tuple(without),
        brands_without_products=tuple(empty),
        alias_collisions=collisions(),
        broken=(*missing_files(), *(unreachable(progress) if online else ())),
        online=online,
    )


def collisions() -> tuple[Collision, ...]:
    """Aliases that are written alike and belong to different products."""
    owners: dict[str, set[str]] = {}
    found = Alias.objects.filter(product__isnull=False, product__retired_at=None)
    for text, product in found.values_list("text", "product_id").iterator():
        owners.setdefault("".join(pieces(text)), set()).add(str(product))
    return tuple(
        Collision(alias, tuple(sorted(products)))
        for alias, products in sorted(owners.items())
        if alias and len(products) > 1
    )


def _addresses() -> dict[str, str]:
    """Each address of a current product's manual, with the first such product."""
    rows = ManualSource.objects.filter(product__retired_at=None).order_by("url", "product")
    found: dict[str, str] = {}
    for url, product in rows.values_list("url", "product_id").iterator():
        found.setdefault(url, product)
    return found


def missing_files() -> tuple[BrokenAddress, ...]:
    """``file:`` addresses with a file neither in MANUALS_DIR nor among the uploads."""
    folder = Path(settings.MANUALS_DIR).resolve()
    broken = []
    for url, product in _addresses().items():
        if not url.startswith("file:"):
            continue
        name = url.removeprefix("file:")
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            broken.append(BrokenAddress(url, product, "the name leads out of the manuals folder"))
        elif not path.is_file() and not _is_uploaded(name):
            broken.append(BrokenAddress(url, product, "there is no such file"))
    return tuple(broken)


def _is_uploaded(name: str) -> bool:
    try:
        return name.startswith(UPLOADS) and default_storage.exists(name)
    except OSError:  # nobody can tell
        return True


def unreachable(progress: Callable[[], object]) -> tuple[BrokenAddress, ...]:
    """Addresses on the network where nothing answers."""
    addresses = {u: p for u, p in _addresses().items() if not u.startswith("file:")}
    broken = []
    for url, problem in probe_all(addresses, settings.FETCH_ALLOW_PRIVATE):
        if problem:
            broken.append(BrokenAddress(url, addresses[url], problem))
        progress()
    return tuple(broken)
