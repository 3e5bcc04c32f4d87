"""The docs are tested: every setting, command, metric and make target is documented."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from prometheus_client.metrics import MetricWrapperBase

from hscjit import metrics

ROOT = Path(__file__).resolve().parent.parent
READERS = {
    "text", "secret", "boolean", "integer", "choice", "words", "number", "path", "url", "networks",
    "host_ports",
}  # fmt: skip


def names_of_variables() -> set[str]:
    tree = ast.parse((ROOT / "hscjit" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READERS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and isinstance(node.args[0], ast.Constant)
    }


def names_of_commands() -> set[str]:
    files = ROOT.glob("*/management/commands/*.py")
    return {file.stem for file in files if file.stem != "__init__"}


def names_of_metrics() -> set[str]:
    found = [value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)]
    return {f"{m._name}_total" if m._type == "counter" else m._name for m in found}


def names_of_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


CASES = [
    *(("configuration.md", name) for name in sorted(names_of_variables())),
    *(("commands.md", name) for name in sorted(names_of_commands())),
    *(("metrics.md", name) for name in sorted(names_of_metrics())),
]


@pytest.mark.parametrize(("page", "name"), CASES)
def test_documented(page: str, name: str) -> None:
    assert re.search(rf"`{name}[` ]", (ROOT / "docs" / page).read_text()), f"{name}: not in {page}"


def test_there_is_something_to_test() -> None:
    assert len(names_of_variables()) > 10
    assert len(names_of_commands()) > 5
    assert len(names_of_metrics()) > 15


def test_nothing_is_documented_that_is_not_there() -> None:
    settings = (ROOT / "docs/configuration.md").read_text()
    first_cells = re.findall(r"^\| `([A-Z0-9_]+)`", settings, re.M)
    assert set(first_cells) == names_of_variables()
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "docs/metrics.md").read_text(), re.M)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) <= names_of_metrics() | {"l1", "l2"}


def test_make_targets_are_in_the_readme_or_the_contributing_guide() -> None:
    text = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    assert {target for target in names_of_targets() if f"make {target}" not in text} == set()


def test_links_between_the_docs_lead_somewhere() -> None:
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text()):
            assert (file.parent / target).exists(), f"{file.name}: {target}"
