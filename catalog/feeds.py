"""Catalogue files → their rows with line numbers: brand JSON, JSON Lines and CSV."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from catalog.entries import (
    BadRow,
    BrandEntry,
    ProductEntry,
    brand_entry,
    flat_entry,
    product_entry,
)

LINES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = LINES | {".json", ".csv"}
MAX_JSON = 256 * 1024 * 1024  # bytes of one brand file, which is read as a whole


class NoFeed(Exception):
    """The named path holds nothing that could be imported."""


@dataclass(frozen=True, slots=True)
class Row:
    """A product of a file. ``size``: bytes of the file that it stands for (for the progress)."""

    file: Path
    line: int
    size: int
    brand: BrandEntry
    product: ProductEntry


@dataclass(frozen=True, slots=True)
class BrandRow:
    """The identity that opens a brand file."""

    file: Path
    line: int
    brand: BrandEntry


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that was not imported. ``id`` is empty where it could not be read."""

    file: Path
    line: int
    reason: str
    id: str = ""
    size: int = 0


Item = Row | BrandRow | Failure


def find_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The catalogue files that ``paths`` name, folders searched; raises NoFeed.

    Brand files come first: they know the ids of the brands that other files only name.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()
            )
            if not inside:
                raise NoFeed(f"{path} holds no .json, .jsonl or .csv file")
            found.update(dict.fromkeys(inside))
        elif not path.is_file():
            raise NoFeed(f"{path} does not exist")
        elif path.suffix.lower() not in SUFFIXES:
            raise NoFeed(f"{path} is not a .json, .jsonl or .csv file")
        else:
            found[path] = None
    return tuple(sorted(found, key=lambda path: path.suffix.lower() != ".json"))


def read_file(path: Path) -> Iterator[Item]:
    """The rows of one file, good and bad, in their order; never raises for what is inside."""
    readers = {".json": _brand_file, ".csv": _csv}
    try:
        yield from readers.get(path.suffix.lower(), _json_lines)(path)
    except OSError as error:
        yield Failure(path, 1, f"cannot be read: {error.strerror or error}")


def _json_lines(path: Path) -> Iterator[Item]:
    # {"id": "p1", "brand": "Roland", "name": "TD-17", "aliases": ["td17"], "manual_url": "https://…"}
    with path.open("rb") as file:
        for line, raw in enumerate(file, 1):
            content = raw.removeprefix(b"\xef\xbb\xbf") if line == 1 else raw
            if not content.strip():
                continue
            try:
                yield _flat(path, line, len(raw), _json(content))
            except BadRow as error:
                yield Failure(path, line, str(error), size=len(raw))


def _csv(path: Path) -> Iterator[Item]:
    # id,brand,name,aliases,manual_url
    # p1,Roland,TD-17,td17|TD 17,https://…
    # Bytes that are no UTF-8 become surrogates, which the check of the row refuses by name.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(",;\t", key=first.count)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        size = 0
        try:
            header = [name.strip() for name in next(reader, [])]
            if missing := {"id", "brand", "name"} - set(header):
                yield Failure(path, 1, f"the header lacks {', '.join(sorted(missing))}")
                return
            while True:
                line = reader.line_num + 1
                values = next(reader, None)
                if values is None:
                    return
                if not any(values):
                    continue
                size = sum(map(len, values)) + len(values)
                if len(values) > len(header):
                    reason = f"has {len(values)} values, the header names {len(header)}"
                    yield Failure(path, line, reason, size=size)
                    continue
                yield _flat(path, line, size, dict(zip(header, values, strict=False)))
        except csv.Error as error:
            yield Failure(path, reader.line_num, f"is no CSV: {error}; the rest was not read")


def _flat(path: Path, line: int, size: int, row: Any) -> Item:
    key = ""
    try:
        row = _object(row)
        key = row["id"] if isinstance(row.get("id"), str) else ""
        brand, product = flat_entry(row)
    except BadRow as error:
        return Failure(path, line, str(error), key, size)
    return Row(path, line, size, brand, product)


def _brand_file(path: Path) -> Iterator[Item]:
    # {"brand_identity": {"id": "roland", "name": "Roland"}, "products": [{"id": "td-17", …}, …]}
    if path.stat().st_size > MAX_JSON:
        yield Failure(path, 1, f"is larger than {MAX_JSON // 1024 // 1024} MiB; use JSON Lines")
        return
    content = path.read_bytes()
    try:
        identity, products = _parts_of_brand_file(_json(content))
        brand = brand_entry(identity)
    except BadRow as error:
        yield Failure(path, getattr(error, "line", 1), str(error), size=len(content))
        return
    yield BrandRow(path, 1, brand)
    lines = _lines_of_products(content.decode("utf-8-sig"), products)
    size = len(content) // max(len(products), 1)
    for line, product in zip(lines, products, strict=True):
        yield _brand_product(path, line, size, brand, product)


def _parts_of_brand_file(data: Any) -> tuple[dict[str, Any], list[Any]]:
    """brand_identity and products."""
    if not isinstance(data, dict) or not isinstance(data.get("brand_identity"), dict):
        raise BadRow("has no brand_identity")
    products = data.get("products", [])
    if not isinstance(products, list):
        raise BadRow("products must be a list")
    return data["brand_identity"], products


def _object(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise BadRow("is not a JSON object")
    return row


def _brand_product(path: Path, line: int, size: int, brand: BrandEntry, product: Any) -> Item:
    key = ""
    try:
        product = _object(product)
        key = product["id"] if isinstance(product.get("id"), str) else ""
        return Row(path, line, size, brand, product_entry(product))
    except BadRow as error:
        return Failure(path, line, str(error), key, size)


def _lines_of_products(text: str, products: list[Any]) -> list[int]:
    """The line on which each product begins; all 1 if the place of the list cannot be found."""
    decoder = json.JSONDecoder()
    for start in re.finditer(r'"products"\s*:\s*\[', text):
        place = start.end()
        lines: list[int] = []
        found: list[Any] = []
        counted, line = 0, 1
        try:
            while len(found) < len(products):
                place = _next_value(text, place)
                line += text.count("\n", counted, place)
                counted = place
                value, place = decoder.raw_decode(text, place)
                lines.append(line)
                found.append(value)
        except (ValueError, IndexError, RecursionError):
            continue
        if found == products:
            return lines
    return [1] * len(products)


def _next_value(text: str, place: int) -> int:
    while text[place] in " \t\r\n,":
        place += 1
    return place


class _BadJson(BadRow):
    """Carries the line, where the file as a whole is one JSON value."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def _refuse(word: str) -> NoReturn:
    raise BadRow(f"is no JSON: {word} is not a number")


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise _BadJson("is not valid UTF-8", content.count(b"\n", 0, error.start) + 1) from None
    except json.JSONDecodeError as error:
        raise _BadJson(f"is no JSON: {error.msg} (column {error.colno})", error.lineno) from None
    except (RecursionError, ValueError) as error:
        reason = (
            "is nested too deeply" if isinstance(error, RecursionError) else f"is no JSON: {error}"
        )
        raise _BadJson(reason, 1) from None
