"""One question against all passages of a manual: every method that can, in one order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from support.fusion import Floats, Method, Rows, candidates, fused, highest, margin
from support.lexical import ManualIndexReader, Matches
from support.likeness import held_alike, token_columns
from support.meaning import Meaning, TokenScores
from support.questions import Wanted
from support.signals import PLACES, Signals, agreement, lead, lexical_signals

WORDS, DENSE, LATE = 0.2, 0.3, 0.5  # weights, chosen on several manuals (decision 13)
LISTED = 0.7  # deviations that a passage loses which only names where things are
FOREIGN = 0.8  # … one that speaks of another model than the customer's


@dataclass(frozen=True, slots=True)
class Ranking:
    """``rows`` are the candidates, best first, ``scores`` (k,) theirs, in deviations."""

    rows: tuple[int, ...]
    scores: Floats
    reader: ManualIndexReader
    matches: Matches
    methods: tuple[Method, ...]
    meaning: Meaning | None = None
    tokens: TokenScores | None = None

    def order(self, limit: int) -> list[int]:
        """The first ``limit`` rows; behind the candidates come the others that share a word."""
        if len(self.rows) >= limit:
            return list(self.rows[:limit])
        taken = set(self.rows)
        others = _with_words(self.matches, len(self.reader))
        return [*self.rows, *(int(row) for row in others if int(row) not in taken)][:limit]

    def without(self, foreign: Collection[int]) -> Ranking:
        """The same with these rows further behind."""
        if not foreign:
            return self
        lost = np.array([FOREIGN if row in foreign else 0.0 for row in self.rows])
        return _sorted(replace(self, scores=(self.scores - lost).astype(np.float32)))

    def led_by(self, rows: Sequence[int]) -> Ranking:
        """The same with ``rows`` first; each place keeps its score, so that these still fall."""
        rest = [row for row in self.rows if row not in set(rows)]
        return replace(self, rows=(*rows, *rest))

    def score_of(self, row: int) -> float:
        """From 0 to 1; compares passages for one question only."""
        place = self.rows.index(row) if row in self.rows else None
        deviations = float(self.scores[place]) if place is not None else float(self.scores.min())
        return float(1 / (1 + np.exp(-deviations)))

    def signals(self) -> Signals:
        pages = self.reader.pages
        final = np.full(len(pages), np.nan, dtype=np.float32)
        final[list(self.rows)] = self.scores
        known = lexical_signals(self.matches, self.rows, pages)
        known = replace(
            known,
            methods=len(self.methods),
            margin=margin(final, pages),
            lead=lead(self.scores),
            agreement=agreement(self.methods, final, pages),
        )
        if self.meaning is None or self.tokens is None:
            return known
        return self._with_meaning(known, self.meaning, self.tokens)

    def _with_meaning(self, known: Signals, meaning: Meaning, told: TokenScores) -> Signals:
        _, dense, late = self.methods
        nearest = float(np.nanmax(dense.scores))
        rarities = meaning.rarities(self.matches.words)
        return replace(
            known,
            mode="full",
            dense=nearest,
            dense_margin=margin(dense.scores, self.reader.pages),
            dense_ahead=meaning.ahead_of_ordinary(nearest),
            late=float(np.nanmax(late.scores)),
            alike=self._alike(told, rarities),
            rare_missing=float(rarities[self.matches.nowhere].max(initial=0.0)),
        )

    def _alike(self, told: TokenScores, rarities: Floats) -> float:
        """Of the first places, the most that one of them holds, in whatever words."""
        at = {int(row): place for place, row in enumerate(told.rows)}
        first = [row for row in self.rows[:PLACES] if row in at]
        shares = held_alike(
            self.matches.weights * rarities,
            self.matches.held[:, first],
            token_columns(told.question, self.matches.words, told.spans),
            told.best[[at[row] for row in first]],
        )
        return float(shares.max(initial=0.0))


def ranked(
    reader: ManualIndexReader,
    query: Sequence[Wanted],
    meaning: Meaning | None,
) -> Ranking:
    """Without ``meaning`` by words alone."""
    matches = reader.matches(query)
    by_words = Method("words", WORDS, _or_nan(matches.scores))
    methods: tuple[Method, ...] = (by_words,)
    tokens = None
    if meaning is None:
        rows = candidates(methods)
    else:
        by_dense = Method("dense", DENSE, meaning.dense())
        rows = candidates([by_words, by_dense])
        tokens = meaning.late(rows)
        said = Method("words", WORDS, matches.scores)
        methods = (said, by_dense, Method("late", LATE, tokens.scores))
    scores = fused(methods, rows) - reader.listings[rows].astype(np.float32) * LISTED
    return _sorted(
        Ranking(tuple(map(int, rows)), scores, reader, matches, methods, meaning, tokens)
    )


def _sorted(ranking: Ranking) -> Ranking:
    order = np.argsort(-ranking.scores, kind="stable")
    rows = tuple(ranking.rows[place] for place in order)
    return replace(ranking, rows=rows, scores=ranking.scores[order])


def _or_nan(scores: Floats) -> Floats:
    """A passage with none of the words is no candidate by words."""
    return np.where(scores > 0, scores, np.nan).astype(np.float32)


def _with_words(matches: Matches, limit: int) -> Rows:
    return highest(_or_nan(matches.scores), limit)
