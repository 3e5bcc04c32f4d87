"""Running desks for the tests of the wiring."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live import Desk
from tests.prepared import Prepared


@pytest.fixture(scope="module")
def desk(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk with its workers, shared by the tests of a module that do it no harm."""
    folder = prepared.demo(tmp_path_factory.mktemp("desk"))
    with Desk(folder, ALLOWED_HOSTS="127.0.0.1,localhost") as running:
        yield running.wait_until_ready()
