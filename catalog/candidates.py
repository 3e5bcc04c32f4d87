"""Query → the few products worth an exact comparison, from the trigram index (pure)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.grams import grams_of
from catalog.picture import Float32, GramIndex, Int32, Int64, Snapshot
from catalog.reading import Query

MAX_POSTINGS = 60_000  # read per query; the rarest trigrams come first
# Weight of the prior beside the best score: decides among equals, and while hardly anything
# is typed.
PRIOR, EARLY_PRIOR = 0.001, 1.0
SOFT = 0.3  # share of a question word's trigrams


def candidates(snapshot: Snapshot, query: Query, count: int) -> tuple[Int64, Float32]:
    """Up to ``count`` rows of products and their scores relative to the best (0–1]."""
    products, weights = _postings(snapshot, query)
    shrink = snapshot.grams.shrink
    if not len(products):
        return np.empty(0, np.int64), np.empty(0, np.float32)
    summed = np.bincount(products, weights=weights, minlength=len(shrink))
    scores = np.asarray(summed, dtype=np.float64)
    scores *= shrink  # in place: at 200,000 products a second array costs 0.02 ms
    return _best(scores, snapshot, count, EARLY_PRIOR if query.early else PRIOR)


def _postings(snapshot: Snapshot, query: Query) -> tuple[Int32, Float32]:
    """The products of the query's trigrams, once for each, and the trigrams' weights."""
    codes, shares = _grams(query)
    index = snapshot.grams
    number, hit = lookup(index, codes)
    number, share = number[hit], shares[hit]
    first, last = index.starts[number], index.starts[number + 1]
    sizes = last - first
    order = np.argsort(sizes, kind="stable")
    keep = order[np.cumsum(sizes[order]) <= MAX_POSTINGS]
    if not len(keep):
        keep = order[:1]
    places = zip(first[keep].tolist(), last[keep].tolist(), strict=True)
    products = [index.products[a:b] for a, b in places]
    weights = [np.repeat((index.weights[number] * share)[keep], sizes[keep])]
    if snapshot.later is not None:
        # What was too frequent to be read above must not speak for the later ones alone.
        skipped = np.setdiff1d(index.codes[number], index.codes[number[keep]], assume_unique=True)
        wanted = ~np.isin(codes, skipped, assume_unique=True)
        more, more_weights = _all_postings(snapshot.later.grams, codes[wanted], shares[wanted])
        products.append(more + np.int32(snapshot.first_later))
        weights.append(more_weights)
    if not products:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    return np.concatenate(products), np.concatenate(weights)


def _all_postings(index: GramIndex, codes: Int64, shares: Float32) -> tuple[Int32, Float32]:
    """As above for a small index, nothing left out."""
    number, hit = lookup(index, codes)
    number, share = number[hit], shares[hit]
    first, last = index.starts[number].tolist(), index.starts[number + 1].tolist()
    found = [index.products[a:b] for a, b in zip(first, last, strict=True)]
    sizes = [len(part) for part in found]
    products = np.concatenate([np.empty(0, np.int32), *found])
    return products, np.repeat(index.weights[number] * share, sizes)


def lookup(index: GramIndex, codes: Int64) -> tuple[Int64, NDArray[np.bool_]]:
    """For each of ``codes`` its number in the index, and whether it is there at all."""
    if not len(index.codes):
        return np.zeros(len(codes), np.int64), np.zeros(len(codes), np.bool_)
    number = np.searchsorted(index.codes, codes)
    number[number == len(index.codes)] = 0
    return number, index.codes[number] == codes


def _grams(query: Query) -> tuple[Int64, Float32]:
    """The query's trigrams, sorted, and how much each counts."""
    runs: list[list[str]] = []
    soft: list[float] = []
    before = -2
    was_soft = False
    for word in query.words:
        if word.place != before + 1 or word.soft != was_soft:
            runs.append([])
            soft.append(SOFT if word.soft else 1.0)
        runs[-1].append(word.text)
        before, was_soft = word.place, word.soft
    codes, owners = grams_of(runs)
    codes, where = np.unique(codes, return_index=True)
    return codes, np.array(soft, dtype=np.float32)[owners[where]]


def _best(
    scores: NDArray[np.float64], snapshot: Snapshot, count: int, prior_share: float
) -> tuple[Int64, Float32]:
    best = float(scores.max())
    if best <= 0:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    rows = np.flatnonzero(scores > best * 0.2)
    values = scores[rows] + snapshot.prior[rows] * (best * prior_share)
    if len(rows) > count:
        top = np.argpartition(values, len(rows) - count)[-count:]
        rows, values = rows[top], values[top]
    order = np.lexsort((rows, -values))
    return rows[order], (values[order] / best).astype(np.float32)
