"""Starts the desk as its users do, in processes of its own, and stops it again."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
NOT_INHERITED = {
    "DATABASE_URL", "REDIS_URL", "STORAGE_URL", "MANUALS_DIR", "SECRET_KEY", "PORT", "BIND",
    "PROMETHEUS_MULTIPROC_DIR", "ANSWER_ENGINE", "MODEL_DIR", "MODEL_HUB", "RETRIEVAL_MODE",
    "S3_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "GEMINI_API_KEY", "GEMINI_BASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL",
}  # fmt: skip


# Below those that the system gives to whoever connects, so that no client sits on one of ours.
PORTS = range(20_000, 32_000)
_reserved: list[socket.socket] = []


def free_port() -> int:
    """A TCP port that nobody else here gets: its UDP twin is held until this process ends."""
    while True:
        port = random.choice(PORTS)
        twin = socket.socket(type=socket.SOCK_DGRAM)
        try:
            twin.bind(("127.0.0.1", port))
            with socket.create_server(("127.0.0.1", port)):
                _reserved.append(twin)
                return port
        except OSError:
            twin.close()


def environment(data_dir: Path, **values: str) -> dict[str, str]:
    """This process's environment without what would lead to a shared database."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return (
        inherited
        | {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "hscjit.settings"}
        | {"FETCH_MODELS": "off"}  # 90 MB for each desk
        | {"DRAIN_SECONDS": "0"}  # no load balancer looks on
        | {"PYTHONFAULTHANDLER": "1"}  # see Desk.stop
        | values
    )


class Desk:
    """A running ``manage.py COMMAND``; ``url`` where it serves. A context manager: stops it."""

    def __init__(
        self, data_dir: Path, *command: str, port: int | None = None, **values: str
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / f"{(command or ('serve',))[0]}-{self.port}.log"
        data_dir.mkdir(parents=True, exist_ok=True)
        self._output = self.log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *(command or ("serve",))],
            cwd=ROOT,
            env=environment(data_dir, PORT=str(self.port), **values),
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def wait_until_ready(self, seconds: float = 90) -> Desk:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the desk ended: {self.text_of_log()}")
            if self.get("/ready")[0] == 200:
                return self
            time.sleep(0.1)
        raise AssertionError(f"not ready after {seconds} s: {self.text_of_log()}")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Status and text; status 0 where nobody answers."""
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except OSError:
            return 0, ""

    def socket_url(self, path: str = "/ws/v1/") -> str:
        return f"ws://127.0.0.1:{self.port}{path}"

    def family(self) -> list[psutil.Process]:
        """The process and all its descendants."""
        try:
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def text_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def stop(self, seconds: float = 15) -> int:
        """SIGTERM, and the exit status. One that lives on is told where it hangs, and killed."""
        family = self.family()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)  # it writes the stacks of its threads
            self.process.wait(5)
            raise AssertionError(f"still there after {seconds} s: {self.text_of_log()}") from None
        finally:
            for process in family:
                if process.is_running():
                    process.kill()
            self.process.wait(5)
            self._output.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def manage(data_dir: Path, *command: str, seconds: float = 120, **values: str) -> str:
    """Run ``manage.py COMMAND`` to its end; what it printed. Fails where it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(data_dir, **values),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
