"""`python -m tests.evaluation.signals MANUALS`: what speaks for an answer, for every question.

Reads the demo manuals and those of Debian packages (MANUALS is a folder that tests.evaluation.fetch
has filled), asks every question that the repository holds, with and without encoders, and writes
signals.jsonl: numbers only, so that tests.evaluation.train needs neither manuals nor encoders. With
``--also QUESTIONS MANUALS OUT`` other questions go through the same, into another file.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DEMO = ROOT / "catalog" / "demo"
SIGNALS = HERE / "signals.jsonl"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manuals", type=Path)
    parser.add_argument("--also", type=Path, nargs=3, metavar=("QUESTIONS", "MANUALS", "OUT"))
    parser.add_argument("--desk", type=Path, help="keep the desk's data here, for another run")
    options = parser.parse_args()
    desk = options.desk or Path(tempfile.mkdtemp(prefix="signals-"))
    try:
        own = {DEMO / "questions.jsonl": DEMO / "manuals"}
        own |= dict.fromkeys(sorted((HERE / "questions").glob("*.jsonl")), options.manuals)
        _start(desk, {*own.values(), *(options.also[1:2] if options.also else ())})
        _write(SIGNALS, _asked([row for file in own for row in _rows(file)]))
        if options.also:
            _write(options.also[2], _asked(_rows(options.also[0])))
    finally:
        if options.desk is None:
            shutil.rmtree(desk, ignore_errors=True)
    return 0


def _start(desk: Path, folders: Iterable[Path]) -> None:
    """A desk of our own with all manuals in its inbox, before anything of the project is loaded."""
    inbox = desk / "inbox"
    for folder in folders:
        shutil.copytree(folder, inbox, dirs_exist_ok=True)
    os.environ |= {"DATA_DIR": str(desk), "MANUALS_DIR": str(inbox), "BIND": "127.0.0.1"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "hscjit.settings", "LOG_LEVEL": "ERROR"}
    import django  # noqa: PLC0415 - settings read the environment once

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def _asked(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from tests.evaluation.asking import numbers_of  # noqa: PLC0415 - needs Django

    asked = [(row["manual_file"], row["question"]) for row in rows]
    for row, (full, lexical) in zip(rows, numbers_of(asked), strict=True):
        yield {
            "id": row["id"],
            "manual": row["manual_file"],
            "lang": row["lang"],
            "answerable": row["answerable"],
            "near": row.get("near"),
            "lexical": lexical,
            "full": full,
        }


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def _write(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    count = 0
    with file.open("w", encoding="utf-8") as out:
        for count, row in enumerate(rows, 1):  # noqa: B007
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{file}: {count} questions", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
