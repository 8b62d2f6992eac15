"""The port `Bus` on core NATS: no storage, since every reader has a cursor in the tables."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import nats
import structlog
from nats import errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription as Native

from feilun.engines.nats.server import EmbeddedNats
from feilun.kernel.errors import Unavailable

_log = structlog.get_logger("feilun.bus")

Hear = Callable[[str, bytes], Awaitable[None]]


class NatsSubscription:
    """Lives through reconnects: the client subscribes again by itself."""

    def __init__(self, native: Native) -> None:
        self._native = native

    async def stop(self) -> None:
        # When the connection went first, it took the subscription with it.
        with contextlib.suppress(
            errors.ConnectionClosedError, errors.BadSubscriptionError, errors.ConnectionDrainingError
        ):
            await self._native.unsubscribe()


class NatsBus:
    """`await NatsBus.open("nats://host:4222")`; raises Unavailable when no server answers."""

    def __init__(self, client: Client, server: EmbeddedNats | None = None) -> None:
        self._client = client
        self._server = server

    @classmethod
    async def open(cls, url: str, server: EmbeddedNats | None = None, patience: float = 30) -> "NatsBus":
        client = Client()
        connecting = client.connect(
            url.split(","),
            allow_reconnect=True,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            connect_timeout=5,
            error_cb=_note_error,
            name="feilun",
        )
        try:
            await asyncio.wait_for(connecting, patience)
        except (TimeoutError, OSError, nats.errors.Error) as error:
            raise Unavailable(problem=f"The bus at {_without_secret(url)} does not answer") from error
        return cls(client, server)

    async def publish(self, subject: str, payload: bytes) -> None:
        try:
            await self._client.publish(subject, payload)
        except (errors.OutboundBufferLimitError, errors.ConnectionClosedError) as error:
            # The server has been away for long. Readers look into the tables anyway, so we go on.
            _log.warning("bus_message_lost", subject=subject, error=type(error).__name__)

    async def subscribe(self, subject: str, hear: Hear) -> NatsSubscription:
        async def heard(message: Msg) -> None:
            try:
                await hear(message.subject, message.data)
            except Exception:
                _log.exception("bus_hearer_failed", subject=message.subject)

        native = await self._client.subscribe(subject, cb=heard)
        await self._flush()  # Whoever publishes after we return is heard.
        return NatsSubscription(native)

    async def close(self) -> None:
        if self._client.is_connected:
            await self._flush()
        await self._client.close()
        if self._server:
            await asyncio.to_thread(self._server.stop)

    async def _flush(self) -> None:
        try:
            await self._client.flush(5)
        except nats.errors.Error as error:
            _log.warning("bus_away", error=type(error).__name__)


async def embedded_bus(folder: Path | None = None) -> NatsBus:
    """A server from the wheel on a free loopback port, and a bus on it; closing the bus stops the server."""
    server = EmbeddedNats(folder)
    url = await asyncio.to_thread(server.start)
    try:
        return await NatsBus.open(url, server)
    except BaseException:
        await asyncio.to_thread(server.stop)
        raise


async def _note_error(error: Exception) -> None:
    _log.info("bus_error", error=f"{type(error).__name__}: {error}")


def _without_secret(url: str) -> str:
    return url.rpartition("@")[2]
