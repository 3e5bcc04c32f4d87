"""A desk of its own for every drill, with a catalogue whose manuals lie on a local site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live import manage
from tests.prepared import Prepared
from tests.support.documents import SENTENCES, pdf
from tests.support.sites import Site, running_site

ZEPHYR = pdf(
    [
        ["Getting to know the Zephyr", "Thank you for choosing this fan.", *SENTENCES[3:]],
        ["Switching on", SENTENCES[0], "A green light shows that it runs."],
        ["Battery", SENTENCES[1], "Use no other charger than the one in the box."],
        ["Care", SENTENCES[2], "Dry it in the shade before you put it back."],
    ]
)


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture
def load(tmp_path: Path, prepared: Prepared) -> Callable[..., None]:
    """Import products (id → address of the manual) into a database of this test's own."""

    def load(data_dir: Path, manuals: dict[str, str], **values: str) -> None:
        rows = [
            {"id": product, "brand": "Zephyr", "name": f"Zephyr {product}", "manual_url": url}
            for product, url in manuals.items()
        ]
        file = tmp_path / "products.jsonl"
        file.write_text("\n".join(json.dumps(row) for row in rows))
        if "DATABASE_URL" in values:
            manage(data_dir, "migrate", "-v0", **values)
        else:
            prepared.migrated(data_dir)
        manage(data_dir, "import_catalog", str(file), **values)

    return load
