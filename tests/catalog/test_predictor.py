"""The predictor on a small shop: spelling, sentences, scripts, the prior, and saying nothing."""

from __future__ import annotations

import pytest

from catalog.building import build
from catalog.predictor import predict
from tests.catalog.shop import SHOP, row, shop

PICTURE = shop()


def first(text: str) -> str | None:
    found = predict(PICTURE, text)
    return found[0].product.id if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jc40", "jc40"),
        ("JC-40", "jc40"),
        ("jc 40", "jc40"),
        ("jazz chorus orbit", "jc40"),
        ("jazzchorus", "jc40"),
        ("obrit jc40", "jc40"),
        ("jc4", "jc40"),
        ("3rms 16 bz", "moto"),
        ("cg300", "cafe"),
        ("cafe creme", "cafe"),
        ("mirbach mixr", "mx8"),
        ("how do i reset my jc40", "jc40"),
        ("can you help me connect my mirbach mx8 to my computer via usb", "mx8"),
    ],
)
def test_however_it_is_written(text: str, expected: str) -> None:
    assert first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ג׳אז כורוס", "jc40"),
        ("גאז כורוס", "jc40"),
        ("אורביט jc40", "jc40"),
        ("מיקסר שמונה", "mx8"),
        ("ה-JC40 שלי לא נדלק", "jc40"),
        ("ТС-40 JС", "jc40"),
        ("ＪＣ４０", "jc40"),
    ],
)
def test_other_scripts_and_names(text: str, expected: str) -> None:
    assert first(text) == expected


@pytest.mark.parametrize(
    "text", ["td17", "TD-17", "td 17", "orbit td17", "orbit td 17", "ＴＤ１７"]
)
def test_product_precedes_what_belongs_to_it(text: str) -> None:
    assert first(text) == "td17"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("td17 case", "td17-case"), ("td17 update pack", "td17-pack"), ("td17kv", "td17kv")],
)
def test_an_accessory_that_is_named_is_found(text: str, expected: str) -> None:
    assert first(text) == expected


def test_current_product_precedes_the_discontinued_one() -> None:
    assert [p.product.id for p in predict(PICTURE, "vapora 500")][:2] == ["new", "old"]


def test_wrong_digit_ranks_below_the_exact_one_but_is_found() -> None:
    ids = [p.product.id for p in predict(PICTURE, "orbit td-07 drum sound module")]
    assert ids.index("td07") < ids.index("td17")


@pytest.mark.parametrize("text", ["o", "or"])
def test_one_and_two_letters_bring_popular_products(text: str) -> None:
    assert first(text) == "td17"


def test_nothing_typed_brings_popular_products_of_several_brands() -> None:
    found = predict(PICTURE, "  ", limit=4)
    assert found[0].product.id == "td17"
    assert len({p.product.brand for p in found}) == 4


@pytest.mark.parametrize(
    "text",
    [
        "what is the weather like today",
        "how do i bake a chocolate cake",
        "thank you very much for your help",
        "where is my order, i paid last week",
        "איך מכינים עוגת שוקולד",
        "?!",
        "xqzw vvkj",
    ],
)
def test_prose_without_a_product_predicts_nothing(text: str) -> None:
    assert predict(PICTURE, text) == ()


@pytest.mark.parametrize(
    ("text", "match", "question"),
    [
        ("my td17 won't turn on", "td17", "won't turn on"),
        ("how do i reset my JC-40?", "JC-40", "how do i reset?"),
        ("is the orbit jc 40 compatible with my macbook?", "orbit jc 40",
         "is compatible with my macbook?"),
        ("jc40 no sound", "jc40", "no sound"),
        ("orbit jc40", "orbit jc40", ""),
        ("ה-JC40 שלי לא נדלק", "JC40", "שלי לא נדלק"),
    ],
)  # fmt: skip
def test_sentence_is_split(text: str, match: str, question: str) -> None:
    best = predict(PICTURE, text)[0]
    assert (best.match_text, best.question) == (match, question)


def test_confidence_falls_with_the_rank_and_tells_sure_from_unsure() -> None:
    sure = predict(PICTURE, "orbit jc-40 jazz chorus")[0].confidence
    unsure = predict(PICTURE, "orbit")
    assert sure >= 90
    assert unsure[0].confidence < sure
    percents = [p.confidence for p in unsure]
    assert percents == sorted(percents, reverse=True)
    assert all(0 <= percent <= 100 for percent in percents)


def test_limit() -> None:
    assert len(predict(PICTURE, "orbit", limit=2)) == 2


def test_order_of_the_rows_does_not_matter() -> None:
    turned = build(tuple(reversed(SHOP)), version=1)
    for text in ("td17", "orbit", "o", "vapora", "power supply for mx8"):
        assert predict(turned, text) == predict(PICTURE, text)


def test_unrelated_product_changes_nothing() -> None:
    more = build((*SHOP, row("zz", "Quux", "Zyzzyva 9911")), version=1)
    for text in ("td17", "orbit drum", "cafe"):
        assert [p.product for p in predict(more, text)] == [
            p.product for p in predict(PICTURE, text)
        ]


def test_facts_of_the_manual() -> None:
    facts = predict(PICTURE, "mx-8 mixer")[0].product
    assert (facts.manual_url, facts.manual_language) == ("https://example.com/mx8.pdf", "en")
    assert predict(PICTURE, "jc40")[0].product.manual_url is None


def test_empty_catalogue() -> None:
    assert predict(build(()), "td17") == ()
    assert predict(build(()), "") == ()
