"""What a language model is given and what it gives back, whoever makes it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Prompt:
    """``system`` holds our rules, ``user`` the data and the question. ``image``: a JPEG picture."""

    system: str
    user: str
    image: bytes | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A bit of the model's text, cut anywhere."""

    text: str


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens of the whole answer so far; the last one counts."""

    input: int
    output: int


class ModelError(Exception):
    """The model gave no answer, or not all of it.

    ``kind`` is a word for the metrics. ``again``: the same request may work in a moment, after
    ``retry_after`` seconds where the other side said so. Its text names no key and no content.
    """

    def __init__(self, kind: str, *, again: bool = False, retry_after: float | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.again = again
        self.retry_after = retry_after


class Model(Protocol):
    """``speak`` yields text as it comes; it ends when the model has said all. Raises ModelError.

    ``name`` is the engine's, ``version`` what its answers depend on, ``sees`` whether it can look
    at pictures. Time limits are the caller's: closing the iterator ends the request. ``load``
    imports what is heavy.
    """

    name: str
    version: str
    sees: bool

    def load(self) -> None: ...

    def speak(self, prompt: Prompt) -> AsyncGenerator[Said | Spent, None]: ...
