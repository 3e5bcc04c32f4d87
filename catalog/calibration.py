"""Whether confidences mean what they say: of predictions given 80, about 80 % must be right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

WIDTH = 10  # of a bin, in percent; the last one holds 100 too


@dataclass(slots=True)
class Calibration:
    """Collects (confidence 0–100, whether the prediction was right)."""

    bins: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)

    def add(self, confidence: int, right: bool) -> None:
        place = min(confidence // WIDTH, 100 // WIDTH - 1)
        self.bins.setdefault(place, []).append((confidence, right))

    def figures(self) -> dict[str, Any]:
        """``bins`` that are not empty, lowest first, and ``error``: the mean distance (0–1)
        between confidence and share right, weighted by the number; None without predictions.
        """
        rows = [_row(place, self.bins[place]) for place in sorted(self.bins)]
        total = sum(row["n"] for row in rows)
        distance = sum(row["n"] * abs(row["confidence"] - row["right"]) for row in rows)
        return {"n": total, "error": round(distance / total, 4) if total else None, "bins": rows}


def _row(place: int, pairs: list[tuple[int, bool]]) -> dict[str, Any]:
    """``confidence`` is the mean, ``right`` the share that was right; both from 0 to 1."""
    return {
        "from": place * WIDTH,
        "to": (place + 1) * WIDTH,
        "n": len(pairs),
        "confidence": round(sum(confidence for confidence, _ in pairs) / len(pairs) / 100, 4),
        "right": round(sum(right for _, right in pairs) / len(pairs), 4),
    }
