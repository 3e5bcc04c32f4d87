"""A small fictional catalogue for the tests, as rows of the picture and as files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.building import ProductRow, build
from catalog.picture import ProductFacts, Snapshot

Row = dict[str, Any]


def row(key: str, brand: str, name: str, category: str = "", **more: Any) -> ProductRow:
    """A product; ``manual`` is the address of its manual."""
    manual = more.pop("manual", None)
    facts = ProductFacts(key, name, brand, category, "", manual, "en" if manual else "")
    return ProductRow(facts, **more)


ORBIT = ("אורביט",)
SHOP = (
    row("td17", "Orbit", "TD-17 Drum Sound Module", "Drum modules", accessories=3,
        brand_aliases=ORBIT, manual="file:td17.pdf"),
    row("td17-pack", "Orbit", "TD-17 Update Pack", "Upgrades", is_accessory=True,
        brand_aliases=ORBIT),
    row("td17-case", "Orbit", "TD-17 Case", "Cases", is_accessory=True, brand_aliases=ORBIT),
    row("td17kv", "Orbit", "TD-17KV Drum Kit", "Electronic drums", brand_aliases=ORBIT),
    row("td07", "Orbit", "TD-07 Drum Sound Module", "Drum modules", brand_aliases=ORBIT),
    row("jc40", "Orbit", "JC-40 Jazz Chorus", "Amplifiers", aliases=("ג׳אז כורוס",),
        brand_aliases=ORBIT),
    row("mx8", "Mirbach", "MX-8 Mixer", "Mixers", aliases=("מיקסר שמונה ערוצים",),
        manual="https://example.com/mx8.pdf"),
    row("psu", "Mirbach", "Power Supply for MX-8", "Adapters", is_accessory=True),
    row("cafe", "Brüllmann", "Café Crème Grinder CG 300", "Kitchen", model="CG300"),
    row("old", "Brüllmann", "Vapora 500", "Kitchen", discontinued=True),
    row("new", "Brüllmann", "Vapora 500", "Kitchen"),
    row("moto", "Third Reality", "Motion Sensor 3RMS16BZ", "Sensors", model="3RMS16BZ"),
)  # fmt: skip


def shop() -> Snapshot:
    return build(SHOP, version=1)


def write_lines(path: Path, rows: Sequence[Mapping[str, Any] | str]) -> Path:
    """A JSON Lines file; a text stands for a line as it is."""
    lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def flat(key: str, name: str = "", brand: str = "Orbit", **more: Any) -> Row:
    """A row of a JSON Lines file."""
    return {"id": key, "brand": brand, "name": name or f"Product {key}", **more}


def brand_file(path: Path, products: Sequence[Any], **identity: Any) -> Path:
    """A brand JSON file of Orbit."""
    data = {"brand_identity": {"id": "orbit", "name": "Orbit", **identity}, "products": products}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    return path
