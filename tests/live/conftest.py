"""The server on a real socket, in the loop of the tests, so that a stock client can connect and a test can look in."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from feilun.store import Engines


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class Wire:
    """Where the server listens."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/connection/websocket"


@pytest.fixture(scope="session")
async def wire(server: Any, engines: Engines) -> AsyncIterator[Wire]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        server,
        ws="websockets-sansio",
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=3,
    )
    running = _Server(config)
    task = asyncio.create_task(running.serve(sockets=[listener]))
    while not running.started:
        await asyncio.sleep(0.02)
    yield Wire(listener.getsockname()[1])
    running.should_exit = True
    await task
    listener.close()


@pytest.fixture
async def http(wire: Wire) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=wire.url, timeout=60) as client:
        yield client
