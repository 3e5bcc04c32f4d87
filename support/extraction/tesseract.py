"""Runs tesseract on one picture at a time, under limits and never through a shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from support.errors import Unreadable

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 700  # of address space; 137 MB were used at most
SECONDS = 30  # a page takes 1 to 5
# Ours, as ISO 639-1, to tesseract's names.
PACKS = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "he": "heb"}
_SCRIPT = re.compile(rb"^Script: (\w+)", re.MULTILINE)


def program() -> str | None:
    """The path of tesseract; None where it is not installed."""
    return shutil.which("tesseract")


@lru_cache(maxsize=4)
def installed(path: str) -> frozenset[str]:
    """Names of the language packs that the tesseract at ``path`` has."""
    listing = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments
        [path, "--list-langs"], capture_output=True, check=False, timeout=10
    ).stdout.decode("utf-8", "replace")
    return frozenset(listing.split("\n")[1:]) - {""}


def is_available() -> bool:
    """Whether a page can be read at all: the program and at least one of our languages."""
    path = program()
    return path is not None and not installed(path).isdisjoint(PACKS.values())


def packs_for(language: str, script: str = "") -> tuple[str, ...]:
    """Language packs for a text in ``language`` (ISO 639-1) or, if that is "", in ``script``.

    English comes along everywhere: names and menus of devices are in English. Where nothing is
    known, every pack of the script takes part.
    """
    latin = tuple(pack for code, pack in PACKS.items() if code != "he")
    if language[:2].lower() in PACKS:
        wanted: tuple[str, ...] = (PACKS[language[:2].lower()], "eng")
    elif script == "Hebrew":
        wanted = ("heb", "eng")
    elif script == "Latin":
        wanted = latin
    else:
        wanted = ("eng", "heb")
    path = program()
    there = installed(path) if path else frozenset()
    return tuple(dict.fromkeys(pack for pack in wanted if pack in there)) or tuple(
        sorted(there & set(PACKS.values()))[:1]
    )


def table(picture: bytes, packs: Sequence[str]) -> str:
    """Everything found on the picture (PGM) as tesseract's TSV. Raises Unreadable."""
    output = _run(picture, ["-l", "+".join(packs), "--psm", "1", "tsv"])
    return output.decode("utf-8", "replace")


def script_of(picture: bytes) -> str:
    """``Latin``, ``Hebrew``, …; "" when it cannot be told."""
    path = program()
    if path is None or "osd" not in installed(path):
        return ""
    try:
        match = _SCRIPT.search(_run(picture, ["-l", "osd", "--psm", "0"]))
    except Unreadable:  # too few letters on the page
        return ""
    return match[1].decode() if match else ""


def _run(picture: bytes, arguments: Sequence[str]) -> bytes:
    path = program()
    if path is None:
        raise Unreadable("tesseract is not installed", permanent=False)
    command = [
        *(sys.executable, "-s", "-m", "support.extraction.confined", str(MEGABYTES), str(SECONDS)),
        *(path, "stdin", "stdout", "--dpi", "300", *arguments),
    ]
    kept = {name: os.environ[name] for name in ("TESSDATA_PREFIX",) if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the picture is only its input
            command,
            input=picture,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            cwd=ROOT,  # where ``-m`` looks first
            env={"LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1", **kept},
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"recognising a page took longer than {SECONDS} s") from error
    if done.returncode:
        raise Unreadable(f"tesseract failed (status {done.returncode})")
    return done.stdout
