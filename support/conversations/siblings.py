"""Does the question mean a related product, by its number or its size? Then say which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from catalog.models import Product, Relationship
from support.answering.phrases import phrase
from support.continuations import BIGGER, MODEL_WORDS, SMALLER
from support.stop_words import stop_words
from support.words import raw_words

_SILENT = stop_words("en") | stop_words("de") | stop_words("he")


@dataclass(frozen=True, slots=True)
class Sibling:
    """A related product that a question means. ``designation``: what tells it in a manual."""

    name: str
    designation: str
    same_manual: bool


def meant(question: str, product: Product) -> Sibling | None:
    """The one product of the catalogue's relations that is meant and has a manual; else None.

    Blocking: up to three queries, and none where neither a size nor a model number is mentioned.
    """
    own = _codes(f"{product.name} {product.model}")
    codes = _codes(question).keys() - own.keys()
    words = raw_words(question)
    if not codes and not (BIGGER | SMALLER).intersection(words):
        return None
    urls = set(product.manual_sources.values_list("url", flat=True))
    found = {
        row.target.pk: _sibling(row.target, own, urls)
        for row in _with_a_manual(product)
        if codes & _codes(f"{row.target.name} {row.target.model}").keys() or _is_of_size(row, words)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def unsized(text: str) -> str:
    """``text`` without "bigger model" and the like, where the model's name takes their place."""
    words = text.split()
    plain = [(raw_words(word) or [""])[0] for word in words]
    sized = [word in BIGGER | SMALLER for word in plain]
    gone = {
        place
        for place, word in enumerate(plain)
        if sized[place] or (word in MODEL_WORDS and any(sized[max(place - 1, 0) : place + 2]))
    }
    return " ".join(word for place, word in enumerate(words) if place not in gone)


def suggestion(sibling: Sibling | None, language: str) -> str:
    """A sentence that sends the customer to the sibling's own manual; "" if it has none."""
    if sibling is None or sibling.same_manual:
        return ""
    return phrase("other_manual", language, product=sibling.name)


def _sibling(target: Product, own: Mapping[str, str], urls: set[str]) -> Sibling:
    codes = _codes(f"{target.name} {target.model}")
    designation = " ".join(word for code, word in codes.items() if code not in own)
    theirs = {source.url for source in target.manual_sources.all()}
    return Sibling(target.name, designation, same_manual=bool(theirs & urls))


def _codes(text: str) -> dict[str, str]:
    """Model numbers, words with letters and digits: without their joints → as written."""
    plain = {"".join(filter(str.isalnum, word)): word for word in raw_words(text)}
    return {
        code: word
        for code, word in plain.items()
        if any(map(str.isdigit, code)) and any(map(str.isalpha, code))
    }


def _is_of_size(row: Relationship, words: Sequence[str]) -> bool:
    """Whether the question asks for the size that the relation's label names ("Larger kit")."""
    if row.kind != Relationship.Kind.RELATED:
        return False
    label = set(raw_words(row.label))
    things = MODEL_WORDS | (label - _SILENT)
    return any(sizes & label and _is_asked(sizes, things, words) for sizes in (BIGGER, SMALLER))


def _is_asked(sizes: frozenset[str], things: Set[str], words: Sequence[str]) -> bool:
    """Whether one of ``sizes`` is said of one of ``things``, or is the last word."""
    for place, word in enumerate(words):
        around = {*words[max(place - 1, 0) : place], *words[place + 1 : place + 2]}
        if word in sizes and (around & things or place == len(words) - 1):
            return True
    return False


def _with_a_manual(product: Product) -> list[Relationship]:
    rows = (
        Relationship.objects.filter(product=product, target__retired_at=None)
        .select_related("target")
        .prefetch_related("target__manual_sources")
    )
    return [row for row in rows if row.target.manual_sources.all()]
