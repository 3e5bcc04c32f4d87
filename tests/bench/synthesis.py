"""A made-up catalogue of any size: the same seed always gives the same products.

Brands of very different sizes, families of near-alike model numbers (TX-17, TX-17K, TX-18), names
with and without a number, accessories that name the product they are for. It opens with the demo
catalogue, which brings aliases in Hebrew and relationships.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from string import ascii_uppercase

from catalog.building import ProductRow
from catalog.normalise import pieces
from catalog.picture import ProductFacts
from tests.bench import words

SEED = 20260
DEMO = Path(__file__).resolve().parents[2] / "catalog" / "demo" / "brands"


@dataclass(frozen=True, slots=True)
class Family:
    """Near-alike products of one brand: the letters of their numbers, and what they are."""

    letters: str
    base: int
    series: str
    kind: str
    category: str


def products(count: int, seed: int = SEED) -> list[ProductRow]:
    """``count`` products, ids rising; the first are those of the demo catalogue.

    No two products of a brand have the same number, as in real catalogues.
    """
    found = list(demo_products())[:count]
    random_ = random.Random(seed)
    brands = _brands(random_, max(count // 30, 20))
    # A few brands have thousands of products, most have a handful.
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(brands))))
    families: dict[str, list[Family]] = {}
    codes: set[tuple[str, str]] = set()
    for number in range(len(found), count):
        brand = random_.choices(brands, cum_weights=weights)[0]
        mine = families.setdefault(brand, [])
        if not mine or random_.random() < 0.2:
            mine.append(_family(random_))
        family = random_.choice(mine[-4:])
        while (key := (brand, "".join(pieces(code := _code(random_, family))))) in codes:
            family = replace(family, base=family.base + 1)
        codes.add(key)
        found.append(_product(random_, f"s{number:06}", brand, family, code))
    return found


def demo_products() -> Iterator[ProductRow]:
    """The demo catalogue, as ``catalog.loading`` would give it."""
    for path in sorted(DEMO.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        brand = data["brand_identity"]
        links = [link for product in data["products"] for link in product["relationships"]]
        owned = {link["target_id"] for link in links if link["type"] != "related"}
        for product in data["products"]:
            mine = [link for link in product["relationships"] if link["type"] != "related"]
            manual = product.get("documentation", {})
            yield ProductRow(
                ProductFacts(
                    product["id"], product["name"], brand["name"], product["category"], "",
                    manual.get("url"), manual.get("language", ""),
                ),
                aliases=tuple(product["aliases"]),
                brand_aliases=tuple(brand["aliases"]),
                accessories=len(mine),
                is_accessory=product["id"] in owned,
                discontinued=bool(product.get("discontinued")),
            )  # fmt: skip


def _brands(random_: random.Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        name = "".join(
            random_.choice(words.ONSETS)
            + random_.choice(words.VOWELS)
            + random_.choice(words.CODAS)
            for _ in range(random_.choice((2, 2, 2, 3)))
        ).capitalize()
        if random_.random() < 0.15:
            name += " " + random_.choice(words.COMPANY_WORDS)
        names[name.upper() if random_.random() < 0.05 else name] = None
    return list(names)


def _family(random_: random.Random) -> Family:
    kind, category = random_.choice(words.KINDS)
    letters = "".join(random_.choices(ascii_uppercase, k=random_.choice((1, 2, 2, 2, 3, 3))))
    base = random_.choice((random_.randrange(1, 99), random_.randrange(100, 9999)))
    return Family(letters, base, random_.choice(words.SERIES), kind, category)


def _code(random_: random.Random, family: Family) -> str:
    number = family.base + random_.choice((0, 0, 1, 2, 5, 10, 20))
    tail = random_.choice(("", "", "", random_.choice(ascii_uppercase), f"{random_.choice('XK')}M"))
    separator = random_.choice(("-", "-", "", " "))
    code = f"{family.letters}{separator}{number}{tail}"
    if random_.random() < 0.1:
        code += f"-{random_.choice(ascii_uppercase)}{random_.randrange(10, 99)}"
    return code


def _product(random_: random.Random, key: str, brand: str, family: Family, code: str) -> ProductRow:
    category, model = family.category, ""
    shape = random_.random()
    series = f"{family.series} {random_.randrange(1, 30)}"
    if random_.random() < 0.4:
        series += f" {random_.choice(words.GRADES)}"
    if shape < 0.35:
        name, model = f"{brand} {series} {code}", code
    elif shape < 0.6:
        name, model = f"{brand} {code} {family.kind}", code
    elif shape < 0.85:
        name = f"{brand} {code}"
    elif shape < 0.93:
        thing, category = random_.choice(words.THINGS_FOR)
        colour = random_.choice(words.COLOURS)
        name = f"{brand} - {family.series} {thing} for {series} {code} - {colour}"
    else:
        second = random_.choice(words.SERIES)
        name = f"{brand} {second} {family.series} {family.kind}"
    facts = ProductFacts(key, name, brand, category, "", None, "")
    return ProductRow(facts, model=model)
