"""`python -m tests.evaluation.fetch FOLDER`: real manuals out of Debian packages, to evaluate with.

Packages are downloaded with apt-get and unpacked, never installed: no root is needed, but the lists
of packages must be there (`apt-get update`). Which manuals: manuals.json, beside this file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("manuals.json")
DOWNLOAD_SECONDS = 180
UNPACK_SECONDS = 60
APT = ("apt-get", "-qq", "-o", "Acquire::http::Timeout=15", "-o", "Acquire::Retries=1", "download")


class NotFetched(Exception):
    """A manual could not be had; the text names the package and says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One manual: ``path`` inside its package, ``file`` how it is called here, and what it is.

    ``pages`` are counted as our extraction counts them (HTML: sections). ``sha256`` is of the
    unpacked file that the questions were written for.
    """

    package: str
    path: str
    file: str
    pages: int
    licence: str
    kind: str
    lang: str
    sha256: str

    def at(self, folder: Path) -> Path:
        return folder / self.package / self.file


def wanted() -> tuple[Wanted, ...]:
    """All manuals that the questions are about, in the order of the list."""
    return tuple(Wanted(**row) for row in json.loads(LIST.read_text(encoding="utf-8")))


def fetch(manual: Wanted, folder: Path) -> bool:
    """Puts one manual below ``folder``; raises NotFetched.

    False when it is another edition than the one that the questions were written for: then pages
    may have moved. A file that is there and right is not downloaded again.
    """
    target = manual.at(folder)
    if not (target.is_file() and _sha256(target) == manual.sha256):
        with tempfile.TemporaryDirectory(prefix="manual-") as scratch:
            content = _from_package(manual, Path(scratch))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return _sha256(target) == manual.sha256


def _from_package(manual: Wanted, scratch: Path) -> bytes:
    _run(manual, [*APT, manual.package], scratch, DOWNLOAD_SECONDS)
    packages = list(scratch.glob("*.deb"))
    if not packages:
        raise NotFetched(f"{manual.package}: apt-get downloaded nothing")
    unpacked = scratch / "unpacked"
    _run(manual, ["dpkg-deb", "-x", str(packages[0]), str(unpacked)], scratch, UNPACK_SECONDS)
    file = unpacked / manual.path
    if not file.is_file():
        raise NotFetched(f"{manual.package}: holds no {manual.path}")
    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == ".gz" else content


def _run(manual: Wanted, command: list[str], folder: Path, seconds: int) -> None:
    if shutil.which(command[0]) is None:
        raise NotFetched(f"{command[0]} is missing: the manuals come from Debian packages")
    try:
        done = subprocess.run(
            command, cwd=folder, timeout=seconds, capture_output=True, text=True, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotFetched(f"{manual.package}: {command[0]} took over {seconds} s") from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NotFetched(f"{manual.package}: {said} (was `apt-get update` run?)")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str]) -> int:
    """Fetches all; 0: all there, 1: some are missing, 2: bad call."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m tests.evaluation.fetch FOLDER", file=sys.stderr)
        return 2
    failed = 0
    for manual in wanted():
        try:
            same = fetch(manual, Path(arguments[0]))
        except (NotFetched, OSError) as error:
            failed += 1
            print(f"missing  {error}", file=sys.stderr)
        else:
            note = "" if same else "  (another edition: pages may have moved)"
            print(f"there    {manual.package}/{manual.file}{note}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
