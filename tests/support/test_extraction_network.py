"""The child that reads has no network, and as much time and memory as its file's size calls for."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import pytest

from support.extraction import cage
from tests.support.paper import Paper, paragraph
from tests.support.test_extraction_cage import REPO, child_that

MIB = 1024 * 1024


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    path = tmp_path / "manual"
    path.write_bytes(Paper().page(*paragraph(["Some words about the machine."] * 9)).bytes())
    return path


def test_the_child_reaches_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, manual: Path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        child_that(
            f"""
            sys.path.insert(0, {str(REPO)!r})
            sys.modules.pop("support"); sys.modules.pop("support.extraction")
            import socket
            from support.extraction import child
            def reaches():
                with socket.socket() as one:
                    one.settimeout(2)
                    return one.connect_ex(("127.0.0.1", {port})) == 0
            before = reaches()
            alone = child.leave_the_network()
            child.answer({{"before": before, "alone": alone, "after": reaches(),
                          "interfaces": [name for _, name in socket.if_nameindex()]}})
            """,
            tmp_path / "fake",
        )
        monkeypatch.setattr(cage, "ROOT", tmp_path / "fake")
        facts = cage.run({"task": "extract", "expected": ""}, manual).facts
    assert facts["before"]
    if not facts["alone"]:
        pytest.skip("this kernel allows no network namespace")
    assert not facts["after"]
    assert facts["interfaces"] == ["lo"]


def test_a_kernel_that_allows_no_namespace_is_told_of_once(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    manual: Path,
    caplog: pytest.LogCaptureFixture,
):
    child_that('print(\'{"size": 0, "alone": false}\')', tmp_path / "fake")
    monkeypatch.setattr(cage, "ROOT", tmp_path / "fake")
    cage._warn_of_network.cache_clear()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            cage.run({"task": "extract", "expected": ""}, manual)
    told = [record for record in caplog.records if "network namespace" in record.message]
    assert len(told) == 1
    cage._warn_of_network.cache_clear()


def test_the_limits_follow_the_size_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, manual: Path
):
    child_that(
        """
        import json
        order = json.loads(sys.stdin.readline())
        print(json.dumps({"size": 0, "alone": True, "order": order}))
        """,
        tmp_path / "fake",
    )
    monkeypatch.setattr(cage, "ROOT", tmp_path / "fake")

    def limits(size: int, timeout: float) -> tuple[int, int]:
        with manual.open("r+b") as file:
            file.truncate(size)
        order = cage.run({"task": "extract"}, manual, timeout=timeout).facts["order"]
        return order["memory"] // MIB, order["seconds"]

    assert limits(0, 60) == (640, 31)
    assert limits(10 * MIB, 60) == (660, 51)
    assert limits(200 * MIB, 60) == (1040, 61)
    assert limits(200 * MIB, 5) == (1040, 6)
    assert cage.memory_for(10_000 * MIB) == 1536 * MIB
