"""What was answered is answered again, but only for the same picture, and not for ever."""

from __future__ import annotations

from catalog import recent as module
from catalog.building import build
from catalog.predictor import predict
from catalog.recent import LONGEST, Recent
from tests.catalog.shop import SHOP, shop

PICTURE = shop()


def test_same_text_is_computed_once(monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(module, "predict", lambda *args: asked.append(args[1]) or predict(*args))
    recent = Recent()
    answers = [recent.predict(PICTURE, text, 5) for text in ("td17", "jc40", "td17")]
    assert asked == ["td17", "jc40"]
    assert answers[0] == answers[2] == predict(PICTURE, "td17", 5)


def test_limits_and_spellings_are_told_apart() -> None:
    recent = Recent()
    assert len(recent.predict(PICTURE, "orbit", 2)) == 2
    assert len(recent.predict(PICTURE, "orbit", 4)) == 4
    assert recent.predict(PICTURE, "my TD-17", 5)[0].match_text == "TD-17"
    assert recent.predict(PICTURE, "my td17", 5)[0].match_text == "td17"


def test_another_picture_is_asked_anew() -> None:
    recent = Recent()
    assert recent.predict(PICTURE, "jc40", 5)
    without = build([product for product in SHOP if product.facts.id != "jc40"], version=1)
    assert "jc40" not in {p.product.id for p in recent.predict(without, "jc40", 5)}


def test_oldest_go_first_and_long_texts_are_not_kept() -> None:
    recent = Recent(most=2)
    for text in ("td17", "jc40", "td17", "mx8"):
        recent.predict(PICTURE, text, 5)
    assert len(recent) == 2
    assert list(recent._answers) == [("td17", 5), ("mx8", 5)]
    recent.predict(PICTURE, "x" * (LONGEST + 1), 5)
    assert len(recent) == 2
