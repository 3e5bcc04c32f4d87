"""What an import did, row by row where something was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from catalog.feeds import Failure


@dataclass(slots=True)
class ImportReport:
    """``retired``: by ``--prune``; ``demo_retired``: products of the demo catalogue.

    ``warnings`` concern rows that were imported all the same.
    """

    dry_run: bool = False
    files: int = 0
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    demo_retired: int = 0
    brands_created: int = 0
    brands_updated: int = 0
    prune_skipped: bool = False
    seconds: float = 0.0
    version: int = 0
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return len(self.failures)

    def as_dict(self) -> dict[str, Any]:
        """The report as the ``--json`` object."""
        names = (
            "dry_run", "files", "rows", "created", "updated", "unchanged", "failed", "retired",
            "demo_retired", "brands_created", "brands_updated", "prune_skipped", "version",
        )  # fmt: skip
        return {
            **{name: getattr(self, name) for name in names},
            "seconds": round(self.seconds, 2),
            "failures": [problem_as_dict(problem) for problem in self.failures],
            "warnings": [problem_as_dict(problem) for problem in self.warnings],
        }


def problem_as_dict(problem: Failure) -> dict[str, Any]:
    return {
        "file": str(problem.file),
        "line": problem.line,
        "id": problem.id,
        "reason": problem.reason,
    }
