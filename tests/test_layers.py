"""Arrows point one way: reads every import of our packages and fails on an upward or circular one.

support → catalog → the floor of hscjit. The roof of hscjit may use all of them; no app uses it.
An import inside a function counts like any other, so that it can load late but hide no circle.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("hscjit", "catalog", "support")
FLOOR = {"hscjit"} | {
    f"hscjit.{name}"
    for name in (
        *("env", "metrics", "logs", "lru", "cache"),
        *("threads", "limits", "networks", "proxies", "lifeline"),
    )
}

Sources = Mapping[str, str]


def our_sources() -> dict[str, str]:
    """Dotted name → text, of every module that is not a migration."""
    found = {}
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                found[name] = file.read_text(encoding="utf-8")
    return found


def imported(node: ast.AST, sources: Sources) -> Iterator[str]:
    """The modules of ours that one import statement names."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports hide where an arrow points"
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name if name in sources else str(node.module) for name in inner]
    else:
        return
    yield from (name for name in names if name.partition(".")[0] in PACKAGES)


def typing_only(tree: ast.Module) -> set[ast.AST]:
    """Statements under ``if TYPE_CHECKING``: read by mypy, never run."""
    blocks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
    ]
    return {inner for block in blocks for inner in ast.walk(block)}


def may_import(importer: str, target: str) -> bool:
    package = importer.partition(".")[0]
    if package == "hscjit":
        return importer not in FLOOR or target in FLOOR
    if target.startswith("hscjit"):
        return target in FLOOR
    return package == "support" or target.partition(".")[0] == "catalog"


def violations(sources: Sources) -> list[str]:
    found = []
    graph: dict[str, set[str]] = {}
    for importer, text in sources.items():
        tree = ast.parse(text)
        skipped = typing_only(tree)
        for node in ast.walk(tree):
            if node in skipped:
                continue
            for target in imported(node, sources):
                if not may_import(importer, target):
                    found.append(f"{importer} imports {target}: upward")
                if target != importer:
                    graph.setdefault(importer, set()).add(target)
    return found + circle(graph)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A package's __init__ gathers names of its parts; the parts name each other, not it."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [f"circle: {' ← '.join(error.args[1])}"]
    return []


def test_arrows_point_one_way() -> None:
    sources = our_sources()
    assert len(sources) > 30
    assert violations(sources) == []


def test_bad_houses_are_noticed() -> None:
    assert violations({"catalog.a": "import support.b", "support.b": ""}) == [
        "catalog.a imports support.b: upward"
    ]
    assert violations({"support.a": "from hscjit import asgi", "hscjit.asgi": ""}) == [
        "support.a imports hscjit.asgi: upward"
    ]
    assert violations({"hscjit.cache": "from catalog.models import Brand"}) == [
        "hscjit.cache imports catalog.models: upward"
    ]
    assert violations({"hscjit.env": "from hscjit.health import x", "hscjit.health": ""}) == [
        "hscjit.env imports hscjit.health: upward"
    ]
    hidden = "def f():\n    from support import b"
    for first in ("import support.b", hidden):
        [found] = violations({"support.a": first, "support.b": "import support.a"})
        assert found.startswith("circle: support.")
    assert violations({"catalog.a": hidden, "support.b": ""}) == [
        "catalog.a imports support.b: upward"
    ]


def test_good_houses_are_left_alone() -> None:
    good = {
        "hscjit.urls": "import support.views",
        "support.views": "from catalog import models\nfrom hscjit.logs import request_id",
        "catalog.models": "from hscjit import metrics",
        "hscjit.metrics": "import prometheus_client",
        "support.lazy": "def f():\n    from support import views",
        "support.typed": "if TYPE_CHECKING:\n    import support.views",
    }
    assert violations(good) == []
