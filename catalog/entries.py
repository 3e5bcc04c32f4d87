"""What a catalogue file says about a brand or a product, checked before anything is written (pure).

A value of None means: the file says nothing about it, so what is stored stays as it is.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from catalog.models import ADDRESS_LENGTH, ID_LENGTH, NAME_LENGTH, ManualSource, Relationship

TEXT_LENGTH = 20_000  # of a description
MAX_LIST = 500  # aliases, manuals or relationships of one product
TRUE_WORDS = frozenset({"1", "true", "yes", "y"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "n"})


class BadRow(Exception):
    """The row cannot be imported; the text says why."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """``kind`` and ``title`` None: the file cannot say them."""

    url: str
    kind: str | None
    language: str
    title: str | None


@dataclass(frozen=True, slots=True)
class RelationEntry:
    kind: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class BrandEntry:
    """``id`` None: only the name is known, the id is made from it."""

    id: str | None
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """``values`` are the plain fields of the model that the file speaks of."""

    id: str
    values: Mapping[str, Any]
    aliases: tuple[str, ...] | None
    sources: tuple[SourceEntry, ...] | None
    relations: tuple[RelationEntry, ...] | None
    warnings: tuple[str, ...] = ()


class Reader:
    """Typed reading of one row; every method names the field it fails on."""

    def __init__(self, row: Mapping[str, Any], where: str = "") -> None:
        self._row = row
        self._where = where

    def name_of(self, name: str) -> str:
        return f"{self._where}{name}"

    def has(self, name: str) -> bool:
        return self._row.get(name) is not None

    def text(self, name: str, maximum: int, *, required: bool = False) -> str:
        value = self._row.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise BadRow(f"{self.name_of(name)} must be a text, not {_kind(value)}")
        value = clean(value, self.name_of(name)).strip()
        if required and not value:
            raise BadRow(f"{self.name_of(name)} is missing")
        if len(value) > maximum:
            raise BadRow(f"{self.name_of(name)} has {len(value)} characters, {maximum} are allowed")
        return value

    def flag(self, name: str) -> bool:
        value = self._row.get(name)
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower() if isinstance(value, str | int) else None
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise BadRow(f"{self.name_of(name)} must be true or false")

    def year(self, name: str) -> int:
        value = self._row.get(name)
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 9999:
            raise BadRow(f"{self.name_of(name)} must be a year")
        return value

    def texts(self, name: str, maximum: int) -> tuple[str, ...]:
        """A list of texts, or one text with ``|`` between them; doubles and blanks fall away."""
        value = self._row.get(name)
        if isinstance(value, str):
            value = value.split("|")
        items = self._list(name, value)
        readers = (Reader({"": item}, f"{self.name_of(name)}[{i}]") for i, item in enumerate(items))
        found = dict.fromkeys(reader.text("", maximum) for reader in readers)
        return tuple(text for text in found if text)

    def objects(self, name: str, *, single: bool = False) -> tuple[Reader, ...]:
        """A list of objects; with ``single`` one object alone will do."""
        value = self._row.get(name)
        if single and isinstance(value, Mapping):
            value = [value]
        items = self._list(name, value)
        for item in items:
            if not isinstance(item, Mapping):
                raise BadRow(f"{self.name_of(name)} must hold objects, not {_kind(item)}")
        return tuple(Reader(item, f"{self.name_of(name)}[{i}].") for i, item in enumerate(items))

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self._row.get(name)
        if not isinstance(value, Mapping):
            raise BadRow(f"{self.name_of(name)} must be an object, not {_kind(value)}")
        return value

    def address(self, name: str, *, file: bool = False, required: bool = False) -> str:
        """An ``https://`` or ``http://`` address, with ``file`` also ``file:NAME``."""
        value = self.text(name, ADDRESS_LENGTH, required=required)
        if value and not is_address(value, file=file):
            allowed = "https://…, http://… or file:NAME" if file else "https://… or http://…"
            raise BadRow(f"{self.name_of(name)} is not an allowed address ({allowed})")
        return value

    def _list(self, name: str, value: Any) -> Sequence[Any]:
        if not isinstance(value, list):
            raise BadRow(f"{self.name_of(name)} must be a list, not {_kind(value)}")
        if len(value) > MAX_LIST:
            raise BadRow(f"{self.name_of(name)} has {len(value)} items, {MAX_LIST} are allowed")
        return value


def _kind(value: Any) -> str:
    names = {bool: "true/false", int: "a number", float: "a number", list: "a list", str: "a text"}
    return "nothing" if value is None else names.get(type(value), "an object")


def clean(value: str, name: str) -> str:
    """``value`` in composed form; PostgreSQL cannot store what is refused here."""
    if "\x00" in value:
        raise BadRow(f"{name} holds a NUL character")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadRow(f"{name} is not valid UTF-8")
    return unicodedata.normalize("NFC", value)


