"""Does the question ask about a related product that has a manual of its own? Then say which."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.models import Product, Relationship
from support.answering.phrases import phrase
from support.continuations import BIGGER, MODEL_WORDS, SMALLER
from support.words import raw_words


def suggestion(question: str, language: str, product: Product) -> str:
    """A sentence naming the one product of the catalogue's relations that is meant; else "".

    Blocking: up to three queries, two of them only where a size or a model number is mentioned.
    """
    words = raw_words(question)
    codes = _codes(question) - _codes(f"{product.name} {product.model}")
    size = _size_asked(words)
    if not codes and not size:
        return ""
    meant = {
        row.target.pk: row.target
        for row in _with_another_manual(product)
        if codes & _codes(f"{row.target.name} {row.target.model}") or _is_of_size(row, size)
    }
    if len(meant) != 1:
        return ""
    return phrase("other_manual", language, product=next(iter(meant.values())).name)


def _codes(text: str) -> set[str]:
    """Model numbers: words with letters and digits, without their joints."""
    plain = {"".join(filter(str.isalnum, word)) for word in raw_words(text)}
    return {w for w in plain if any(map(str.isdigit, w)) and any(map(str.isalpha, w))}


def _size_asked(words: Sequence[str]) -> frozenset[str]:
    """The words for "bigger" or for "smaller", when the question says so of the whole product."""
    for sizes in (BIGGER, SMALLER):
        for place, word in enumerate(words):
            around = {*words[max(place - 1, 0) : place], *words[place + 1 : place + 2]}
            if word in sizes and (around & MODEL_WORDS or place == len(words) - 1):
                return sizes
    return frozenset()


def _is_of_size(row: Relationship, size: frozenset[str]) -> bool:
    return row.kind == Relationship.Kind.RELATED and bool(size & set(raw_words(row.label)))


def _with_another_manual(product: Product) -> list[Relationship]:
    own = set(product.manual_sources.values_list("url", flat=True))
    rows = (
        Relationship.objects.filter(product=product, target__retired_at=None)
        .select_related("target")
        .prefetch_related("target__manual_sources")
    )
    return [
        row
        for row in rows
        if (urls := {source.url for source in row.target.manual_sources.all()}) and not urls & own
    ]
