"""Frames of the JSON socket: what is accepted, and how a refusal is named."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from catalog.messages import (
    BadMessage,
    echo_of,
    integer_field,
    parse,
    text_field,
    uuid_field,
    write,
)

CLIENT = "2b1f4f6e-7a50-4c0b-9d5e-0d9ad8f8b9d1"


def code_of(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(BadMessage) as caught:
        call(*arguments, **named)
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", "5", '"x"', "null", "NaN", '{"seq": NaN}', '{"seq": Infinity}',
     "[" * 60_000, '{"a":' * 10_000, "1" * 5000, '{"seq": ' + "1" * 5000 + "}"],
)  # fmt: skip
def test_invalid_json(text: str | None) -> None:
    assert code_of(parse, text) == "invalid_json"


def test_frames_have_a_limit_in_bytes() -> None:
    fits = json.dumps({"type": "x", "a": "é" * 30_000}, ensure_ascii=False)
    assert parse(fits)["type"] == "x"
    assert code_of(parse, json.dumps({"a": "é" * 33_000}, ensure_ascii=False)) == "too_long"
    assert code_of(parse, json.dumps({"image": "", "a": "x" * 70_000})) == "too_long"
    assert parse(json.dumps({"image": "data:", "a": "x" * 70_000}))["image"] == "data:"
    assert code_of(parse, json.dumps({"image": "x" * 8 * 1024 * 1024})) == "too_long"


def test_text_field() -> None:
    assert text_field({"a": "é" * 5}, "a", 5) == "é" * 5
    assert text_field({}, "a", 5, default=None) is None
    assert text_field({"a": None}, "a", 5, default="x") == "x"
    assert code_of(text_field, {}, "a", 5) == "invalid_field"
    assert code_of(text_field, {"a": 5}, "a", 5) == "invalid_field"
    assert code_of(text_field, {"a": "123456"}, "a", 5) == "too_long"


def test_integer_field() -> None:
    assert integer_field({"a": -3}, "a") == -3
    assert integer_field({}, "a", default=None) is None
    for bad in (True, False, 1.0, "1", [1], 2**53, 10**400):
        assert code_of(integer_field, {"a": bad}, "a") == "invalid_field"
    assert code_of(integer_field, {"a": 0}, "a", minimum=1) == "invalid_field"
    assert code_of(integer_field, {"a": 21}, "a", maximum=20) == "invalid_field"
    assert code_of(integer_field, {}, "a") == "invalid_field"


def test_uuid_field() -> None:
    assert uuid_field({"a": CLIENT}, "a") == UUID(CLIENT)
    assert uuid_field({}, "a", required=False) is None
    for bad in ("x", CLIENT.replace("-", ""), f"{{{CLIENT}}}", 5, "z" * 36, [CLIENT]):
        assert code_of(uuid_field, {"a": bad}, "a") == "invalid_field"
    assert code_of(uuid_field, {}, "a") == "invalid_field"


def test_error_gives_back_what_it_answers() -> None:
    assert echo_of({"seq": 5, "client_id": "c", "message_id": CLIENT, "text": "secret"}) == {
        "seq": 5, "client_id": "c", "message_id": CLIENT,
    }  # fmt: skip
    assert echo_of({"seq": True, "client_id": 5, "message_id": "x" * 101}) == {}
    assert echo_of({"seq": 10**30}) == {}


def test_writing_half_a_surrogate_pair() -> None:
    text = write({"content": "a\ud800é"})
    text.encode()
    assert json.loads(text) == {"content": "a\ud800é"}
    assert write({"a": "é"}) == '{"a":"é"}'
