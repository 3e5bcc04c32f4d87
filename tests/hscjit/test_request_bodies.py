"""Bodies of requests: whole, bounded by path, and never all in the server's memory."""

from __future__ import annotations

import hashlib
import http.client
import socket
import threading
from collections.abc import Iterator

import psutil
import pytest

from hscjit.request_bodies import MOST_BYTES
from tests.hscjit.test_server import Small, running
from tests.services import wait_for

pytestmark = pytest.mark.drill

MIB = 1024 * 1024
FORM = {"Content-Type": "multipart/form-data; boundary=bb"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    with running(tmp_path_factory.mktemp("small")) as server:
        yield server


def post(server: Small, path: str, body: bytes, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("POST", path, body, {**FORM, **headers})
    response = connection.getresponse()
    return response.status, response.read().decode()


def told(body: bytes) -> str:
    return f"{len(body)} {hashlib.sha256(body).hexdigest()}"


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 100_000, 131_072, 3 * MIB])
def test_a_body_arrives_whole(small: Small, size: int) -> None:
    body = (bytes(range(256)) * (size // 256 + 1))[:size]
    assert post(small, "/count", body) == (200, told(body))


def test_a_body_in_pieces_arrives_whole(small: Small) -> None:
    pieces = [bytes([n]) * 50_000 for n in range(40)]
    connection = http.client.HTTPConnection("127.0.0.1", small.port, timeout=20)
    connection.request("POST", "/count", iter(pieces), FORM, encode_chunked=True)
    assert connection.getresponse().read().decode() == told(b"".join(pieces))


def test_a_large_form_stays_out_of_memory(small: Small) -> None:
    process = psutil.Process(small.process.pid)
    head = b'--bb\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n'
    body = head + bytes(60 * MIB) + b"\r\n--bb--\r\n"
    before = peak = process.memory_info().rss
    done = threading.Event()
    answers: list[tuple[int, str]] = []

    def send() -> None:
        answers.append(post(small, "/count/large", body))
        done.set()

    threading.Thread(target=send).start()
    while not done.wait(0.01):
        peak = max(peak, process.memory_info().rss)
    assert answers == [(200, told(body))]
    assert peak - before < 20 * MIB


@pytest.mark.parametrize("chunked", [False, True])
def test_too_much_is_refused_and_the_client_is_told(small: Small, chunked: bool) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", small.port, timeout=20)
    body = bytes(MOST_BYTES + 1)
    connection.request("POST", "/count?x=/count/large", body, FORM, encode_chunked=chunked)
    response = connection.getresponse()
    assert response.status == 413
    assert "more than we can take" in response.read().decode()
    assert post(small, "/count", b"small") == (200, told(b"small"))


def test_the_most_that_is_allowed_is_taken(small: Small) -> None:
    assert post(small, "/count", bytes(MOST_BYTES))[0] == 200
    assert post(small, "/count/large", bytes(MOST_BYTES + 1))[0] == 200


def test_nobody_listens_to_a_terabyte(small: Small) -> None:
    with socket.create_connection(("127.0.0.1", small.port), timeout=5) as client:
        client.sendall(b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1099511627776\r\n\r\n")
        assert client.recv(100) == b""


def test_whoever_leaves_in_the_middle_leaves_nothing(small: Small) -> None:
    process = psutil.Process(small.process.pid)
    before = process.num_fds()
    with socket.create_connection(("127.0.0.1", small.port), timeout=5) as client:
        client.sendall(b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nabc")
        wait_for(lambda: process.num_fds() == before + 2, 5, "a connection and a file")
    wait_for(lambda: process.num_fds() == before, 5, "the file of the body is closed")


def test_an_application_hears_that_its_client_left(small: Small) -> None:
    with socket.create_connection(("127.0.0.1", small.port), timeout=5) as client:
        client.sendall(b"POST /count/leave HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        client.recv(100)
    wait_for(lambda: "http.disconnect" in small.notes(), 5, "the application hears of it")
