"""The demo catalogue, put into a database that has no product yet."""

from __future__ import annotations

import filecmp
import logging
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from catalog.importing import import_files
from catalog.models import Product

DEMO = Path(__file__).resolve().parent / "demo"

logger = logging.getLogger(__name__)


def load_if_empty() -> bool:
    """Load the demo catalogue if there is no product at all; True if it was loaded.

    While its products are offered its manuals are kept in MANUALS_DIR. Two processes may do this
    at once: both write the same.
    """
    loaded = not Product.objects.exists()
    if loaded or Product.objects.current().filter(is_demo=True).exists():
        copy_manuals()
    if loaded:
        # As a whole or not at all: a demo without its relations would never be completed.
        with transaction.atomic():
            report = import_files([DEMO / "brands"], is_demo=True)
        for failure in report.failures:
            logger.error("demo catalogue: %s:%d %s", failure.file, failure.line, failure.reason)
    return loaded


def copy_manuals() -> int:
    """Put the demo's manuals into MANUALS_DIR where they are absent or differ; says how many."""
    folder = Path(settings.MANUALS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    sources = [path for path in sorted((DEMO / "manuals").iterdir()) if path.is_file()]
    return sum(_copy(source, folder / source.name) for source in sources)


def _copy(source: Path, target: Path) -> bool:
    if target.is_file() and filecmp.cmp(source, target, shallow=False):
        return False
    # Whole files only, whoever looks meanwhile.
    handle, name = tempfile.mkstemp(prefix=".demo-", dir=target.parent)
    os.close(handle)
    try:
        shutil.copyfile(source, name)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return True
