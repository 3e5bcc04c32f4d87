"""Where stored pictures stand: DATA_DIR/catalogue, the newest first, nothing half-written.

Names are ``picture-<lineage>-<number>-<random>``: what a picture shows is known without opening
it. A picture is never changed, only replaced by another; whoever has it mapped keeps it.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from catalog.picture import Snapshot
from catalog.picture_files import BadPicture, Origin, read, write

KEPT = 2  # one more than is read, for whoever is opening it just now
DRAFT = ".draft-"

logger = logging.getLogger(__name__)

_name = re.compile(r"picture-(?P<lineage>[0-9a-f]+)-(?P<number>\d+)-[0-9a-f]+")


class Shelf:
    """The pictures of one folder; remembers which ones were found to be of no use."""

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder
        self._useless: set[tuple[str, str]] = set()

    @property
    def folder(self) -> Path:
        return self._given or Path(settings.DATA_DIR, "catalogue")

    def newest(self, lineage: str, after: int, until: int) -> tuple[Snapshot, Origin] | None:
        """The newest usable picture of this catalogue: ``after`` < its number <= ``until``."""
        for path in self._paths() if lineage else ():
            if (lineage, path.name) in self._useless or not after < _number(path) <= until:
                continue
            try:
                return self._read(path, lineage)
            except BadPicture as error:
                self._useless.add((lineage, path.name))
                logger.warning("stored catalogue %s is left alone: %s", path.name, error)
        return None

    def _read(self, path: Path, lineage: str) -> tuple[Snapshot, Origin]:
        match = _name.fullmatch(path.name)
        if match is None or match["lineage"] != lineage:
            raise BadPicture("not of this catalogue")
        found, origin = read(path)
        if origin != Origin(lineage, int(match["number"])):
            raise BadPicture("its name says something else")
        return found, origin

    def has(self, origin: Origin) -> bool:
        """Whether a picture of this very state stands here and can be read."""
        return self.newest(origin.lineage, origin.number - 1, origin.number) is not None

    def put(self, snapshot: Snapshot, origin: Origin) -> Path:
        """Store a picture under its name, whole or not at all; clears away older ones."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{DRAFT}{secrets.token_hex(4)}"
        try:
            write(snapshot, origin, draft)
            name = f"picture-{origin.lineage}-{origin.number}-{secrets.token_hex(4)}"
            path = draft.rename(self.folder / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        self._clear_away(path, origin)
        return path

    def _paths(self) -> list[Path]:
        """All pictures, the one with the highest number first."""
        with contextlib.suppress(FileNotFoundError):
            found = [path for path in self.folder.iterdir() if path.name.startswith("picture-")]
            return sorted(found, key=_number, reverse=True)
        return []

    def _clear_away(self, newest: Path, origin: Origin) -> None:
        """Call it only under the builders' lock: a draft may be somebody's work otherwise."""
        drafts = list(self.folder.glob(f"{DRAFT}*"))
        others = [path for path in self._paths() if path != newest]
        # The database was put back to an older state: this future did not happen.
        undone = [path for path in others if _number(path) > origin.number]
        others.sort(key=_age, reverse=True)
        for path in {*drafts, *undone, *others[KEPT - 1 :]}:
            shutil.rmtree(path, ignore_errors=True)

    # --- one builder at a time ----------------------------------------------------------------

    @contextlib.contextmanager
    def builders_turn(self) -> Iterator[bool]:
        """Wait for our turn to build; False, at once, where another one waits already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as held:
            building = held.enter_context((self.folder / ".building").open("w"))
            if not _lock(building.fileno()):
                waiting = held.enter_context((self.folder / ".waiting").open("w"))
                if not _lock(waiting.fileno()):
                    yield False
                    return
                fcntl.flock(building, fcntl.LOCK_EX)
                waiting.close()
            yield True


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _number(path: Path) -> int:
    match = _name.fullmatch(path.name)
    return int(match["number"]) if match else -1


def _age(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime_ns
    return 0
