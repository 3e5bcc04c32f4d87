"""What else a word may be called in a manual (pure)."""

from __future__ import annotations

from functools import cache

from support import words
from support.synonym_groups import GROUPS


@cache
def _table(language: str) -> dict[str, tuple[str, ...]]:
    """Term → the terms of the other words of its groups."""
    table: dict[str, dict[str, None]] = {}
    for line in GROUPS.get(language, "").strip().splitlines():
        group = {
            term: None
            for word in line.split()
            for term in words.terms_of_word(words.normal(word), language)[:1]
        }
        for term in group:
            table.setdefault(term, {}).update(group)
    return {term: tuple(other for other in group if other != term) for term, group in table.items()}


def synonyms_of(term: str, language: str) -> tuple[str, ...]:
    """Terms that may stand for ``term``; empty for nearly all."""
    return _table(language).get(term, ())
