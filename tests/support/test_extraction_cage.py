"""The child that reads: limits, time-outs, and that it never outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from support.errors import Unreadable
from support.extraction import cage
from tests.support.paper import Paper, paragraph

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    path = tmp_path / "manual"
    path.write_bytes(Paper().page(*paragraph(["Some words about the machine."] * 9)).bytes())
    return path


def child_that(does: str, folder: Path) -> None:
    """A package that stands in for the real child, in a folder of its own."""
    package = folder / "support" / "extraction"
    package.mkdir(parents=True)
    (folder / "support" / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "child.py").write_text("import os, sys, time\n" + textwrap.dedent(does))


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("time.sleep(60)", "took longer"),
        ("sys.stdout.close(); os.close(1); time.sleep(60)", "SIGKILL"),
        ("os.abort()", "SIGABRT"),
        ("print('{\"size\": 99}')", "exit status 0"),
        ("print('what?')", "exit status 0"),
        ("sys.exit(3)", "exit status 3"),
        ("while True: os.write(1, bytes(1 << 20))", "gave too much"),
    ],
)
def test_every_end_of_the_child_is_unreadable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, manual: Path, does: str, reason: str
):
    child_that(does, tmp_path / "fake")
    monkeypatch.setattr(cage, "ROOT", tmp_path / "fake")
    monkeypatch.setattr(cage, "MAX_ANSWER_BYTES", 5_000_000)
    started = time.monotonic()
    with pytest.raises(Unreadable, match=reason):
        cage.run({"task": "extract", "expected": ""}, manual, timeout=1.0)
    assert time.monotonic() - started < 5
    assert not psutil.Process().children(recursive=True)


def test_grandchildren_die_with_the_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, manual: Path
):
    note = tmp_path / "pid"
    child_that(
        f"""
        import subprocess
        p = subprocess.Popen(["sleep", "60"])
        open({str(note)!r}, "w").write(str(p.pid))
        time.sleep(60)
        """,
        tmp_path / "fake",
    )
    monkeypatch.setattr(cage, "ROOT", tmp_path / "fake")
    with pytest.raises(Unreadable):
        cage.run({"task": "extract", "expected": ""}, manual, timeout=1.5)
    assert gone(int(note.read_text()))


def test_the_child_has_limits_and_none_of_our_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, manual: Path
):
    child_that(
        f"""
        sys.path.insert(0, {str(REPO)!r})
        sys.modules.pop("support"); sys.modules.pop("support.extraction")
        import json, resource
        from support.extraction import child
        child.limit(1 << 30, 7)
        facts = {{
            "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
            "cpu": resource.getrlimit(resource.RLIMIT_CPU)[0],
            "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
            "written": resource.getrlimit(resource.RLIMIT_FSIZE)[0],
            "django": "django" in sys.modules,
            "environment": sorted(os.environ),
        }}
        child.answer(facts)
        """,
        tmp_path / "fake",
    )
    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setattr(cage, "ROOT", tmp_path / "fake")
    facts = cage.run({"task": "extract", "expected": ""}, manual).facts
    assert (facts["memory"], facts["cpu"]) == (1 << 30, 7)
    assert (facts["core"], facts["written"]) == (0, 0)
    assert not facts["django"]
    assert "SECRET_KEY" not in facts["environment"]


def test_the_child_leaves_when_its_parent_is_killed(tmp_path: Path):
    """The parent opens a file that never ends (a pipe), so the child is busy for good."""
    fifo = tmp_path / "endless"
    os.mkfifo(fifo)
    writer = os.open(fifo, os.O_RDWR)
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from support.extraction import extract;"
            "extract(Path(sys.argv[1]))",
            str(fifo),
        ],
        cwd=REPO,
    )
    try:
        child = wait_for_child(parent.pid)
        parent.send_signal(signal.SIGKILL)
        parent.wait(5)
        assert gone(child)
    finally:
        parent.kill()
        os.close(writer)


def wait_for_child(pid: int) -> int:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        children = psutil.Process(pid).children()
        if children and "support.extraction.child" in children[0].cmdline():
            time.sleep(0.5)  # past its start
            return children[0].pid
        time.sleep(0.05)
    raise AssertionError("the child never came")


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    "task", [{"task": "extract", "expected": "pdf"}, {"task": "shape", "page": 1}]
)
def test_the_file_may_lose_its_name_while_it_is_read(
    manual: Path, monkeypatch: pytest.MonkeyPatch, task: dict[str, object]
) -> None:
    """Another process puts its own copy in the place of ours, or clears old copies away."""
    start = cage._start

    def unnamed(descriptor: int) -> subprocess.Popen[bytes]:
        manual.unlink()
        return start(descriptor)

    monkeypatch.setattr(cage, "_start", unnamed)
    assert cage.run(task, manual).body
