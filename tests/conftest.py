"""What all tests share: the acceptance data, real services, and the order of the tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from hscjit.threads import close_kept
from tests import encoder_files, services
from tests.live import Desk

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SLOW_LAST = ("service", "browser", "drill")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: a broken function is told before the first process tree is killed."""

    def slowness(item: pytest.Item) -> int:
        marked = [n for n, name in enumerate(SLOW_LAST, 1) if item.get_closest_marker(name)]
        return max(marked, default=0)

    items.sort(key=slowness)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test sees what another one cached."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No test finds threads that use the database of the one before."""
    yield
    close_kept()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real catalogues, manuals and questions, which are no part of this repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no acceptance data at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def model_dir() -> Path:
    """The encoders: of MODEL_DIR, or fetched once for all runs of whoever tests."""
    return encoder_files.folder()


@pytest.fixture
def redis_server() -> Iterator[services.RedisServer]:
    with services.redis_server() as server:
        yield server


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[services.BucketServer]:
    with services.bucket_server() as server:
        yield server


@pytest.fixture(scope="session")
def _postgres() -> Iterator[services.PostgresServer]:
    with services.postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(_postgres: services.PostgresServer, request: pytest.FixtureRequest) -> str:
    """The address of a new, empty database; the server is shared by all tests."""
    return _postgres.create(f"desk_{os.getpid()}_{abs(hash(request.node.nodeid))}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium for Playwright's ``executable_path``."""
    return services.binary("chromium")


@pytest.fixture
def start() -> Iterator[Callable[..., Desk]]:
    """Start desks to be harmed; what is left of them is stopped at the end."""
    desks: list[Desk] = []

    def start(data_dir: Path, *command: str, ready: bool = True, **values: str) -> Desk:
        desks.append(Desk(data_dir, *command, **values))
        return desks[-1].wait_until_ready() if ready else desks[-1]

    yield start
    for desk in reversed(desks):
        desk.stop()
