"""The files in MODEL_DIR: which are there, and whether they are what the manifest names."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from support.encoders.manifest import FILES, ModelFile

log = logging.getLogger(__name__)

STAMPS = "checked.json"  # name → size, time of change, sha256: a file is hashed once
Stamp = list[int | str]

_lock = threading.Lock()
_known: dict[str, Stamp] = {}  # by path, for folders that we may not write into


def path_of(file: ModelFile) -> Path:
    return Path(settings.MODEL_DIR) / file.name


def missing() -> tuple[ModelFile, ...]:
    """The files that are not there, or not as the manifest says; those are named in the log."""
    return tuple(file for file in FILES if not is_right(file))


def is_right(file: ModelFile) -> bool:
    """Whether MODEL_DIR holds it. Cheap, but for the first look at a new file: it is hashed."""
    path = path_of(file)
    with _lock, suppress(OSError):
        return _sha256_of(path, file.name) == file.sha256
    return False


def _sha256_of(path: Path, name: str) -> str:
    state = path.stat()
    stamp = _known.get(str(path)) or _stamps().get(name)
    if stamp is None or stamp[:2] != [state.st_size, state.st_mtime_ns]:
        stamp = [state.st_size, state.st_mtime_ns, sha256_of(path)]
        _write_stamp(name, stamp)
        _tell_if_wrong(name, str(stamp[2]))
    _known[str(path)] = stamp
    return str(stamp[2])


def sha256_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _tell_if_wrong(name: str, sha256: str) -> None:
    wanted = next((file.sha256 for file in FILES if file.name == name), sha256)
    if sha256 != wanted:
        log.warning("MODEL_DIR/%s is not the file of the manifest and is not used", name)


def _stamps() -> dict[str, Stamp]:
    try:
        found = json.loads((Path(settings.MODEL_DIR) / STAMPS).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_stamp(name: str, stamp: Stamp) -> None:
    path = Path(settings.MODEL_DIR) / STAMPS
    new = path.with_name(f"{STAMPS}.{os.getpid()}")
    with suppress(OSError):  # read-only: hashed once in each process
        new.write_text(json.dumps({**_stamps(), name: stamp}))
        new.replace(path)
