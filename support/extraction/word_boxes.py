"""Where words stand on a recognised page: kept in few bytes, found again for a quote (pure)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence

from support.extraction.comparing import compared_letters, compared_text
from support.extraction.recognised import Word

STEPS = 10_000  # a page's width and height are so many steps
MOST_BYTES = 8 * 1024 * 1024  # unpacked
SHORTEST_PART = 8  # letters

Box = tuple[float, float, float, float]  # left, top, right, bottom in shares of the page


def packed(words: Iterable[Word]) -> bytes:
    """About 12 bytes a word."""
    rows = [
        [w.text, *(round(share * STEPS) for share in (w.left, w.top, w.right, w.bottom))]
        for w in words
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())


def unpacked(data: bytes) -> tuple[Word, ...]:
    """The reverse of ``packed``; no words at all from bytes that are something else."""
    try:
        rows = json.loads(zlib.decompressobj().decompress(data, MOST_BYTES))
        return tuple(Word(str(row[0]), *(float(n) / STEPS for n in row[1:5])) for row in rows)
    except (zlib.error, ValueError, TypeError, IndexError):
        return ()


def places(words: Sequence[Word], quote: str) -> tuple[Box, ...]:
    """One box for each line that the quote covers; none when it is not on the page."""
    page, owners = compared_letters((word.text, n) for n, word in enumerate(words))
    parts: tuple[str, ...] = (compared_text(quote),)
    if parts[0] not in page:
        parts = tuple(part for part in map(compared_text, quote.splitlines()) if _is_long(part))
    found = [(page.find(part), len(part)) for part in parts if part and part in page]
    return tuple(
        box
        for start, length in found
        for box in _lines([words[n] for n in sorted(set(owners[start : start + length]))])
    )


def _is_long(part: str) -> bool:
    return len(part) >= SHORTEST_PART


def _lines(words: Sequence[Word]) -> Iterator[Box]:
    box: Box | None = None
    for word in words:
        own = (word.left, word.top, word.right, word.bottom)
        if box is not None and box[1] <= (word.top + word.bottom) / 2 <= box[3]:
            box = (
                *(min(a, b) for a, b in zip(box[:2], own[:2], strict=True)),
                *(max(a, b) for a, b in zip(box[2:], own[2:], strict=True)),
            )  # type: ignore[assignment]
            continue
        if box is not None:
            yield box
        box = own
    if box is not None:
        yield box
