"""Vectors of a manual: stored as they are made, loaded in parts, gone when the text is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hscjit.lru import Kept
from support import vectors
from support.encoders import DIMENSIONS, TOKEN_DIMENSIONS, Tokens, fingerprint
from support.encoders.running import unit
from support.models import PassageTokens, PassageVectors, Revision
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forgotten() -> Any:
    vectors.forget()
    yield
    vectors.forget()


@pytest.fixture
def revision() -> Revision:
    manual = make_ready_manual(make_product())
    manual.refresh_from_db()
    assert manual.current is not None
    return manual.current


def some(count: int, seed: int = 1) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32))


def tokens(count: int, seed: int = 1) -> Tokens:
    numbers = np.random.default_rng(seed).normal(size=(count, TOKEN_DIMENSIONS))
    spans = np.stack([np.arange(count), np.arange(count) + 1], axis=1).astype(np.int32)
    return Tokens(unit(numbers.astype(np.float32)), spans)


def stored(revision: Revision, numbers: list[int], dense: np.ndarray) -> Revision:
    vectors.add(revision.pk, numbers, dense, [tokens(5 + n, seed=n) for n in numbers])
    revision.refresh_from_db()
    return revision


def test_nothing_encoded_yet(revision: Revision):
    assert vectors.of(revision) is None


def test_what_is_stored_comes_back(revision: Revision):
    dense = some(3)
    stored(revision, [0, 1, 3], dense)
    found = vectors.of(revision)
    assert found is not None
    assert found.known.tolist() == [True, True, False, True]
    assert found.count == 3
    assert np.allclose(found.dense[[0, 1, 3]], dense, atol=1e-3)
    assert not found.dense[2].any()
    late = found.late([3, 2, 0, 17])
    assert late[1] is None
    assert late[3] is None
    for got, number in ((late[0], 3), (late[2], 0)):
        expected = tokens(5 + number, seed=number)
        assert got is not None
        assert np.array_equal(got.spans, expected.spans)
        assert np.allclose(got.vectors, expected.vectors, atol=0.005)


def test_what_comes_later_is_added(revision: Revision):
    stored(revision, [0, 1], some(2))
    first = vectors.of(revision)
    at = revision.vectors_at
    stored(revision, [2, 4], some(2, seed=2))
    assert revision.vectors_at != at
    second = vectors.of(revision)
    assert first is not None
    assert second is not None
    assert first.known.tolist() == [True, True]
    assert second.known.tolist() == [True, True, True, False, True]


def test_the_second_look_asks_no_database(revision: Revision):
    stored(revision, [0, 1, 2], some(3))
    found = vectors.of(revision)
    assert found is not None
    found.late([0, 2])
    with CaptureQueriesContext(connection) as queries:
        again = vectors.of(revision)
        assert again is found
        again.late([2, 0])
    assert len(queries) == 0


def test_only_the_wanted_tokens_are_loaded(revision: Revision):
    stored(revision, list(range(20)), some(20))
    found = vectors.of(revision)
    assert found is not None
    with CaptureQueriesContext(connection) as queries:
        found.late([1, 2, 3])
        found.late([2, 3, 4])
    assert len(queries) == 2
    assert "IN (4)" in queries[1]["sql"]


def test_vectors_of_another_encoder_are_of_no_use(revision: Revision):
    stored(revision, [0], some(1))
    PassageVectors.objects.update(encoder="another")
    assert vectors.of(revision) is None
    vectors.remove(revision.pk, all_but=fingerprint())
    assert not PassageVectors.objects.exists()


def test_what_fell_off_its_page_is_taken_out(revision: Revision):
    stored(revision, [0, 1, 2], some(3))
    assert vectors.take_out(revision.pk, [1, 9]) == 1
    revision.refresh_from_db()
    found = vectors.of(revision)
    assert found is not None
    assert found.known.tolist() == [True, False, True]
    assert found.late([1]) == (None,)
    assert sorted(PassageTokens.objects.values_list("number", flat=True)) == [0, 2]
    assert vectors.take_out(revision.pk, [1]) == 0


def test_a_removed_revision_takes_its_vectors_along(revision: Revision):
    stored(revision, [0], some(1))
    revision.manual.current = None
    revision.manual.save()
    revision.delete()
    assert not PassageVectors.objects.exists()
    assert not PassageTokens.objects.exists()


def test_memory_is_bounded():
    kept: Kept[bytes] = Kept(100)
    for number in range(50):
        kept.put(number, b"", 30)
    assert [kept.get(number) is not None for number in range(46, 50)] == [False, True, True, True]
    kept.put(49, b"", 90)
    assert kept.get(48) is None
    assert kept.get(49) == b""
    kept.put("too large", b"", 101)
    assert kept.get("too large") is None


def test_packing_keeps_the_scores_of_passages():
    """Eight bits a component move a score by less than passages differ."""
    question = tokens(12, seed=100).vectors
    passages = [tokens(100, seed=n) for n in range(60)]
    exact = [float((question @ p.vectors.T).max(axis=1).mean()) for p in passages]
    again = [
        float((question @ vectors.unpacked(vectors.packed(p)).vectors.T).max(axis=1).mean())
        for p in passages
    ]
    assert max(abs(a - b) for a, b in zip(exact, again, strict=True)) < 0.003
