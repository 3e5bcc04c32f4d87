"""What `make eval` runs: all questions that the repository holds, against the last time."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DEMO = ROOT / "catalog" / "demo"
QUESTIONS = Path(__file__).resolve().parent / "questions"


@dataclass(frozen=True, slots=True)
class Run:
    """One set of questions. ``name``: of its reports."""

    name: str
    questions: tuple[Path, ...]
    manuals: Path


def main() -> int:
    """Exit status: the worst of the runs."""
    parser = argparse.ArgumentParser(prog="make eval ARGS=…", description=__doc__)
    parser.add_argument("--mode", choices=["lexical", "full"])
    parser.add_argument("--engine", default="extractive")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "var" / "evaluation",
        help="where reports are kept, and the Debian manuals in its folder 'manuals'",
    )  # fmt: skip
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    return max(_evaluate(run, options) for run in _runs(options.folder / "manuals"))


def _runs(manuals: Path) -> Iterator[Run]:
    yield Run("demo", (DEMO / "questions.jsonl",), DEMO / "manuals")
    files = [file for file in sorted(QUESTIONS.glob("*.jsonl")) if (manuals / file.stem).is_dir()]
    if files:
        yield Run("debian", tuple(files), manuals)
    else:
        fetch = f"python -m tests.evaluation.fetch {manuals}"
        print(f"Without the Debian manuals; `{fetch}` fetches them.", file=sys.stderr)


def _evaluate(run: Run, options: argparse.Namespace) -> int:
    """Ask, compare with the last time in the same mode, keep both reports."""
    name = "-".join(word for word in (run.name, options.engine, options.mode) if word)
    report, before = (options.folder / f"{name}{suffix}" for suffix in (".json", ".before.json"))
    if report.exists():
        shutil.copyfile(report, before)
    print(f"{run.name}: {report.with_suffix('.md')}", file=sys.stderr)
    done = subprocess.run(
        [
            *(sys.executable, "manage.py", "evaluate_answers", *map(str, run.questions)),
            *("--manuals", str(run.manuals), "--engine", options.engine),
            *(("--mode", options.mode) if options.mode else ()),
            *(("--compare", str(before)) if before.exists() else ()),
            *("--markdown", str(report.with_suffix(".md")), "--report", str(report)),
        ],
        cwd=ROOT,
        check=False,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
