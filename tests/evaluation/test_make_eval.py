"""What `make eval` runs: always the demo, and the Debian manuals where they are."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.evaluation import __main__ as make_eval
from tests.live import ROOT


def test_the_demo_alone_and_how_to_get_the_rest(tmp_path, capsys):
    runs = list(make_eval._runs(tmp_path / "manuals"))
    assert [run.name for run in runs] == ["demo"]
    assert all(file.exists() for file in runs[0].questions)
    assert "tests.evaluation.fetch" in capsys.readouterr().err


def test_debian_manuals_where_they_were_fetched(tmp_path):
    for package in ("freedv", "gpredict", "unknown"):
        (tmp_path / package).mkdir()
    demo, debian = make_eval._runs(tmp_path)
    assert demo.name == "demo"
    assert [file.stem for file in debian.questions] == ["freedv", "gpredict"]


def test_each_run_is_compared_with_the_one_before(tmp_path, monkeypatch):
    calls: list[list[str]] = []

    def run(command, **_):
        calls.append(command)
        Path(command[command.index("--report") + 1]).write_text("{}")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(make_eval.subprocess, "run", run)
    options = argparse.Namespace(folder=tmp_path, mode="lexical", engine="extractive")
    demo = make_eval.Run("demo", (tmp_path / "q.jsonl",), tmp_path)
    assert [make_eval._evaluate(demo, options) for _ in range(2)] == [0, 0]
    assert "--compare" not in calls[0]
    before = tmp_path / "demo-extractive-lexical.before.json"
    assert calls[1][calls[1].index("--compare") + 1] == str(before)
    assert before.exists()


def test_help_needs_no_database():
    command = [sys.executable, "-m", "tests.evaluation", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True)
    assert "--mode" in done.stdout
