"""A picture with changed products predicts as one that was made anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.building import ProductRow, build
from catalog.later import with_changes
from catalog.picture import Snapshot
from catalog.predictor import Prediction, predict
from catalog.texts import FactsTable
from tests.catalog.shop import SHOP, row, shop

NEW = row("zephyr", "Zephyr", "ZX-900 Tower Fan", "Fans")
OTHER = row("td17", "Orbit", "TD-99 Drum Brain", "Drum modules", manual="file:td99.pdf")


def changed(gone: set[str], rows: tuple[ProductRow, ...]) -> tuple[Snapshot, Snapshot]:
    """(patched, made anew)."""
    ids = gone | {one.facts.id for one in rows}
    kept = [one for one in SHOP if one.facts.id not in ids]
    return with_changes(shop(), ids, rows, 2), build((*kept, *rows), 2)


def ids(predictions: tuple[Prediction, ...]) -> list[str]:
    return [prediction.product.id for prediction in predictions]


CHANGES = {
    "added": (set(), (NEW,)),
    "edited": (set(), (OTHER,)),
    "removed": ({"td17"}, ()),
    "all at once": ({"old", "td07"}, (NEW, OTHER)),
    "unknown id": ({"never there"}, ()),
    "everything": ({one.facts.id for one in SHOP}, (NEW,)),
}
TYPED = ("td17", "zx900 fan", "td 99", "vapora", "drum sound module", "jc40", "mixer", "my zx-90",
         "td07 does not start")  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_patched_is_like_new(name: str) -> None:
    patched, anew = changed(*CHANGES[name])
    assert (len(patched), patched.version) == (len(anew), 2)
    for text in TYPED:
        ours, theirs = predict(patched, text), predict(anew, text)
        assert ids(ours)[:1] == ids(theirs)[:1], text
        assert set(ids(ours)) <= {facts.id for facts in anew.facts}
        if ours:
            assert abs(ours[0].confidence - theirs[0].confidence) <= 15
            assert ours[0].product == theirs[0].product
            assert ours[0].match_text == theirs[0].match_text


def test_what_is_gone_never_appears() -> None:
    patched, _ = changed({"td17", "mx8"}, ())
    for text in ("", "t", "td17", "td-17 drum sound module", "mx8 mixer", "mx"):
        assert not {"td17", "mx8"} & set(ids(predict(patched, text, 20)))


def test_a_popular_product_stays_in_its_place() -> None:
    before = ids(predict(shop(), "", 20))
    patched, _ = changed({"mx8"}, (OTHER,))
    assert ids(predict(patched, "", 20)) == [key for key in before if key != "mx8"]
    assert "TD-99 Drum Brain" in {p.product.name for p in predict(patched, "", 20)}


def test_weights_are_those_of_the_whole_catalogue() -> None:
    """Unchanged facts given again: same scores, so same confidences."""
    same = tuple(one for one in SHOP if one.facts.id in {"td17", "jc40"})
    patched = with_changes(shop(), {"td17", "jc40"}, same, 1)
    for text in ("td17", "jc40 hums", "drum"):
        ours = {p.product.id: p.confidence for p in predict(patched, text, 20)}
        assert ours == {p.product.id: p.confidence for p in predict(shop(), text, 20)}


def test_a_patched_picture_leaves_its_base_alone() -> None:
    base = shop()
    shrink = base.grams.shrink.copy()
    with_changes(base, {"td17"}, (NEW,), 2)
    assert np.array_equal(base.grams.shrink, shrink)
    assert ids(predict(base, "td17"))[0] == "td17"


def test_patches_are_made_of_the_base_each_time() -> None:
    base = shop()
    first = with_changes(base, {"td17"}, (), 2)
    assert isinstance(base.facts, FactsTable)
    assert first.later is not None
    second = with_changes(base, {"td17", "zephyr"}, (NEW, replace(OTHER)), 3)
    assert ids(predict(second, "td99"))[0] == "td17"
    assert ids(predict(second, "zx900"))[0] == "zephyr"
