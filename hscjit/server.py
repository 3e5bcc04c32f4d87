"""Daphne with manners: says goodbye on stop, refuses by a close frame, waits for slow readers."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import defer, reactor

from hscjit import health
from hscjit.request_bodies import BoundedRequest, detached, reading_bodies

logger = logging.getLogger("hscjit.server")

MAX_FRAME = 9 * 1024 * 1024
HIGH_WATER = 256 * 1024  # bytes that may wait for one client before its sender has to wait
SLOW_CLIENT = 10.0  # seconds a client may leave us above HIGH_WATER
GOING_AWAY = 1001
CLOSING_TIME = 3.0  # seconds for disconnect() of all consumers and for requests under way
CLOSE_BATCH = 200

Starter = Callable[[], Awaitable[object]]


class DeskSocket(WebSocketProtocol):
    """A WebSocket that may be closed with any code, also 1001, 1009 and 1011."""

    def serverClose(self, code: int | None = None) -> None:
        # sendClose() of autobahn raises for codes that it keeps for itself.
        self.sendCloseFrame(code=1000 if code is None else code)

    def go_away(self) -> None:
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=GOING_AWAY, reasonUtf8=b"the server is going away")
        elif self.state == self.STATE_CONNECTING and hasattr(self, "handshake_deferred"):
            self.serverReject()


class DeskServer(Server):
    """Serves on a socket that is listening already.

    ``warm_up`` are awaited at the start, then ``on_ready`` is called; requests are answered from
    the first moment. ``on_stop`` is called once, first thing on the way down; ``drain`` is how
    long (seconds) /ready says 503 before we close. ``body_limits`` (path → bytes) and ``body_dir``
    are for request_bodies.
    """

    def __init__(  # noqa: PLR0913 - all by name
        self,
        application: Any,
        listening: socket.socket,
        *,
        warm_up: Iterable[Starter] = (),
        on_ready: Callable[[], None] = lambda: None,
        on_stop: Callable[[], None] = lambda: None,
        drain: float = 0.0,
        body_limits: Mapping[str, int] | None = None,
        body_dir: Path | None = None,
    ) -> None:
        super().__init__(
            reading_bodies(application),
            endpoints=["adopted"],
            http_timeout=120,
            websocket_timeout=-1,
            websocket_max_message_size=MAX_FRAME,
            websocket_max_frame_size=MAX_FRAME,
            application_close_timeout=5,
            ready_callable=self._ready,
            server_name="",
        )
        self.endpoints: list[str] = []  # nothing for Daphne to open: the socket is ours
        self._listening = listening
        self._port: Any = None
        self._warm_up = tuple(warm_up)
        self._starting: asyncio.Future[None] | None = None
        self._on_ready = on_ready
        self._on_stop = on_stop
        self._drain = drain
        self.body_limits = dict(body_limits or {})
        self.body_dir = body_dir

    # --- start ----------------------------------------------------------------------------

    def _ready(self) -> None:
        self.ws_factory.protocol = DeskSocket
        self.http_factory.buildProtocol = self._http_protocol
        # failByDrop would reset the connection instead of telling the client why (1009, 1007).
        self.ws_factory.setProtocolOptions(failByDrop=False, closeHandshakeTimeout=2)
        self._listening.setblocking(False)
        self._port = reactor.adoptStreamPort(
            self._listening.fileno(), self._listening.family, self.http_factory
        )
        self._listening.close()
        reactor.callWhenRunning(self._running)

    def _http_protocol(self, address: Any) -> Any:
        protocol = type(self.http_factory).buildProtocol(self.http_factory, address)
        protocol.requestFactory = BoundedRequest
        return protocol

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] == "http":
            detached(protocol, scope)
        return super().create_application(protocol, scope)

    def _running(self) -> None:
        self._starting = asyncio.ensure_future(self._start())

    async def _start(self) -> None:
        for start in self._warm_up:
            try:
                await start()
            except Exception:  # /ready tells what is missing; the rest can be served
                logger.exception("trouble at the start")
        settle_garbage_collector()
        self._on_ready()

    # --- a slow reader makes its sender wait ------------------------------------------------

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        transport = getattr(protocol, "transport", None)
        if transport is None or waiting_bytes(transport) <= HIGH_WATER:
            return
        loop = asyncio.get_running_loop()
        deadline = loop.time() + SLOW_CLIENT
        while waiting_bytes(transport) > HIGH_WATER and not transport.disconnected:
            if loop.time() > deadline:
                logger.info("dropped a client that did not read for %.0f s", SLOW_CLIENT)
                transport.abortConnection()
                return
            await asyncio.sleep(0.02)

    # --- stop -----------------------------------------------------------------------------

    def kill_all_applications(self) -> defer.Deferred[None]:
        """Called by Twisted before it shuts down; the reactor waits for what we return."""
        farewell = asyncio.ensure_future(self._farewell())
        return defer.Deferred.fromFuture(farewell).addErrback(
            lambda failure: logger.error("trouble while stopping: %s", failure.value)
        )

    async def _farewell(self) -> None:
        health.start_draining()
        self._on_stop()
        await asyncio.sleep(self._drain)
        self._port.stopListening()
        if self._starting:
            self._starting.cancel()
        await self._close_sockets()
        await self._wait_for_applications(CLOSING_TIME)
        for instance in self._applications():
            instance.cancel()
        await self._wait_for_applications(1.0)

    async def _close_sockets(self) -> None:
        sockets = [p for p in list(self.connections) if isinstance(p, DeskSocket)]
        for number, protocol in enumerate(sockets):
            protocol.go_away()
            if number % CLOSE_BATCH == CLOSE_BATCH - 1:
                await asyncio.sleep(0)

    def _applications(self) -> list[asyncio.Future[None]]:
        # A connection made this very moment has no application yet: no KeyError, please.
        instances = [details.get("application_instance") for details in self.connections.values()]
        return [instance for instance in instances if instance and not instance.done()]

    async def _wait_for_applications(self, seconds: float) -> None:
        if instances := self._applications():
            await asyncio.wait(instances, timeout=seconds)


def waiting_bytes(transport: Any) -> int:
    """Bytes handed to a Twisted transport that the client has not taken yet."""
    if not hasattr(transport, "dataBuffer"):
        return 0
    size: int = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
    return size


def settle_garbage_collector() -> None:
    """Keep what start-up made out of every later collection.

    With Python's defaults a full collection of 10,000 connections stops the process for a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
