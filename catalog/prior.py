"""How likely a product is meant when the text alone does not tell (pure)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.picture import ProductFacts

POPULAR = 50  # products kept in the order of popularity
MANY_CHOICES = 100
ITSELF = 0.5  # from this prior on it is a product of its own, not something for another

_accessory = re.compile(
    r"\b(accessor\w*|adapt[eo]rs?|bands?|bags?|bundles?|cables?|cases?|chargers?|clips?|covers?|"
    r"docks?|expansions?|holders?|kits?|lens(?:es)?|memberships?|minutes|mounts?|packs?|parts?|"
    r"pedals?|protectors?|screen guards?|sim cards?|skins?|spares?|stands?|sticks?|straps?|"
    r"stylus\w*|updates?|upgrades?)\b",
    re.IGNORECASE,
)
_made_for = re.compile(r"\b(?:for|compatible with|fits|für|pour|para)\b|(?<!\w)(?:עבור|מתאים ל)")


def prior_of(
    facts: ProductFacts, *, accessories: int, is_accessory: bool, gone: bool, choices: float = 0.0
) -> float:
    """0–1: a product that others belong to comes first, what belongs to another comes last.

    ``accessories``: how many belong to it; ``is_accessory``: it belongs to another itself;
    ``gone``: not made any more; ``choices``: how often customers chose it lately.
    """
    value = 0.6
    if is_accessory:
        value -= 0.3
    elif _accessory.search(facts.category):
        value -= 0.2
    elif not accessories and _accessory.search(facts.name):
        value -= 0.15
    if _made_for.search(facts.name.lower()):
        value -= 0.1
    if gone:
        value -= 0.1
    if facts.manual_url:
        value += 0.05
    value += 0.1 * min(math.log1p(accessories), 3.0)
    value += 0.15 * min(math.log1p(choices) / math.log1p(MANY_CHOICES), 1.0)
    return min(max(value, 0.0), 1.0)


def popular_rows(brands: Sequence[str], prior: NDArray[np.float32]) -> NDArray[np.int32]:
    """Rows to show before anything is typed: the best of each large brand, then the next best."""
    by_brand: dict[str, list[int]] = {}
    for row in np.argsort(-prior, kind="stable").tolist():
        by_brand.setdefault(brands[row], []).append(row)
    turns = sorted(
        (turn, -prior[row], -len(rows), row)
        for rows in by_brand.values()
        for turn, row in enumerate(rows[:3])
    )
    return np.array([row for *_, row in turns[:POPULAR]], dtype=np.int32)
