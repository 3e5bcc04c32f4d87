"""The searchable form of one manual: BM25 over its passages, in plain arrays.

    4 bytes "HSCI" · 4 bytes length of the header · header (JSON) · terms (UTF-8, one a line)
    · for each array its raw little-endian numbers, in the order of the header's "arrays"

A compressed sparse row matrix by term: ``starts[t]:starts[t+1]`` are term t's postings, each a
passage (``rows``) and its finished weight (``weights``). Nothing in it can execute.
"""

from __future__ import annotations

import json
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from support import measures, words
from support.lexical import ManualIndexReader
from support.listings import is_listing, names

VERSION = 6
MAGIC = b"HSCI"
K1 = 0.9
B = 0.4
LISTING_WEIGHT = 0.4  # of a passage that only lists where things are
HEADING_WEIGHT = 0.6  # of a word in the heading path, against one in the text
_DTYPES = {"starts": "<u4", "rows": "<u4", "weights": "<f4", "pages": "<u4", "listings": "<u1"}


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
    lengths = np.array([_length(count) for count in counts], dtype=np.float32)
    postings: dict[str, list[tuple[int, float]]] = {}
    for row, count in enumerate(counts):
        for term, number in count.items():
            postings.setdefault(term, []).append((row, number))
    terms = sorted(postings)
    named = names(heading for passage in passages for heading in passage.heading_path)
    listings = np.array([is_listing(passage.text, named) for passage in passages], dtype=bool)
    factors = np.where(listings, LISTING_WEIGHT, 1.0).astype(np.float32)
    arrays = _arrays([postings[term] for term in terms], lengths, factors)
    arrays["pages"] = np.array([p.page_number for p in passages], dtype=_DTYPES["pages"])
    arrays["listings"] = listings.astype(_DTYPES["listings"])
    return _packed(language, terms, arrays)


def _counts(passage: Passage, language: str) -> dict[str, float]:
    """How often each term occurs; in the headings above the passage it counts for less."""
    counts: dict[str, float] = dict(Counter(words.terms(passage.text, language)))
    for term in set(words.terms(" ".join(passage.heading_path), language)):
        counts[term] = counts.get(term, 0.0) + HEADING_WEIGHT
    for term in measures.terms(passage.text):
        counts[term] = 1.0
    return counts


def _length(counts: dict[str, float]) -> float:
    """In words; what is measured stands in them already."""
    return sum(number for term, number in counts.items() if not measures.is_measure(term))


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
    return ManualIndexReader(header["language"], vocabulary, arrays, K1)
