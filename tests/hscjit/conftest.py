"""Running desks for the tests of the wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live import Desk

StartDesk = Callable[..., Desk]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk with its workers, shared by the tests of a module that do it no harm."""
    with Desk(tmp_path_factory.mktemp("desk"), ALLOWED_HOSTS="127.0.0.1,localhost") as running:
        yield running.wait_until_ready()


@pytest.fixture
def start() -> Iterator[StartDesk]:
    """Start desks to be harmed; what is left of them is stopped at the end."""
    desks: list[Desk] = []

    def start(data_dir: Path, *command: str, ready: bool = True, **values: str) -> Desk:
        desks.append(Desk(data_dir, *command, **values))
        return desks[-1].wait_until_ready() if ready else desks[-1]

    yield start
    for desk in reversed(desks):
        desk.stop()
