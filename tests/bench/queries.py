"""What customers type for products of a catalogue, in ten classes; seeded like the catalogue.

full, prefix, typo1, typo2 (letters, never digits), hyphen (model numbers torn or joined),
model_only, swap (brand last), sentence, sent_typo, keys (typed letter by letter).
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from catalog.building import ProductRow
from catalog.evaluation import KEYS, QueryRow
from catalog.normalise import pieces
from tests.bench import words

SEED = 417
NAME_WORDS = 4  # of a long name that are typed

_turns = re.compile(r"(?<=[a-z])[ -]?(?=\d)|(?<=\d)[ -]?(?=[a-z])")
_has_both = re.compile(r"(?=\S*[a-z])(?=\S*\d)")


class Names:
    """Which products of a catalogue a typed text can mean."""

    def __init__(self, rows: Sequence[ProductRow]) -> None:
        self.by_short: dict[str, set[str]] = {}
        self.by_model: dict[str, set[str]] = {}
        for row in rows:
            self.by_short.setdefault(_joined(short_name(row)), set()).add(row.facts.id)
            if row.model:
                self.by_model.setdefault(_joined(row.model), set()).add(row.facts.id)
            rest = row.facts.name.removeprefix(row.facts.brand).strip()
            if " " not in rest:
                self.by_model.setdefault(_joined(rest), set()).add(row.facts.id)
        self._sorted = sorted((" ".join(pieces(_whole(row))), row.facts.id) for row in rows)

    def beginning(self, text: str) -> set[str]:
        """Products whose name begins with ``text``."""
        begun = " ".join(pieces(text))
        place = bisect_left(self._sorted, (begun, ""))
        found = set()
        while place < len(self._sorted) and self._sorted[place][0].startswith(begun):
            found.add(self._sorted[place][1])
            place += 1
        return found


def _joined(text: str) -> str:
    return "".join(pieces(text))


def _whole(row: ProductRow) -> str:
    """Brand and name, the brand once."""
    brand, name = row.facts.brand, row.facts.name
    return name if name.startswith(brand) else f"{brand} {name}"


def short_name(row: ProductRow) -> str:
    """What is typed of a name, small: all of a short one, the beginning of a long one."""
    text = re.sub(r"\s+-\s+|[()]", " ", _whole(row).lower())
    return " ".join(text.split()[: NAME_WORDS + row.facts.brand.count(" ")])


def queries(rows: Sequence[ProductRow], count: int, seed: int = SEED) -> list[QueryRow]:
    """Queries of every class for ``count`` of the products."""
    random_ = random.Random(seed)
    names = Names(rows)
    chosen = random_.sample(range(len(rows)), min(count, len(rows)))
    return [query for place in chosen for query in _of(random_, names, rows[place])]


def _of(random_: random.Random, names: Names, row: ProductRow) -> Iterator[QueryRow]:
    text = short_name(row)
    accept = frozenset(names.by_short[_joined(text)])
    brand, rest = text[: len(row.facts.brand)], text[len(row.facts.brand) :].strip()
    typed = (
        ("full", text),
        ("typo1", once := mistyped(random_, text)),
        ("typo2", mistyped(random_, once)),
        ("swap", f"{rest} {brand}"),
        ("sentence", random_.choice(words.SENTENCES).format(text)),
        ("sent_typo", random_.choice(words.SENTENCES).format(mistyped(random_, text))),
    )
    for kind, query in typed:
        yield QueryRow(kind, query, accept)
    cut = random_.randrange(min(len(brand) + 2, len(text)), len(text) + 1)
    prefix = text[:cut].strip()
    yield QueryRow("prefix", prefix, accept | names.beginning(prefix))
    if _has_both.search(rest):
        yield QueryRow("hyphen", f"{brand} {resplit(random_, rest)}", accept)
    model = row.model or (rest if _has_both.match(rest) and " " not in rest else "")
    if model:
        yield QueryRow(
            "model_only", resplit(random_, model.lower()), frozenset(names.by_model[_joined(model)])
        )
    yield QueryRow(KEYS, text, accept, tuple(text[:end] for end in range(2, len(text) + 1)))


def mistyped(random_: random.Random, text: str) -> str:
    """``text`` with one letter missing, doubled up, swapped or from the key beside it."""
    places = [place for place, letter in enumerate(text) if letter.isascii() and letter.isalpha()]
    if not places:
        return text
    place = random_.choice(places)
    before, letter, after = text[:place], text[place], text[place + 1 :]
    kind = random_.randrange(4)
    if kind == 0 and len(places) > 3:
        return before + after
    if kind == 1 and after[:1].isalpha():
        return before + after[0] + letter + after[1:]
    row = next(row for row in words.KEY_ROWS if letter in row)
    near = row[max(row.index(letter) - 1, 0) : row.index(letter) + 2].replace(letter, "")
    other = random_.choice(near)
    return before + letter + other + after if kind == 2 else before + other + after


def resplit(random_: random.Random, text: str) -> str:
    """Model numbers written together, with a hyphen or with a blank."""
    return _turns.sub(random_.choice(("", "-", " ")), text)
