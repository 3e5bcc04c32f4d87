"""The scripts of others lie here unchanged, with their version, licence and checksum."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
VENDOR = STATIC / "vendor"


def test_every_file_is_what_its_checksum_says() -> None:
    sums = {
        name: digest
        for digest, name in (
            line.split() for line in (VENDOR / "SHA256SUMS").read_text().splitlines()
        )
    }
    present = {path.name for path in VENDOR.iterdir()} - {"SHA256SUMS"}
    assert present == set(sums)
    for name, digest in sums.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_script_has_its_version_and_its_licence() -> None:
    scripts = list(VENDOR.glob("*.js"))
    assert {path.name for path in scripts} == {
        "htmx-2.0.11.min.js",
        "htmx-ext-ws-2.0.4.min.js",
    }
    for script in scripts:
        licence = VENDOR / f"{script.name.removesuffix('.min.js')}.LICENSE.txt"
        assert "Permission to use" in licence.read_text()
    assert 'version:"2.0.11"' in (VENDOR / "htmx-2.0.11.min.js").read_text()


def test_our_own_parts_stay_small() -> None:
    assert len((STATIC / "js" / "desk.js").read_text().splitlines()) < 200
    assert len((STATIC / "css" / "desk.css").read_text().splitlines()) <= 400


def test_nothing_is_loaded_from_elsewhere() -> None:
    ours = [
        *Path(settings.BASE_DIR, "templates").rglob("*.html"),
        *(STATIC / "css").iterdir(),
        *(STATIC / "js").iterdir(),
    ]
    for path in ours:
        text = path.read_text()
        assert "https://" not in text, path
        assert "http://" not in text, path
        assert " style=" not in text, path
        assert "<style" not in text, path
