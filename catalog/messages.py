"""Frames of the JSON socket: reading them, checking their fields, writing replies (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeVar, overload
from uuid import UUID

MAX_FRAME = 64 * 1024  # bytes of a text frame
MAX_FRAME_WITH_IMAGE = 8 * 1024 * 1024
MAX_ECHO = 100  # characters of an id that is given back with an error
MAX_INTEGER = 2**53 - 1  # the largest that JavaScript counts exactly

T = TypeVar("T")


class BadMessage(Exception):
    """A message that cannot be answered; ``code`` is the contract's, the text is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class _Required:
    """Marks fields without a default."""


REQUIRED: Final = _Required()


def parse(text: str | None) -> dict[str, Any]:
    """The object in a frame (None: a binary one); raises BadMessage, invalid_json or too_long."""
    if text is None:
        raise BadMessage("invalid_json", "Binary frames are not understood.")
    size = len(text.encode("utf-8", "surrogatepass"))
    # Not parsed at all where it is too long either way.
    if size > MAX_FRAME_WITH_IMAGE or (size > MAX_FRAME and '"image"' not in text):
        raise _too_long(size)
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadMessage("invalid_json", "This is no JSON.") from None
    if not isinstance(data, dict):
        raise BadMessage("invalid_json", "A message must be a JSON object.")
    if size > MAX_FRAME and not data.get("image"):
        raise _too_long(size)
    return data


def _too_long(size: int) -> BadMessage:
    return BadMessage(
        "too_long",
        f"The message has {size} bytes; {MAX_FRAME} are allowed, {MAX_FRAME_WITH_IMAGE} with an"
        " image.",
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def write(fields: Mapping[str, Any]) -> str:
    """``fields`` as the text of a frame; halves of surrogate pairs go as escapes."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(fields, separators=(",", ":"))
    return text


def echo_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What an error gives back so that the client knows what it answers, where it is readable."""
    echo: dict[str, Any] = {}
    seq = data.get("seq")
    if isinstance(seq, int) and not isinstance(seq, bool) and abs(seq) <= MAX_INTEGER:
        echo["seq"] = seq
    for name in ("client_id", "message_id"):
        value = data.get(name)
        if isinstance(value, str) and len(value) <= MAX_ECHO:
            echo[name] = value
    return echo


def _missing(name: str) -> BadMessage:
    return BadMessage("invalid_field", f"{name} is missing.")


@overload
def text_field(data: Mapping[str, Any], name: str, maximum: int) -> str: ...
@overload
def text_field(data: Mapping[str, Any], name: str, maximum: int, *, default: T) -> str | T: ...
def text_field(
    data: Mapping[str, Any], name: str, maximum: int, *, default: object = REQUIRED
) -> object:
    """A text of at most ``maximum`` code points; ``default`` where it is absent or null."""
    value = data.get(name)
    if value is None:
        if default is REQUIRED:
            raise _missing(name)
        return default
    if not isinstance(value, str):
        raise BadMessage("invalid_field", f"{name} must be a text.")
    if len(value) > maximum:
        raise BadMessage("too_long", f"{name} has {len(value)} characters; {maximum} are allowed.")
    return value


@overload
def integer_field(
    data: Mapping[str, Any], name: str, *, minimum: int = ..., maximum: int = ...
) -> int: ...
@overload
def integer_field(
    data: Mapping[str, Any], name: str, *, minimum: int = ..., maximum: int = ..., default: T
) -> int | T: ...
def integer_field(
    data: Mapping[str, Any],
    name: str,
    *,
    minimum: int = -MAX_INTEGER,
    maximum: int = MAX_INTEGER,
    default: object = REQUIRED,
) -> object:
    """A whole number from ``minimum`` to ``maximum``; true and false are none."""
    value = data.get(name)
    if value is None:
        if default is REQUIRED:
            raise _missing(name)
        return default
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadMessage("invalid_field", f"{name} must be a whole number.")
    if not minimum <= value <= maximum:
        raise BadMessage("invalid_field", f"{name} must be from {minimum} to {maximum}.")
    return value


@overload
def uuid_field(data: Mapping[str, Any], name: str) -> UUID: ...
@overload
def uuid_field(data: Mapping[str, Any], name: str, *, required: bool) -> UUID | None: ...
def uuid_field(data: Mapping[str, Any], name: str, *, required: bool = True) -> UUID | None:
    """A UUID written in the usual 36 characters."""
    value = data.get(name)
    if value is None:
        if required:
            raise _missing(name)
        return None
    if isinstance(value, str) and len(value) == 36:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise BadMessage("invalid_field", f"{name} must be a UUID.")
