"""The searchable form of one manual: BM25 over its passages, in plain arrays.

    4 bytes "HSCI" · 4 bytes length of the header · header (JSON) · terms (UTF-8, one a line)
    · for each array its raw little-endian numbers, in the order of the header's "arrays"

A compressed sparse row matrix by term: ``starts[t]:starts[t+1]`` are term t's postings, each a
passage (``rows``) and its finished weight (``weights``). Nothing in it can execute.
"""

from __future__ import annotations

import json
import math
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from support import words
from support.listings import is_listing
from support.questions import Wanted

VERSION = 2
MAGIC = b"HSCI"
K1 = 0.9
B = 0.4
LISTING_WEIGHT = 0.4  # of a passage that only lists where things are
LEAST_RARITY = 0.5
HEADING_WEIGHT = 0.6  # of a word in the heading path, against one in the text
SHORTEST_NEAR = 5  # letters
NEAR_RATIO = 84  # of 100, as rapidfuzz counts
NEAR_WEIGHT = 0.7  # of a term that is only written alike
COMPOUND_WEIGHT = 0.5  # of one that only begins or ends alike
_DTYPES = {"starts": "<u4", "rows": "<u4", "weights": "<f4", "pages": "<u4", "frequencies": "<u4"}


Arrays = dict[str, NDArray[Any]]


class BadIndex(ValueError):
    """The bytes are not an index of this version."""


