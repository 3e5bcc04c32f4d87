"""A desk with a language model, from outside: over the socket, with its metrics and its log."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients import client, text_of
from tests.live import ROOT, Desk, environment
from tests.support.models_online import KEY, Script, running_maker

pytestmark = [pytest.mark.drill, pytest.mark.timeout(180)]

PRODUCT, QUESTION = "rimtaro-tx-17", "How do I calibrate the hi-hat?"


def copying(prompt: str) -> list[str]:
    """A model that says the first whole sentence of each passage, with its number."""
    said = []
    for number, text in re.findall(r'number="(\d+)"[^>]*>\n(.*?)\n</passage', prompt, re.DOTALL):
        for sentence in re.findall(r"[A-Z][^.!?\n]{20,200}\.(?=\s|$)", text)[:1]:
            said.append(f"{sentence} [{number}]\n")
    return said


async def test_written_checked_counted_and_kept_secret(demo_dir: Path) -> None:
    with running_maker("openai") as maker:
        maker.script = Script(copying, usage=(1500, 60))
        values = {"OPENAI_BASE_URL": maker.url, "OPENAI_API_KEY": KEY, "LOG_LEVEL": "DEBUG"}
        with Desk(demo_dir, **values) as desk:
            desk.wait_until_ready()
            async with client(desk.socket_url()) as me:
                good = await me.ask(PRODUCT, QUESTION)
                maker.script = Script(copying, disconnect_after=1)
                again = await me.ask(PRODUCT, f"{QUESTION} Please!")
            metrics = desk.get("/metrics")[1]
        log = "".join(file.read_text(errors="replace") for file in demo_dir.glob("*.log"))
    answer = good[-1]
    assert (answer["engine"], answer["notice"]) == ("openai", None)
    assert answer["citations"]
    assert text_of(good) == answer["text"]
    fallen = again[-1]
    assert fallen["engine"] == "extractive"
    assert text_of(again) == fallen["text"]
    assert 'llm_tokens_total{direction="input",engine="openai"}' in metrics
    assert 'llm_errors_total{error_type="disconnected"} 1.0' in metrics
    assert "does not answer (disconnected)" in log
    assert KEY not in log
    assert QUESTION not in log


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"ANSWER_ENGINE": "gemini"}, "GEMINI_API_KEY"),
        ({"ANSWER_ENGINE": "openai"}, "OPENAI_BASE_URL"),
        ({"ANSWER_ENGINE": "oracle"}, "'oracle' is no engine"),
        ({"LLM_TOTAL_SECONDS": "soon"}, "LLM_TOTAL_SECONDS"),
        ({"OPENAI_BASE_URL": "ftp://x"}, "OPENAI_BASE_URL"),
    ],
)
def test_a_desk_that_cannot_answer_as_told_does_not_start(tmp_path: Path, values, told) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment(tmp_path, **values),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert told in done.stderr
