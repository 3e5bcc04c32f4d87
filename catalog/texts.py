"""Many short texts in one block of memory: UTF-8 bytes and where each text begins (pure).

A block can lie in a file and be mapped; hundreds of thousands of Python objects cannot.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]

END = b"\n"[0]  # behind each text, so that many can be cut apart by one split
# A lone surrogate is no character, but Python's texts may hold one.
SURROGATES = "surrogatepass"


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What a prediction tells about a product. ``manual_url`` None: no manual is known."""

    id: str
    name: str
    brand: str
    category: str
    image_url: str
    manual_url: str | None
    manual_language: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Text ``i`` is ``data[starts[i]:starts[i + 1]]`` without the line end that closes it."""

    data: Bytes
    starts: Int64

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> str:
        first, last = self.starts[number], self.starts[number + 1]
        return str(self.data[first : last - 1].tobytes(), "utf-8", SURROGATES)

    def many(self, numbers: Int64) -> list[str]:
        """The texts with these numbers, much faster than one by one."""
        if not len(numbers):
            return []
        first = self.starts[numbers]
        sizes = self.starts[numbers + 1] - first
        ends = np.cumsum(sizes)
        places = np.arange(int(ends[-1])) + np.repeat(first - (ends - sizes), sizes)
        return str(self.data[places].tobytes(), "utf-8", SURROGATES)[:-1].split("\n")


def texts_of(texts: Iterable[str]) -> Texts:
    """One block of ``texts``, none of which may hold a line end (ValueError)."""
    listed = list(texts)
    whole = "".join(f"{text}\n" for text in listed).encode("utf-8", SURROGATES)
    data = np.frombuffer(whole, dtype=np.uint8)
    starts = np.concatenate([np.zeros(1, np.int64), np.flatnonzero(data == END) + 1])
    if len(starts) != len(listed) + 1:
        raise ValueError("a text with a line end cannot be stored")
    return Texts(data, starts)


@dataclass(frozen=True, slots=True, eq=False)
class FactsTable(Sequence[ProductFacts]):
    """The facts of each product as a line of JSON, read when it is asked for."""

    lines: Texts

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, row: int) -> ProductFacts: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[ProductFacts, ...]: ...
    def __getitem__(self, row: int | slice) -> ProductFacts | tuple[ProductFacts, ...]:
        if isinstance(row, slice):
            return tuple(self[number] for number in range(*row.indices(len(self))))
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return ProductFacts(*json.loads(self.lines[row % len(self)]))


def facts_of(products: Iterable[ProductFacts]) -> FactsTable:
    """The table of ``products``, in their order."""
    return FactsTable(texts_of(json.dumps(astuple(facts)) for facts in products))


@dataclass(frozen=True, slots=True, eq=False)
class KnownWords(Mapping[str, float]):
    """Word → idf, by checksum: ``sums`` is sorted, ``numbers`` are those of ``words``."""

    words: Texts
    sums: NDArray[np.uint32]
    numbers: NDArray[np.int32]
    idf: Float32

    def __len__(self) -> int:
        return len(self.sums)

    def __iter__(self) -> Iterator[str]:
        return (self.words[number] for number in self.numbers.tolist())

    def __getitem__(self, word: str) -> float:
        wanted = checksum(word)
        place = int(np.searchsorted(self.sums, np.uint32(wanted)))
        # Different words may have the same sum.
        while place < len(self.sums) and self.sums[place] == wanted:
            if self.words[int(self.numbers[place])] == word:
                return float(self.idf[place])
            place += 1
        raise KeyError(word)


def checksum(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", SURROGATES))


def known_words(words: Texts, numbers: NDArray[np.int32], idf: Float32) -> KnownWords:
    """Look-up of those of ``words`` that have these numbers; ``idf`` is in the same order."""
    sums = np.array([checksum(text) for text in words.many(numbers.astype(np.int64))], np.uint32)
    order = np.argsort(sums, kind="stable")
    return KnownWords(words, sums[order], numbers[order], idf[order])
