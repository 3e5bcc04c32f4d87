"""`evaluate_answers` and `ask` at the terminal."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from support.models import Message
from tests.live import ROOT, environment
from tests.support.desk import make_product, make_ready_manual

DEMO = ROOT / "catalog" / "demo"


def run(data_dir, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment(data_dir),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def some_questions(folder):
    """A dozen of the demo's questions, over two of its manuals."""
    rows = [json.loads(line) for line in (DEMO / "questions.jsonl").read_text().splitlines()]
    files = ("kolvara_km10_user_guide_he.pdf", "mirvoce_mv12_owners_manual.pdf")
    file = folder / "qa.jsonl"
    chosen = [row for row in rows if row["manual_file"] in files][:12]
    file.write_text("\n".join(json.dumps(row) for row in chosen))
    return file, chosen


@pytest.mark.timeout(180)
def test_evaluation_of_two_demo_manuals(tmp_path):
    file, rows = some_questions(tmp_path)
    (tmp_path / "home").mkdir()
    done = run(
        tmp_path / "home",
        "evaluate_answers",
        str(file),
        "--manuals",
        str(DEMO / "manuals"),
        "--json",
        "--mode",
        "lexical",
        "--markdown",
        str(tmp_path / "report.md"),
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["answerable"] + report["unanswerable"] == len(rows)
    assert report["page_recall"]["5"] >= 0.6
    assert set(report["ingest_seconds"]) == {row["manual_file"] for row in rows}
    assert (report["mode"], report["engine"]) == ("lexical", "extractive")
    assert report["quotes_checked"] > 0
    assert report["quotes_failing"] == 0
    assert "| kolvara_km10_user_guide_he.pdf |" in (tmp_path / "report.md").read_text()
    assert not (tmp_path / "home" / "desk.sqlite3").exists()
    old = tmp_path / "old.json"
    old.write_text(done.stdout)
    again = run(
        tmp_path / "home", "evaluate_answers", str(file), "--manuals", str(DEMO / "manuals"),
        "--compare", str(old), "--mode", "lexical",
    )  # fmt: skip
    for measure in ("contains", "page", "outcome"):
        assert f"{measure}: 0 better [], 0 worse []" in again.stdout


@pytest.mark.parametrize(
    "call",
    [
        ["nowhere.jsonl", "--manuals", "."],
        ["{file}", "--manuals", "nowhere"],
        ["{file}", "--manuals", ".", "--mode", "full"],
        ["{file}", "--manuals", ".", "--engine", "gemini", "--mode", "lexical"],
    ],
)
def test_bad_calls_exit_with_2(tmp_path, call, settings):
    settings.MODEL_DIR = tmp_path / "no-models"
    file, _ = some_questions(tmp_path)
    with pytest.raises(CommandError) as error:
        call_command("evaluate_answers", *[part.format(file=file) for part in call])
    assert error.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_ask_streams_an_answer(capsys):
    product = make_product()
    make_ready_manual(product)
    call_command("ask", product.pk, "How do I do a factory reset?")
    printed = capsys.readouterr()
    assert "FUNCTION and TAP" in printed.out
    assert "page 4 (PDF page 2)" in printed.out
    assert printed.err.strip().endswith("answered")


@pytest.mark.django_db(transaction=True)
def test_ask_as_json_is_one_object(capsys):
    product = make_product()
    make_ready_manual(product)
    call_command("ask", product.pk, "How do I do a factory reset?", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "answered"


@pytest.mark.django_db(transaction=True)
def test_ask_reads_the_manual_itself(capsys, settings, tmp_path):
    settings.MANUALS_DIR = DEMO / "manuals"
    product = make_product(url="file:rimtaro_tx5_quick_start.pdf")
    call_command("ask", product.pk, "What is in the box?", "--json")
    assert json.loads(capsys.readouterr().out)["citations"]


@pytest.mark.django_db(transaction=True)
def test_ask_without_a_manual_exits_with_1_and_of_nothing_with_2():
    with pytest.raises(SystemExit) as done:
        call_command("ask", make_product().pk, "How?")
    assert done.value.code == 1
    with pytest.raises(CommandError) as error:
        call_command("ask", "no-such-product", "How?")
    assert error.value.returncode == 2
    assert Message.objects.count() == 2
    assert Product.objects.count() == 1


def test_a_manual_that_is_not_there_is_a_failure(tmp_path):
    """The others are reported all the same."""
    row = {"id": "a", "manual_file": "nowhere.pdf", "question": "Why?", "answerable": True}
    file = tmp_path / "qa.jsonl"
    file.write_text(json.dumps(row))
    done = run(
        tmp_path, "evaluate_answers", str(file), "--manuals", str(DEMO / "manuals"),
        "--json", "--mode", "lexical",
    )  # fmt: skip
    assert done.returncode == 1
    assert "nowhere.pdf" in done.stderr
    report = json.loads(done.stdout)
    assert set(report["failed_manuals"]) == {"nowhere.pdf"}
    assert report["false_refusal"] == 1
