"""Rows of the catalogue → the picture that predictions are read from (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.grams import grams_of, roughly
from catalog.normalise import pieces
from catalog.picture import GramIndex, Int64, ProductFacts, Snapshot, TermTable
from catalog.prior import ITSELF, popular_rows, prior_of
from catalog.reading import word_weight
from catalog.texts import KnownWords, facts_of, known_words, texts_of

MAX_WORDS = 28  # of a name; what stands behind them never decides
MAX_JOIN = 24  # letters of neighbouring words written together
CODE_SHARE = 0.95  # of a product's coverage by the number that opens its name
BRAND_WEIGHT = 0.45  # of a word of the brand in the coverage: people leave it out


_opening_code = re.compile(r"(?=\S*\d)[A-Za-z0-9]{1,10}(?:[-/.][A-Za-z0-9]{1,10}){0,3}(?=\s)")


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product as it comes from the database (``accessories``: how many it has itself)."""

    facts: ProductFacts
    model: str = ""
    aliases: tuple[str, ...] = ()
    brand_aliases: tuple[str, ...] = ()
    accessories: int = 0
    is_accessory: bool = False
    discontinued: bool = False
    choices: float = 0.0  # how often customers chose it lately


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a product.

    The first ``brand_words`` of its words are the brand's; ``others`` are (place, word): what
    may stand in the place of a word. ``share``: how much of the product this form covers.
    """

    words: tuple[str, ...]
    brand_words: int = 0
    others: tuple[tuple[int, str], ...] = ()
    share: float = 1.0


def build(rows: Iterable[ProductRow], version: int = 0) -> Snapshot:
    """The picture of ``rows``; the same rows always give the same picture."""
    products = sorted(rows, key=lambda row: row.facts.id)
    prior = np.array([_prior(row) for row in products], dtype=np.float32)
    forms = [forms_of(row, likely >= ITSELF) for row, likely in zip(products, prior, strict=True)]
    terms, known = _terms(forms)
    return Snapshot(
        version=version,
        facts=facts_of(row.facts for row in products),
        prior=prior,
        popular=popular_rows([row.facts.brand for row in products], prior),
        grams=_grams(forms),
        terms=terms,
        known=known,
    )


def _prior(row: ProductRow) -> float:
    return prior_of(
        row.facts,
        accessories=row.accessories,
        is_accessory=row.is_accessory,
        gone=row.discontinued,
        choices=row.choices,
    )


def forms_of(row: ProductRow, itself: bool = True) -> tuple[Form, ...]:
    """The ways to write one product; the first is brand and name, where these have any words.

    ``itself``: it is no accessory, so the number that opens its name stands for it alone.
    """
    brand, name = pieces(row.facts.brand), pieces(row.facts.name)
    if name[: len(brand)] != brand:
        name = brand + name
    others = _with_marks(row.facts.name, name)
    others += tuple((0, word) for alias in row.brand_aliases for word in _nicknames(alias))
    found = [Form(name[:MAX_WORDS], len(brand), others if name else ())]
    written = {"".join(name), "".join(name[len(brand) :])}
    for other in (row.model, *row.aliases):
        words = pieces(other)[:MAX_WORDS]
        joined = "".join(words)
        if joined and joined not in written:
            written.add(joined)
            in_front = len(brand) if brand and words[: len(brand)] == brand else 0
            found.append(Form(words, in_front))
    code = _code(row.facts)
    if itself and code and "".join(code) not in written:
        found.append(Form(code, share=CODE_SHARE))
    return tuple(form for form in found if form.words) or tuple(found)


def _code(facts: ProductFacts) -> tuple[str, ...]:
    """The model number that opens a name: "TD-17 Drum Sound Module" → ("td", "17")."""
    name = facts.name
    if name.casefold().startswith(facts.brand.casefold()):
        name = name[len(facts.brand) :]
    match = _opening_code.match(name.lstrip(" -–"))
    return pieces(match[0]) if match else ()


def _with_marks(text: str, words: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """A mark that was dropped may also be typed: "Insignia™" as "insigniatm"."""
    if "™" not in text:
        return ()
    marked = pieces(text.replace("™", "tm"))
    ahead = len(words) - len(marked)  # the brand, where the name lacks it
    changed = zip(words[max(ahead, 0) :], marked, strict=False)
    return tuple(
        (place + ahead, other)
        for place, (word, other) in enumerate(changed)
        if ahead >= 0 and place + ahead < MAX_WORDS and other == f"{word}tm"
    )


def _nicknames(alias: str) -> tuple[str, ...]:
    words = pieces(alias)
    return words if len(words) < 2 else (*words, "".join(words))


def _slots(form: Form) -> list[tuple[str, ...]]:
    """For each word of the form: the word and its joins with one or two neighbours."""
    words = form.words
    slots: list[list[str]] = [[word] for word in words]
    for first in range(len(words)):
        for count in (2, 3):
            if first + count > len(words):
                break
            joined = "".join(words[first : first + count])
            if len(joined) > MAX_JOIN:
                break
            for slot in slots[first : first + count]:
                slot.append(joined)
    for place, word in form.others:
        slots[place].append(word)
    return [tuple(slot) for slot in slots]


def _terms(forms: Sequence[tuple[Form, ...]]) -> tuple[TermTable, KnownWords]:
    numbers: dict[str, int] = {}
    frequency: Counter[int] = Counter()
    form_counts, slot_counts, entry_counts = [], [], []
    entries: list[int] = []
    slot_weight: list[float] = []
    plain: set[int] = set()  # words as they are written, not joins
    for product in forms:
        form_counts.append(len(product))
        mine: set[int] = set()
        for form in product:
            slots = _slots(form)
            slot_counts.append(len(slots))
            for place, slot in enumerate(slots):
                ids = [numbers.setdefault(word, len(numbers)) for word in slot]
                entries.extend(ids)
                entry_counts.append(len(ids))
                factor = BRAND_WEIGHT if place < form.brand_words else 1.0
                slot_weight.append(word_weight(slot[0]) * factor)
                mine.update(ids)
                plain.add(ids[0])
        frequency.update(mine)
    words = texts_of(numbers)
    counts = np.array([frequency[i] for i in range(len(words))], dtype=np.float64)
    idf = np.log1p(roughly(len(forms)) / np.maximum(counts, 1)).astype(np.float32)
    listed = np.array(sorted(plain), dtype=np.int32)
    table = TermTable(
        words=words,
        form_starts=_starts(form_counts),
        slot_starts=_starts(slot_counts),
        entry_starts=_starts(entry_counts),
        entries=np.array(entries, dtype=np.int32),
        slot_weight=np.array(slot_weight, dtype=np.float32),
        form_share=np.array([form.share for product in forms for form in product], np.float32),
    )
    return table, known_words(words, listed, idf[listed])


def _starts(counts: Sequence[int]) -> Int64:
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def _grams(forms: Sequence[tuple[Form, ...]]) -> GramIndex:
    rows: list[Sequence[str]] = []
    product_of_row: list[int] = []
    for number, product in enumerate(forms):
        for form in product:
            rows.append(form.words)
            product_of_row.append(number)
            rows.extend((word,) for _, word in form.others)
            product_of_row.extend([number] * len(form.others))
    codes, owners = grams_of(rows)
    products = np.array(product_of_row, dtype=np.int64)[owners] if len(owners) else owners
    return _table(codes, products, len(forms))


def _table(codes: Int64, products: Int64, total: int) -> GramIndex:
    unique, number = np.unique(codes, return_inverse=True)
    # Sorted, not np.unique: that is three times slower and keeps the interpreter lock.
    pairs = np.sort(number * max(total, 1) + products)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    gram, product = np.divmod(pairs, max(total, 1))
    counts = np.bincount(gram, minlength=len(unique))
    idf = np.log1p(roughly(total) / np.maximum(counts, 1))
    weights = (idf**2).astype(np.float32)
    norm = np.bincount(product, weights=weights[gram], minlength=total)
    return GramIndex(
        codes=unique,
        starts=_starts(counts.tolist()),
        products=product.astype(np.int32),
        weights=weights,
        shrink=(np.maximum(norm, 1e-6) ** -0.3).astype(np.float32),
    )
