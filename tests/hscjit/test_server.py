"""The web server's manners: close codes, farewells, and clients that do not read."""

from __future__ import annotations

import asyncio
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.live import ROOT, environment, free_port
from tests.services import wait_for

pytestmark = pytest.mark.drill


@dataclass
class Small:
    process: subprocess.Popen[bytes]
    port: int
    notes_file: Path
    log: Path

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def notes(self) -> list[str]:
        return self.notes_file.read_text().splitlines() if self.notes_file.exists() else []

    def stop(self) -> float:
        """SIGTERM; how long it took (seconds)."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(15) == 0
        return time.monotonic() - began


@contextmanager
def running(folder: Path) -> Iterator[Small]:
    port, notes, log = free_port(), folder / "notes", folder / "log"
    command = [sys.executable, "-m", "tests.hscjit.small_server", str(port), str(notes)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder / "data"), stdout=output, stderr=output
        )
    server = Small(process, port, notes, log)
    try:
        wait_for(lambda: "ready" in server.notes(), 40, "the small server")
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(5)
    assert "Traceback" not in log.read_text()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    with running(tmp_path) as server:
        yield server


async def test_messages_of_every_size(small: Small) -> None:
    async with connect(small.url) as client:
        await client.send("")
        assert await client.recv() == "text of 0"
        await client.send("x" * (8 * 1024 * 1024))
        assert await client.recv() == f"text of {8 * 1024 * 1024}"
        await client.send(b"binary")
        assert await client.recv() == "text of none"


@pytest.mark.parametrize("fragments", [1, 10])
async def test_an_oversized_message_closes_with_1009(small: Small, fragments: int) -> None:
    async with connect(small.url) as client:
        piece = "x" * (10 * 1024 * 1024 // fragments)
        with pytest.raises(ConnectionClosed) as closed:
            await client.send([piece] * fragments if fragments > 1 else piece)
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
    wait_for(lambda: len(small.notes()) > 1, 5, "disconnect")


@pytest.mark.parametrize("code", [1000, 1001, 1011, 4008])
async def test_the_application_may_use_any_close_code(small: Small, code: int) -> None:
    async with connect(small.url) as client:
        await client.send(f"close {code}")
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


@pytest.mark.alone
async def test_sigterm_says_goodbye_to_every_socket(small: Small) -> None:
    clients = [await connect(small.url) for _ in range(20)]
    stopping = asyncio.create_task(asyncio.to_thread(small.stop))
    for client in clients:
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001
    assert await stopping < 4
    assert sum(note.startswith("disconnect") for note in small.notes()) == 20
    assert small.notes()[-1] == "stopped"


async def test_a_consumer_that_clings_is_cut_off(small: Small) -> None:
    client = await connect(small.url + "/clingy")
    assert await asyncio.to_thread(small.stop) < 8
    assert "disconnect 1001" in small.notes()
    await client.close()


async def test_sigterm_in_the_middle_of_handshakes(small: Small) -> None:
    """Daphne raised KeyError for connections whose application did not exist yet."""
    request = (
        "GET /slow-to-accept HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    waiting = []
    for text in [request] * 5 + [request[:40]] * 5 + [""] * 5:
        client = socket.create_connection(("127.0.0.1", small.port))
        client.sendall(text.encode())
        waiting.append(client)
    assert await asyncio.to_thread(small.stop) < 8
    assert small.notes()[-1] == "stopped"
    for client in waiting:
        client.close()


@pytest.mark.alone
async def test_a_request_under_way_is_finished(small: Small) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", small.port, timeout=10)
    connection.request("GET", "/slow")
    await asyncio.sleep(0.3)
    stopping = asyncio.create_task(asyncio.to_thread(small.stop))
    response = await asyncio.to_thread(connection.getresponse)
    assert response.read() == b"done"
    assert response.getheader("server") is None
    assert await stopping < 4


async def test_a_client_that_does_not_read_costs_little(small: Small) -> None:
    process = psutil.Process(small.process.pid)
    before = process.memory_info().rss
    client = socket.create_connection(("127.0.0.1", small.port))
    client.sendall(
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert b"101" in await asyncio.to_thread(client.recv, 1000)
    client.sendall(b"\x81\x85\x00\x00\x00\x00flood")
    most = 0
    began = time.monotonic()
    while "flood ended" not in small.notes() and time.monotonic() - began < 25:
        most = max(most, process.memory_info().rss - before)
        async with connect(small.url) as other:  # everybody else is served meanwhile
            await other.send("hello")
            assert await asyncio.wait_for(other.recv(), 2) == "text of 5"
        await asyncio.sleep(0.2)
    assert "flood ended" in small.notes()
    assert 9 < time.monotonic() - began < 16
    assert most < 20 * 1024 * 1024
    client.close()
