"""One BERT: text → its hidden states, one text at a time, one thread, no memory kept."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # a desk without models never needs it
    from tokenizers import Encoding, Tokenizer

M_ARENA_MAX = -8  # of glibc's malloc.h

Floats = NDArray[np.float32]
Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class States:
    """``hidden``: (t, d), one row a token, markers at both ends. ``spans``: (t, 2), from and to
    of each token in the text, code points; (0, 0) where it stands for nothing in it."""

    hidden: Floats
    spans: Spans


class Bert:
    """A session of onnxruntime with its tokeniser; any number of threads may share it.

    The weights are 8-bit and the activations are quantised by what is in the batch, padding
    included: only a text that runs alone always gives the same vectors. That costs no speed on
    this machinery, where threads working side by side replace the batch.
    """

    def __init__(self, weights: Path, tokenizer: Path, tokens: int) -> None:
        self._files = weights, tokenizer
        self._tokens = tokens

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # noqa: PLC0415 - heavy, see above

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # an arena keeps the most it ever needed
        options.enable_mem_pattern = False  # one for each length of a text
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self._files[0]), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer  # noqa: PLC0415 - heavy, see above

        tokenizer = Tokenizer.from_file(str(self._files[1]))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._tokens, strategy="longest_first")
        return tokenizer

    def open(self) -> None:
        """Load it now; else that is done when it is first used."""
        _ = self._session, self._tokenizer
        give_back_memory()

    def close(self) -> None:
        """Free its memory; used once more, it is loaded once more."""
        for name in ("_session", "_tokenizer"):
            self.__dict__.pop(name, None)

    def number_of(self, word: str) -> int | None:
        """Of a word that is one token: its place in the vocabulary."""
        return self._tokenizer.token_to_id(word)

    def states(self, text: str) -> States:
        """The hidden states of one text, cut to the most tokens that the model reads."""
        encoding = self._tokenizer.encode(text)
        return States(self._run(encoding), np.array(encoding.offsets, dtype=np.int32))

    def of_pair(self, first: str, second: str) -> Floats:
        """What the model says about a pair: its first output, (1,)."""
        return self._run(self._tokenizer.encode(first, second))

    def _run(self, encoding: Encoding) -> Floats:
        outputs: Sequence[Any] = self._session.run(
            None,
            {
                "input_ids": _row(encoding.ids),
                "attention_mask": _row(encoding.attention_mask),
                "token_type_ids": _row(encoding.type_ids),
            },
        )
        return np.asarray(outputs[0][0], dtype=np.float32)


def _row(numbers: Sequence[int]) -> NDArray[np.int64]:
    return np.array([numbers], dtype=np.int64)


def one_arena() -> None:
    """All threads take memory from one place: 40 to 50 MB less, and no slower."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def give_back_memory() -> None:
    """Loading leaves 25 to 60 MB of free pieces behind that glibc would keep."""
    with suppress(OSError, AttributeError):  # another C library has no such thing
        ctypes.CDLL(None).malloc_trim(0)


def unit(vectors: Floats) -> Floats:
    """The same directions with length 1; what has none stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
