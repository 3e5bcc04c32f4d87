"""Vectors of one manual's passages: written as they are made, loaded in a few milliseconds.

The tokens of one passage, as stored: 2 bytes number of tokens t · t × 2 × 2 bytes spans ·
t × 2 bytes scales (float16) · t × 96 bytes components (int8). A vector is its components × its
scale; a passage's score moves by less than 0.003 (decision 12).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from hscjit.lru import Kept
from support.encoders.kinds import DIMENSIONS, TOKEN_DIMENSIONS, Tokens
from support.encoders.manifest import fingerprint
from support.models import PassageTokens, PassageVectors, Revision

KEPT_BYTES = 32 * 1024**2  # of vectors, in each process that searches


@dataclass(frozen=True, slots=True)
class ManualVectors:
    """What is encoded of a revision so far. Row n is passage n; passages beyond are unknown.

    ``dense``: float32 (n, 384), of length 1 within 0.1 % (stored as float16), or zeros where
    ``known`` (bool (n,)) is false: not encoded yet, or in a language that the encoders cannot
    read. Immutable.
    """

    revision_id: int
    at: datetime
    dense: NDArray[np.float32]
    known: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """Passages that have vectors."""
        return int(self.known.sum())

    def late(self, rows: Sequence[int]) -> tuple[Tokens | None, ...]:
        """The token vectors of these passages, in this order; None where there are none."""
        found = {row: _tokens.get((self.revision_id, self.at, row)) for row in rows}
        absent = [row for row, data in found.items() if data is None]
        if absent:
            stored = PassageTokens.objects.filter(
                revision=self.revision_id, encoder=fingerprint(), number__in=absent
            )
            for row, blob in stored.values_list("number", "data"):
                found[row] = bytes(blob)
                _tokens.put((self.revision_id, self.at, row), bytes(blob), len(blob))
        return tuple(unpacked(data) if (data := found[row]) else None for row in rows)


_manuals: Kept[ManualVectors] = Kept(KEPT_BYTES // 2)
_tokens: Kept[bytes] = Kept(KEPT_BYTES // 2)


def of(revision: Revision) -> ManualVectors | None:
    """What is there of ``revision`` as of its ``vectors_at``; None where there is nothing."""
    if revision.vectors_at is None:
        return None
    key = (revision.pk, revision.vectors_at, fingerprint())
    found = _manuals.get(key)
    if found is None and (found := _loaded(revision.pk, revision.vectors_at)) is not None:
        _manuals.put(key, found, found.dense.nbytes)
    return found


def forget() -> None:
    """Drop what is kept in memory, for tests that reuse row ids."""
    _manuals.clear()
    _tokens.clear()


def add(
    revision_id: int, numbers: Sequence[int], dense: NDArray[np.float32], tokens: Sequence[Tokens]
) -> None:
    """Store the vectors of these passages; others between the first and the last have none.

    Inside the caller's transaction. ``dense`` (len(numbers), 384).
    """
    if numbers:
        first = min(numbers)
        rows = np.zeros((max(numbers) - first + 1, DIMENSIONS), dtype=np.float16)
        rows[np.array(numbers) - first] = dense
        PassageVectors.objects.create(
            revision_id=revision_id, encoder=fingerprint(),
            first=first, count=len(rows), data=rows.tobytes(),
        )  # fmt: skip
        PassageTokens.objects.bulk_create(
            PassageTokens(
                revision_id=revision_id, encoder=fingerprint(), number=number, data=packed(one)
            )
            for number, one in zip(numbers, tokens, strict=True)
        )
        Revision.objects.filter(pk=revision_id).update(vectors_at=timezone.now())


def take_out(revision_id: int, numbers: Sequence[int]) -> int:
    """Remove the vectors of passages that no longer stand on their page; how many had some."""
    gone = 0
    for chunk in PassageVectors.objects.filter(revision=revision_id, encoder=fingerprint()):
        rows = np.frombuffer(bytes(chunk.data), dtype=np.float16).reshape(-1, DIMENSIONS).copy()
        mine = [n - chunk.first for n in numbers if 0 <= n - chunk.first < len(rows)]
        if count := int(rows[mine].any(axis=1).sum()):
            rows[mine] = 0
            PassageVectors.objects.filter(pk=chunk.pk).update(data=rows.tobytes())
            gone += count
    if gone:
        PassageTokens.objects.filter(revision=revision_id, number__in=numbers).delete()
        Revision.objects.filter(pk=revision_id).update(vectors_at=timezone.now())
    return gone


def remove(revision_id: int, *, all_but: str = "") -> None:
    """Remove all vectors of a revision, but those of the encoder ``all_but``."""
    for model in (PassageVectors, PassageTokens):
        model.objects.filter(revision=revision_id).exclude(encoder=all_but).delete()


def _loaded(revision_id: int, at: datetime) -> ManualVectors | None:
    chunks = list(
        PassageVectors.objects.filter(revision=revision_id, encoder=fingerprint())
        .order_by("first")
        .values_list("first", "count", "data")
    )
    if not chunks:
        return None
    dense = np.zeros((max(first + count for first, count, _ in chunks), DIMENSIONS), np.float32)
    for first, count, data in chunks:
        part = np.frombuffer(data, dtype=np.float16).reshape(count, DIMENSIONS)
        taken = part.any(axis=1)
        dense[first : first + count][taken] = part[taken]
    dense.flags.writeable = False
    return ManualVectors(revision_id, at, dense, np.asarray(dense.any(axis=1), dtype=np.bool_))


def packed(tokens: Tokens) -> bytes:
    """The bytes of one passage's tokens, in the form above."""
    scales = (np.abs(tokens.vectors).max(axis=1, initial=1e-6) / 127).astype("<f2")
    numbers = np.rint(tokens.vectors / scales[:, None].astype(np.float32))
    return b"".join(
        (
            struct.pack("<H", len(scales)),
            tokens.spans.clip(0, 65535).astype("<u2").tobytes(),
            scales.tobytes(),
            numbers.clip(-127, 127).astype(np.int8).tobytes(),
        )
    )


def unpacked(data: bytes) -> Tokens:
    """The tokens again, their vectors of length 1 within 0.5 %."""
    (count,) = struct.unpack_from("<H", data)
    spans = np.frombuffer(data, "<u2", 2 * count, 2).reshape(count, 2)
    scales = np.frombuffer(data, "<f2", count, 2 + 4 * count)
    numbers = np.frombuffer(data, np.int8, TOKEN_DIMENSIONS * count, 2 + 6 * count)
    vectors = numbers.reshape(count, TOKEN_DIMENSIONS) * scales[:, None].astype(np.float32)
    return Tokens(np.asarray(vectors, dtype=np.float32), spans.astype(np.int32))
