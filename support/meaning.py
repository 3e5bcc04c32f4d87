"""How close in meaning passages are to a question, by the vectors stored for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hscjit.lru import Memory
from support import encoders, vectors
from support.encoded_questions import Encoded, encoded
from support.encoders import Encoders, fingerprint
from support.encoders.running import Spans
from support.fusion import Floats, Rows
from support.models import Revision
from support.vectors import ManualVectors

MOST = 0.5  # of the passages, where the manual's own language is none that the encoders read
KEPT = 256  # manuals, half a kilobyte each
LATIN_SHARE = 0.5  # the encoders read English: of a question in another script they know nothing

_ordinary = Memory(KEPT)


@dataclass(frozen=True, slots=True)
class TokenScores:
    """``scores`` (n,): mean over the question's tokens of their best cosine in the passage, NaN
    where unknown. ``best`` (k, t): these cosines, for the ``rows`` (k,) asked about. ``spans``
    (t, 2): where each token stands in ``question``."""

    scores: Floats
    best: Floats
    rows: Rows
    spans: Spans
    question: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """One question against one manual of ``count`` passages."""

    question: str
    encoded: Encoded
    stored: ManualVectors
    models: Encoders
    count: int

    def dense(self) -> Floats:
        """(n,) cosines, NaN where the passage has no vector yet."""
        query = self.encoded.vector
        known = np.flatnonzero(self.stored.known[: self.count])  # rows may be fewer than passages
        scores = np.full(self.count, np.nan, dtype=np.float32)
        scores[known] = (self.stored.dense[: self.count] @ query)[known]
        return scores

    def late(self, rows: Rows) -> TokenScores:
        """Late interaction for ``rows`` only; all others are unknown."""
        found = self.stored.late([int(row) for row in rows])
        query = self.encoded.tokens  # the last to be waited for
        scores = np.full(self.count, np.nan, dtype=np.float32)
        best = np.zeros((len(rows), len(query.vectors)), dtype=np.float32)
        there = [(i, tokens.vectors) for i, tokens in enumerate(found) if tokens is not None]
        cosines = _best(query.vectors, [vectors for _, vectors in there])
        for (i, _), of_tokens in zip(there, cosines, strict=True):
            best[i] = of_tokens
            scores[rows[i]] = of_tokens.mean()
        return TokenScores(scores, best, rows, query.spans, self.question)

    def rarities(self, words: Sequence[str]) -> Floats:
        """(w,) of words of the question, in any text, from 0 (said everywhere) to 1."""
        return self.models.late.rarities(words)

    def ahead_of_ordinary(self, cosine: float) -> float:
        """The share (0-1) of ordinary questions that no passage of this manual is as near to.

        What is near in one manual is far in another: large ones have something near everything.
        """
        nearest = _nearest_to_ordinary(self.stored, self.models)
        return float(np.searchsorted(nearest, cosine)) / max(len(nearest), 1)


def meaning_of(revision: Revision, question: str, count: int) -> Meaning | None:
    """None while the encoders are not loaded or not there, for a manual without vectors, and for a
    question that they cannot read: then words alone must do. Never waits for a model: the question
    is being encoded from now on.

    A German manual with a few English pages has vectors of these alone, which must not outshine
    the rest."""
    if not _is_latin(question):
        return None
    stored = vectors.of(revision)
    if stored is not None and revision.language not in encoders.LANGUAGES:
        stored = stored if stored.known[:count].mean() >= MOST else None
    models = encoders.ready() if stored is not None and stored.known.any() else None
    if stored is None or models is None:
        return None
    return Meaning(question, encoded(models, question), stored, models, count)


def expect(revision: Revision, question: str) -> bool:
    """Have ``question`` encoded while whoever will look in ``revision`` still prepares.

    Only in a manual that the encoders read throughout: elsewhere it may be in vain. Never waits;
    returns whether it is under way."""
    there = revision.vectors_at is not None and revision.language in encoders.LANGUAGES
    return there and begin(question)


def begin(question: str) -> bool:
    """As ``expect``, whatever the manual."""
    models = encoders.ready() if _is_latin(question) else None
    return models is not None and bool(encoded(models, question))


def question_tokens(question: str) -> Floats | None:
    """(t, 96): the question token by token; None where ``meaning_of`` is None for want of models
    or of a script that they read."""
    models = encoders.ready() if _is_latin(question) else None
    return encoded(models, question).tokens.vectors if models else None


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(1 for letter in letters if letter < "\u0250")
    return bool(letters) and latin >= LATIN_SHARE * len(letters)


def _best(query: Floats, passages: Sequence[Floats]) -> list[Floats]:
    """Of each passage (t, 96): the highest cosine of each of the question's tokens."""
    if not passages:
        return []
    products = np.concatenate(passages) @ query.T
    starts = np.cumsum([0, *(len(passage) for passage in passages)])[:-1]
    return list(np.maximum.reduceat(products, starts, axis=0))


def _nearest_to_ordinary(stored: ManualVectors, models: Encoders) -> Floats:
    """(m,) rising: of each ordinary question the cosine of its nearest passage."""
    key = f"{stored.revision_id} {stored.at.isoformat()} {fingerprint()}"
    if (kept := _ordinary.get(key)) is not None:
        return np.frombuffer(kept, dtype=np.float32)
    questions = encoders.ordinary_questions(models.dense)
    nearest = np.sort((stored.dense[stored.known] @ questions.T).max(axis=0)).astype(np.float32)
    _ordinary.set(key, nearest.tobytes(), None)
    return nearest
