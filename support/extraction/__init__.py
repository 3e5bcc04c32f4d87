"""Bytes → pages: reads PDF and HTML manuals, always in a child process with limits."""

from __future__ import annotations

import json
from pathlib import Path

from support.errors import Unreadable
from support.extraction import cage
from support.extraction.pages import Extracted, ExtractedPage, Heading, from_plain

__all__ = ["Extracted", "ExtractedPage", "Heading", "extract"]


def extract(path: Path, *, expected: str = "", timeout: float = cage.TIMEOUT) -> Extracted:
    """Read the manual at ``path``; ``timeout`` is seconds of wall-clock time.

    ``expected`` is what the source says it is: "pdf", "html" or "" (nothing). The bytes decide;
    but a web page counts as a manual only where the source does not say "pdf" and the page holds
    enough text. Raises Unreadable, whatever the file does to its reader.
    """
    reply = cage.run({"task": "extract", "expected": expected}, path, timeout=timeout)
    try:
        return from_plain(json.loads(reply.body))
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("the reader's answer makes no sense") from error