class Passage(Protocol):
    """What is indexed; `support.passages.PassageDraft` is one."""

    @property
    def page_number(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def heading_path(self) -> Sequence[str]: ...


def build(passages: Sequence[Passage], language: str) -> bytes:
    """The index of ``passages``, whose places become the rows; ``language`` chooses the stemmer."""
    counts = [_counts(passage, language) for passage in passages]
    lengths = np.array([sum(count.values()) for count in counts], dtype=np.float32)
    postings: dict[str, list[tuple[int, float]]] = {}
    for row, count in enumerate(counts):
        for term, number in count.items():
            postings.setdefault(term, []).append((row, number))
    terms = sorted(postings)
    factors = np.array(
        [LISTING_WEIGHT if is_listing(p.text) else 1.0 for p in passages], dtype=np.float32
    )
    arrays = _arrays([postings[term] for term in terms], lengths, factors)
    arrays["pages"] = np.array([p.page_number for p in passages], dtype=_DTYPES["pages"])
    return _packed(language, terms, arrays)


def _counts(passage: Passage, language: str) -> dict[str, float]:
    """How often each term occurs; in the headings above the passage it counts for less."""
    counts: dict[str, float] = dict(Counter(words.terms(passage.text, language)))
    for term in set(words.terms(" ".join(passage.heading_path), language)):
        counts[term] = counts.get(term, 0.0) + HEADING_WEIGHT
    return counts


def _arrays(
    postings: Sequence[Sequence[tuple[int, float]]],
    lengths: NDArray[np.float32],
    factors: NDArray[np.float32],
) -> Arrays:
    frequencies = np.array([len(entries) for entries in postings], dtype=np.uint32)
    starts = np.concatenate(([0], np.cumsum(frequencies)))
    rows = np.array([row for entries in postings for row, _ in entries], dtype=np.uint32)
    tf = np.array([number for entries in postings for _, number in entries], dtype=np.float32)
    mean = float(lengths.mean()) if len(lengths) else 1.0
    norm = K1 * (1 - B + B * lengths / max(mean, 1.0))
    weights = factors[rows] * tf * (K1 + 1) / (tf + norm[rows]) if len(rows) else tf
    return {
        "starts": starts.astype(_DTYPES["starts"]),
        "rows": rows.astype(_DTYPES["rows"]),
        "weights": weights.astype(_DTYPES["weights"]),
    }


def _packed(language: str, terms: Iterable[str], arrays: Arrays) -> bytes:
    vocabulary = "\n".join(terms).encode("utf-8", "replace")
    header = json.dumps(
        {
            "version": VERSION,
            "language": language,
            "terms": len(vocabulary),
            "arrays": [[name, len(array)] for name, array in arrays.items()],
        }
    ).encode()
    body = b"".join(array.tobytes() for array in arrays.values())
    return MAGIC + struct.pack("<I", len(header)) + header + vocabulary + body


def open(data: bytes) -> ManualIndexReader:  # noqa: A001 - it is what one does with an index
    """A reader over ``data``; raises BadIndex when the bytes are of another version or cut off."""
    try:
        return _unpacked(memoryview(data))
    except (struct.error, KeyError, ValueError, TypeError, IndexError) as error:
        raise BadIndex(str(error)) from error


def _unpacked(data: memoryview) -> ManualIndexReader:
    if data[:4] != MAGIC:
        raise BadIndex("not an index")
    (length,) = struct.unpack_from("<I", data, 4)
    position = 8 + length
    header = json.loads(bytes(data[8:position]))
    if header["version"] != VERSION:
        raise BadIndex(f"version {header['version']}, not {VERSION}")
    vocabulary = str(data[position : position + header["terms"]], "utf-8")
    position += header["terms"]
    arrays: Arrays = {}
    for name, count in header["arrays"]:
        arrays[name] = np.frombuffer(data, dtype=_DTYPES[name], count=count, offset=position)
        position += arrays[name].nbytes
    return ManualIndexReader(header["language"], vocabulary, arrays)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage by its row, best first. ``coverage`` is 0–1, see `ManualIndexReader.search`."""

    row: int
    page: int
    score: float
    coverage: float


class ManualIndexReader:
    """Searches one manual; immutable, so any number of threads may share it."""

    def __init__(self, language: str, vocabulary: str, arrays: Arrays) -> None:
        self.language = language
        self._vocabulary = vocabulary
        self._starts = arrays["starts"]
        self._rows = arrays["rows"]
        self._weights = arrays["weights"]
        self._pages = arrays["pages"]

    def __len__(self) -> int:
        return len(self._pages)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        terms = self._vocabulary.split("\n") if self._vocabulary else []
        return {term: number for number, term in enumerate(terms)}

    def search(self, question: Sequence[Wanted], limit: int) -> tuple[Ranked, ...]:
        """The best ``limit`` passages for ``question``; those with none of its words are left out.

        ``coverage`` is the share of the question's content, weighted by how rare each word is in
        this manual, that the passage holds; words that the manual nowhere has count as rarest.
        """
        scores = np.zeros(len(self), dtype=np.float32)
        covered = np.zeros(len(self), dtype=np.float32)
        total = 0.0
        for want in question:
            score, hold = self._one(want)
            weight = self._rarity(want.terms[0][0])
            total += weight
            if score is not None:
                scores += score
                covered += weight * hold
        best = _highest(scores, limit)
        return tuple(
            Ranked(
                int(row),
                int(self._pages[row]),
                round(float(scores[row]), 4),
                round(min(float(covered[row]) / total, 1.0), 4),
            )
            for row in best
        )

    def _one(self, want: Wanted) -> tuple[Any, Any]:
        """Scores of one content word: of each passage its best wording, not the sum of all."""
        known = [(self._numbers[term], w) for term, w in want.terms if term in self._numbers]
        known = known or self._near(want.terms[0][0])
        if not known:
            return None, None
        score, hold = np.zeros((2, len(self)), dtype=np.float32)
        for number, weight in known:
            span = slice(int(self._starts[number]), int(self._starts[number + 1]))
            rows = self._rows[span]
            values = weight * self._idf(span.stop - span.start) * self._weights[span]
            score[rows] = np.maximum(score[rows], values)
            hold[rows] = np.maximum(hold[rows], weight)
        return score, hold

    def _near(self, term: str) -> list[tuple[int, float]]:
        """Terms of the manual for one that it does not have: misspelt, or part of a compound."""
        if len(term) < SHORTEST_NEAR or not term.isalpha():
            return []
        alike = process.extract(
            term, self._numbers.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_RATIO, limit=2
        )
        near = {self._numbers[other]: NEAR_WEIGHT for other, _, _ in alike}
        for other, number in self._numbers.items():
            shorter, longer = sorted((term, other), key=len)
            joined = longer.startswith(shorter) or longer.endswith(shorter)
            if joined and len(shorter) >= SHORTEST_NEAR:
                near.setdefault(number, COMPOUND_WEIGHT)
        return list(near.items())

    def _idf(self, frequency: int) -> float:
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))

    def _rarity(self, term: str) -> float:
        """What a word weighs in ``coverage``; some weight also where every passage has it."""
        number = self._numbers.get(term)
        if number is None:
            return self._idf(0)
        frequency = int(self._starts[number + 1]) - int(self._starts[number])
        return max(self._idf(frequency), LEAST_RARITY)


def _highest(scores: NDArray[np.float32], limit: int) -> NDArray[np.intp]:
    """Rows by falling score, the first in reading order among equals; no zeros."""
    order = np.argsort(-scores, kind="stable")[:limit]
    return order[scores[order] > 0]
