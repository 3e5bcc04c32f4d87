"""What all tests share: the acceptance data, real services, and the order of the tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.cache import cache

from hscjit.threads import close_kept
from tests import encoder_files, services
from tests.live import Desk
from tests.prepared import Prepared

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SLOW = ("service", "browser", "drill")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: a broken function is told before the first process tree is killed.

    Of each kind the files that may take longest first: then the workers of a run, who take them
    in this order, end at about the same time.
    """
    limits: dict[Path, float] = {}
    for item in items:
        limits[item.path] = max(limits.get(item.path, 0), time_limit(item))

    def place(item: pytest.Item) -> tuple[bool, float]:
        return any(item.get_closest_marker(name) for name in SLOW), -limits[item.path]

    items.sort(key=place)


def time_limit(item: pytest.Item) -> float:
    """Seconds that the test may take by its own mark; 0: like most."""
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0


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


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Data folders to start desks from."""
    return Prepared(tmp_path_factory.getbasetemp())


@pytest.fixture
def demo_dir(prepared: Prepared, tmp_path: Path) -> Path:
    """A DATA_DIR of this test's own, as a first start leaves it: for whatever comes after it."""
    return prepared.demo(tmp_path / "desk")


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
    with ExitStack() as desks:

        def start(data_dir: Path, *command: str, ready: bool = True, **values: str) -> Desk:
            desk = desks.enter_context(Desk(data_dir, *command, **values))
            return desk.wait_until_ready() if ready else desk

        yield start
