"""Real services for tests: each started privately from its binary, on a free loopback port."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import boto3
import psycopg
import pytest
import redis

from tests.live import free_port

PACKAGES = {
    "redis-server": "redis-server",
    "redis-sentinel": "redis-sentinel",
    "postgres": "postgresql",
    "nginx": "nginx",
    "chromium": "chromium",
    "promtool": "prometheus",
    "tesseract": "tesseract-ocr",
}
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
FOLDERS = (*map(str, POSTGRES), "/usr/sbin")


def missing(name: str) -> NoReturn:
    """Skip, saying how to install it; with CI=true nothing may be missing."""
    text = f"{name} is missing: `make services`, or apt-get install {PACKAGES.get(name, name)}"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)


def binary(name: str) -> str:
    """The path of a service's program, found on PATH or where Debian hides it."""
    path = shutil.which(name) or shutil.which(name, path=os.pathsep.join(FOLDERS))
    return path or missing(name)


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Service:
    """A running program that can be stopped, killed and started again on the same port."""

    command: Sequence[str]
    port: int
    folder: Path
    user: str | None = None
    stop_signal: int = signal.SIGTERM
    answers: Callable[[], bool] = lambda: True
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, user=self.user
            )
        wait_for(lambda: accepts(self.port) and self.answers(), 40, self.command[0])

    def stop(self, number: int | None = None) -> None:
        if self.process is None:
            return
        self.process.send_signal(number or self.stop_signal)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process = None

    def kill(self) -> None:
        self.stop(signal.SIGKILL)


@contextlib.contextmanager
def running(service: Service) -> Iterator[Service]:
    service.start()
    try:
        yield service
    finally:
        service.stop()


@dataclass
class RedisServer(Service):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@contextlib.contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A Redis that keeps nothing on disk."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="desk-redis-") as folder:
        command = [
            binary("redis-server"), "--port", str(port), "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", folder,
        ]  # fmt: skip
        server = RedisServer(command, port, Path(folder))
        server.answers = lambda: bool(redis.Redis(port=port).ping())
        with running(server):
            yield server


@dataclass
class PostgresServer(Service):
    def url(self, database: str = "desk") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """A new, empty database; its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.url(database)


def _answers_sql(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: then as its own user, else as whoever we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    missing("postgres")


@contextlib.contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL with an empty database ``desk``, everybody trusted, nothing safe on disk."""
    postgres, user, port = binary("postgres"), _unprivileged(), free_port()
    with tempfile.TemporaryDirectory(prefix="desk-postgres-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        subprocess.run(
            [str(Path(postgres).parent / "initdb"), "-D", str(folder / "data"), "-U", "postgres",
             "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, capture_output=True, user=user, cwd=folder,
        )  # fmt: skip
        command = [
            postgres, "-D", str(folder / "data"), "-p", str(port), "-k", str(folder),
            "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200",
            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
        ]  # fmt: skip
        server = PostgresServer(command, port, folder, user=user, stop_signal=signal.SIGINT)
        server.answers = lambda: _answers_sql(server.url("postgres"))
        with running(server):
            server.create("desk")
            yield server


@contextlib.contextmanager
def nginx_server(http: str) -> Iterator[Service]:
    """An nginx whose ``http { }`` holds the given text; ``@PORT@`` stands for its port."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="desk-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        temp = "\n".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log stderr;\n"
            f"events {{}}\nhttp {{ access_log off;\n{temp}\n"
            f"{http.replace('@PORT@', str(port))}\n}}\n"
        )
        command = [binary("nginx"), "-p", name, "-c", str(folder / "nginx.conf"), "-e", "stderr"]
        with running(Service(command, port, folder)) as server:
            yield server


@dataclass
class BucketServer(Service):
    """Amazon's S3 as moto plays it, in memory: stopping it forgets all buckets."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> Any:
        """A boto3 client that may do everything."""
        return boto3.client(
            "s3", endpoint_url=self.url, region_name="us-east-1",
            aws_access_key_id="test", aws_secret_access_key="test",
        )  # fmt: skip

    def create(self, bucket: str) -> str:
        """A new, empty bucket; its address for STORAGE_URL."""
        self.client().create_bucket(Bucket=bucket)
        return f"s3://{bucket}/desk"

    def names(self, bucket: str) -> set[str]:
        found = self.client().list_objects_v2(Bucket=bucket).get("Contents", [])
        return {entry["Key"] for entry in found}


@contextlib.contextmanager
def bucket_server(strict_after: int | None = None) -> Iterator[BucketServer]:
    """``strict_after`` that many requests it looks at who asks; None: never."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="desk-s3-") as folder:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        if strict_after is not None:
            command = ["env", f"INITIAL_NO_AUTH_ACTION_COUNT={strict_after}", *command]
        with running(BucketServer(command, port, Path(folder))) as server:
            yield server
