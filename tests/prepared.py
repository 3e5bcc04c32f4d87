"""Data folders that many desks start from, made once for all workers of a run and then copied."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.live import manage

WORKER = "PYTEST_XDIST_WORKER"  # set in the processes of pytest-xdist


class Prepared:
    """``root`` is the folder of the whole run, or of its only process."""

    def __init__(self, root: Path) -> None:
        self.root = root.parent if WORKER in os.environ else root

    def migrated(self, data_dir: Path) -> Path:
        """``data_dir`` with a database that has its tables and nothing in them."""
        return _copy(self._once("migrated", _migrate), data_dir)

    def demo(self, data_dir: Path) -> Path:
        """``data_dir`` as a first start leaves it: with the demo catalogue."""
        return _copy(self._once("demo", self._load_demo), data_dir)

    def _load_demo(self, data_dir: Path) -> None:
        manage(self.migrated(data_dir), "load_demo")

    def _once(self, name: str, make: Callable[[Path], None]) -> Path:
        """The folder ``name``: whoever needs it first makes it, the others wait for that."""
        folder = self.root / f"prepared-{name}"
        with folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                unfinished = folder.with_suffix(".unfinished")
                shutil.rmtree(unfinished, ignore_errors=True)
                make(unfinished)
                unfinished.rename(folder)
        return folder


def _migrate(data_dir: Path) -> None:
    manage(data_dir, "migrate", "-v0")


def _copy(folder: Path, data_dir: Path) -> Path:
    return Path(shutil.copytree(folder, data_dir, dirs_exist_ok=True))
