"""Predictions made lately, kept in this process: many customers type the same first letters."""

from __future__ import annotations

import threading
from collections import OrderedDict

from catalog.picture import Snapshot
from catalog.predictor import Prediction, predict

MOST = 2000  # answers; about 3 MB
LONGEST = 40  # code points; longer texts are hardly typed twice

Key = tuple[str, int]


class Recent:
    """Answers of one picture of the catalogue; another picture empties it. Thread-safe."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._snapshot: Snapshot | None = None
        self._answers: OrderedDict[Key, tuple[Prediction, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def predict(self, snapshot: Snapshot, text: str, limit: int) -> tuple[Prediction, ...]:
        """What ``catalog.predictor.predict`` answers, computed once."""
        if len(text) > LONGEST:
            return predict(snapshot, text, limit)
        key = (text, limit)
        with self._lock:
            if self._snapshot is not snapshot:
                self._answers.clear()
                self._snapshot = snapshot
            known = self._answers.get(key)
            if known is not None:
                self._answers.move_to_end(key)
                return known
        answer = predict(snapshot, text, limit)
        with self._lock:
            if self._snapshot is snapshot:
                self._answers[key] = answer
                if len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return answer


recent = Recent()
