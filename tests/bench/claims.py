"""How many true sentences the checker lets pass, and how many false ones: `-m tests.bench.claims`.

True: sentences of the manual itself, and the same with words around them as models put them.
False: the same with one thing changed. Ten passages are given, as to a model.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import django

SENTENCE = re.compile(r"^[^\W\d_][^\n\t]{30,240}[.]$")
Change = Callable[[str], str]


def _swap(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Change:
    return lambda text: re.sub(pattern, new, text, count=1)


NUMBER = _swap(r"(?<![\w.-])\d+(?![\w.-])", lambda m: str(int(m[0]) + 1))
TRUE: dict[str, dict[str, Change]] = {
    "en": {
        "as it is": lambda text: text,
        "according to": lambda text: f"According to the manual, {text[0].lower()}{text[1:]}",
        "please": lambda text: f"Please note: {text}",
    },
    "de": {"as it is": lambda text: text, "please": lambda text: f"Bitte: {text}"},
}
FALSE: dict[str, dict[str, Change]] = {
    "en": {
        "another number": NUMBER,
        "not → nothing": _swap(r"\b(?:do |does |is |can)?not ", ""),
        "is → is not": _swap(r"\b(is|are|can|must|will|should)\b(?! not)", r"\1 not"),
        "never": _swap(r"^", "Never "),
        "left ↔ right": _swap(
            r"\b(left|right)\b", lambda m: {"left": "right", "right": "left"}[m[0]]
        ),
        "on ↔ off": _swap(
            r"\b([Ss]witch\w*|[Tt]urn\w*) (on|off)\b",
            lambda m: f"{m[1]} {'off' if m[2] == 'on' else 'on'}",
        ),
        "another name": _swap(r"\b[A-Z]{3,}\b", "QXZ"),
        "an added fact": _swap(r"\.$", " and wash it in petrol."),
        "another unit": _swap(r"(\d) ?(ms|s|seconds|MHz|kHz|V|mA|mm|dB)\b", r"\1 kg"),
    },
    "de": {
        "another number": NUMBER,
        "not → nothing": _swap(r"\b(nicht|kein) ", ""),
        "is → is not": _swap(r"\b(ist|wird|kann|sind|werden|können)\b(?! nicht)", r"\1 nicht"),
        "never": _swap(r"^", "Niemals "),
        "another name": _swap(r"\b[A-Z]{3,}\b", "QXZ"),
        "an added fact": _swap(r"\.$", " und in Benzin waschen."),
    },
}


def sentences_and_sources(path: Path, seed: int) -> Iterator[tuple[str, Sequence[object]]]:
    """Sentences of the file, each with the ten passages that a model would have been given."""
    from support.answering.checking import Source  # noqa: PLC0415 - needs Django
    from support.extraction import extract  # noqa: PLC0415
    from support.passages import pieces, split  # noqa: PLC0415

    read = extract(path)
    drafts = split(read.pages, read.language)
    chance = random.Random(seed)
    for draft in chance.sample(drafts, min(60, len(drafts))):
        given = [draft, *chance.sample(drafts, min(9, len(drafts)))]
        chance.shuffle(given)
        sources = [
            Source(n, d.page_number, "", d.text, " > ".join(d.heading_path))
            for n, d in enumerate(given, 1)
        ]
        for start, end in pieces(draft.text):
            text = " ".join(draft.text[start:end].split())
            if SENTENCE.match(text):
                yield text, sources


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manuals", type=Path, nargs="+", help="PDF files")
    parser.add_argument("--language", choices=sorted(TRUE), default="en")
    given = parser.parse_args()
    django.setup()
    from support.answering.checking import Checker  # noqa: PLC0415 - needs Django

    true, false = TRUE[given.language], FALSE[given.language]
    passed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    began, checks = time.perf_counter(), 0
    for path in given.manuals:
        for text, sources in sentences_and_sources(path, seed=7):
            checker = Checker(sources, given.language, given.language)
            for name, change in {**true, **false}.items():
                said = change(text)
                if name != "as it is" and said == text:
                    continue
                tried[name] += 1
                passed[name] += checker.stretch_for(said, []) is not None
                checks += 1
        print(path.name, file=sys.stderr)
    for name in (*true, *false):
        kind = "true " if name in true else "false"
        print(f"{kind} {name:28} {passed[name]:5} of {tried[name]:5} pass")
    print(f"{(time.perf_counter() - began) / max(1, checks) * 1000:.1f} ms a check")


if __name__ == "__main__":
    main()
