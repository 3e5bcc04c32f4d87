"""The language of a manual: by our lists of common words, else by py3langid.

Four manuals of five are in a language whose list settles it; only for the others is the library
loaded (0.6 s, 77 MB), which knows 97. Never in the process that reads the file: it would pay anew
for each manual. Never for a single page: tables and program text look like anything to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from support.extraction import language

LONGEST = 5_000  # characters that the library looks at
_NAMES = {"nb": "no", "nn": "no", "zx": ""}  # zxx: numbers and signs


def of_manual(pages: Iterable[str]) -> str:
    """ISO 639-1 code of what most of it is written in; empty when nobody can tell."""
    text = language.sample(pages)
    if not language.has_enough(text):
        return language.guess((text,))
    return language.sure(text) or _asked(text)


def _asked(text: str) -> str:
    from py3langid import classify  # noqa: PLC0415 - heavy, and seldom needed

    middle = max((len(text) - LONGEST) // 2, 0)
    code = str(classify(text[middle : middle + LONGEST])[0])[:2]
    return _NAMES.get(code, code)