def is_address(value: str, *, file: bool) -> bool:
    """Whether a manual (``file``: also a local one) or a picture may stand at ``value``."""
    if re.search(r"[\s\x00-\x1f\x7f\\]", value) and not value.startswith("file:"):
        return False
    if file and value.startswith("file:"):
        name = value.removeprefix("file:")
        parts = name.split("/")
        return "\\" not in name and name.isprintable() and not {"", ".", ".."} & set(parts)
    try:
        parsed = urlsplit(value)
        return parsed.scheme in {"http", "https"} and bool(parsed.hostname) and parsed.port != 0
    except ValueError:
        return False


def brand_entry(row: Mapping[str, Any]) -> BrandEntry:
    """``brand_identity`` of a brand file."""
    read = Reader(row, "brand_identity.")
    values: dict[str, Any] = {}
    if read.has("hq"):
        values["hq"] = read.text("hq", NAME_LENGTH)
    if read.has("founded"):
        values["founded"] = read.year("founded")
    for name in ("website", "logo_url"):
        if read.has(name):
            values[name] = read.address(name)
    if read.has("description"):
        values["description"] = read.text("description", TEXT_LENGTH)
    return BrandEntry(
        id=read.text("id", ID_LENGTH, required=True),
        name=read.text("name", NAME_LENGTH, required=True),
        values=values,
        aliases=read.texts("aliases", NAME_LENGTH) if read.has("aliases") else None,
    )


def product_entry(row: Mapping[str, Any]) -> ProductEntry:
    """A product of a brand file."""
    read = Reader(row)
    values = _common_values(read)
    if read.has("family"):
        values["family"] = read.text("family", NAME_LENGTH)
    if read.has("specs"):
        values["specs"] = _specs(read.mapping("specs"))
    if read.has("images"):
        images = Reader(read.mapping("images"), "images.")
        values["image_url"] = images.address("main")
        values["thumbnail_url"] = images.address("thumbnail")
    warnings: list[str] = []
    return ProductEntry(
        id=read.text("id", ID_LENGTH, required=True),
        values=values,
        aliases=read.texts("aliases", NAME_LENGTH) if read.has("aliases") else None,
        sources=_sources(read, warnings) if read.has("documentation") else None,
        relations=_relations(read) if read.has("relationships") else None,
        warnings=tuple(warnings),
    )


def flat_entry(row: Mapping[str, Any]) -> tuple[BrandEntry, ProductEntry]:
    """A row of a JSON Lines or CSV file."""
    read = Reader(row)
    key = read.text("id", ID_LENGTH, required=True)
    brand = BrandEntry(None, read.text("brand", NAME_LENGTH, required=True))
    values = _common_values(read)
    if read.has("image_url"):
        values["image_url"] = read.address("image_url")
    sources = None
    if read.has("manual_url"):
        url = read.address("manual_url", file=True)
        language = read.text("manual_language", 20)
        sources = (SourceEntry(url, None, language, None),) if url else ()
    aliases = read.texts("aliases", NAME_LENGTH) if read.has("aliases") else None
    return brand, ProductEntry(key, values, aliases, sources, None)


def _common_values(read: Reader) -> dict[str, Any]:
    values: dict[str, Any] = {"name": read.text("name", NAME_LENGTH, required=True)}
    for name in ("category", "model", "production_country"):
        if read.has(name):
            values[name] = read.text(name, NAME_LENGTH)
    if read.has("description"):
        values["description"] = read.text("description", TEXT_LENGTH)
    if read.has("discontinued"):
        values["discontinued"] = read.flag("discontinued")
    return values


def _specs(value: Mapping[str, Any]) -> dict[str, Any]:
    """Any JSON object that both databases can store."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise BadRow("specs holds a number without an end") from None
    if "\\u0000" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadRow("specs holds characters that cannot be stored")
    if len(text) > TEXT_LENGTH:
        raise BadRow(f"specs has {len(text)} characters, {TEXT_LENGTH} are allowed")
    return dict(value)


def _sources(read: Reader, warnings: list[str]) -> tuple[SourceEntry, ...]:
    found: dict[str, SourceEntry] = {}
    for document in read.objects("documentation", single=True):
        kind = document.text("type", 20).lower()
        if kind not in ManualSource.Kind.values:
            warnings.append(
                f"{document.name_of('type')} {kind!r} is unknown (pdf or html); skipped"
            )
            continue
        url = document.address("url", file=True, required=True)
        entry = SourceEntry(
            url, kind, document.text("language", 20), document.text("title", NAME_LENGTH)
        )
        found.setdefault(url, entry)
    return tuple(found.values())


def _relations(read: Reader) -> tuple[RelationEntry, ...]:
    found: dict[tuple[str, str], RelationEntry] = {}
    for relation in read.objects("relationships"):
        kind = relation.text("type", 20) or Relationship.Kind.RELATED.value
        if kind not in Relationship.Kind.values:
            raise BadRow(
                f"{relation.name_of('type')} must be one of accessory, related, spare_part"
            )
        target = relation.text("target_id", ID_LENGTH, required=True)
        entry = RelationEntry(kind, target, relation.text("label", NAME_LENGTH))
        found.setdefault((kind, target), entry)
    return tuple(found.values())
