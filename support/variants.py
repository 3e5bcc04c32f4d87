"""Passages of a family's manual that speak of another model than the customer's (pure).

The customer has an "MX8"; the manual also covers the MX12. "MX12 only: hold SHIFT …" is another
model's; "MX8/MX12: …" and what names no model is for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from support import words

_MODEL = re.compile(r"(?=\w*\d)(?=\w*[^\W\d])\w+")
_SHAPE = re.compile(r"([^\W\d]+)(\d+)(.*)")


@dataclass(frozen=True, slots=True)
class Variants:
    """What names the customer's own model, and what names its siblings, in `words.normal` form."""

    own: frozenset[str]
    others: frozenset[str]

    def is_foreign(self, text: str, question: str) -> bool:
        """Does ``text`` name another model, and neither the customer's nor one asked about?"""
        if not self.own and not self.others:
            return False
        found = _names(text)
        if found & self.own:
            return False
        foreign = {name for name in found if name in self.others or self._is_sibling(name)}
        return bool(foreign) and not foreign & _names(question)

    def _is_sibling(self, name: str) -> bool:
        """The same letters, other digits: MX12 beside MX8."""
        shape = _SHAPE.fullmatch(name)
        return shape is not None and any(
            shape[1] == mine[1] and shape[2] != mine[2]
            for own in self.own
            if (mine := _SHAPE.fullmatch(own)) and len(mine[1]) > 1
        )


NO_VARIANTS = Variants(frozenset(), frozenset())


def variants_of(product: str, siblings: Iterable[str] = ()) -> Variants:
    """``siblings``: names of the other products that share the manual."""
    mine = _names(product)
    theirs = [_names(name) for name in siblings]
    shared = frozenset.intersection(mine, *theirs) if theirs else frozenset()
    telling = mine - shared if theirs else frozenset(filter(_is_model, mine))
    others = frozenset().union(*theirs) - mine
    # Of a sibling's name its designation: a common word in it would mark half the manual.
    return Variants(
        frozenset(name for name in telling if not name.isdigit()),
        frozenset(filter(_is_model, others)),
    )


def _names(text: str) -> frozenset[str]:
    """The words of a text, "MX-8" and "MX 8" as "mx8" too."""
    found = words.raw_words(text)
    joined = [word if word.isalnum() else re.sub(r"[^\w]", "", word) for word in found]
    pairs = [a + b for a, b in pairwise(found) if a.isalpha() and b.isdigit()]
    return frozenset((*joined, *pairs))


def _is_model(name: str) -> bool:
    """Letters and digits together, as in a model's designation."""
    return _MODEL.fullmatch(name) is not None
