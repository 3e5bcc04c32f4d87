"""A guard against regress: the demo questions, as `evaluate_answers` sees them.

The bounds stand a little under what was measured (docs/evaluation.md), so that a small change of
wording passes and a broken stage does not.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.live import ROOT, environment

DEMO = ROOT / "catalog" / "demo"


def evaluated(folder, mode: str, **values: str):
    command = [
        *(sys.executable, "manage.py", "evaluate_answers", str(DEMO / "questions.jsonl")),
        *("--manuals", str(DEMO / "manuals"), "--mode", mode, "--json"),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(folder, **values), capture_output=True, text=True,
        timeout=170, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_trustworthy(report) -> None:
    assert report["quotes_failing"] == 0
    assert report["quotes_checked"] > 250
    assert (report["answerable"], report["unanswerable"]) == (97, 43)


@pytest.mark.timeout(180)
def test_without_models(tmp_path):
    report = evaluated(tmp_path, "lexical")
    assert_trustworthy(report)
    assert report["mode"] == "lexical"
    assert report["page_recall"]["1"] >= 0.60
    assert report["page_recall"]["3"] >= 0.90
    assert report["citation_hit"] >= 0.64
    assert report["answer_contains"] >= 0.74
    assert report["correct_refusal"] >= 0.44
    assert report["false_refusal"] <= 0.33


@pytest.mark.timeout(180)
def test_with_models(tmp_path, model_dir):
    report = evaluated(tmp_path, "full", MODEL_DIR=str(model_dir))
    assert_trustworthy(report)
    assert report["mode"] == "full"
    assert report["page_recall"]["1"] >= 0.60
