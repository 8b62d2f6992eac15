"""Opens the engines that the settings name: the only place that chooses one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from feilun.config import Config, WrongSetting
from feilun.engines.duckdb import DuckLake
from feilun.engines.embedded_postgres import EmbeddedPostgres
from feilun.engines.files import FileBlobs
from feilun.engines.local_bus import LocalBus
from feilun.engines.nats import NatsBus, embedded_bus
from feilun.engines.postgres import PostgresTables
from feilun.store import Bus, Engines


@asynccontextmanager
async def open_engines(config: Config) -> AsyncIterator[Engines]:
    """All engines of one process; closed in the opposite order. Raises Unavailable, WrongSetting."""
    async with AsyncExitStack() as stack:
        dsn = config.dsn or await _embedded_dsn(config, stack)
        tables = await PostgresTables.open(dsn)
        stack.push_async_callback(tables.close)
        bus = await _bus(config, stack)
        lake = DuckLake(config.folder / "lake")
        stack.callback(lake.close)
        yield Engines(tables, bus, FileBlobs(config.folder / "files"), lake, config)


async def _embedded_dsn(config: Config, stack: AsyncExitStack) -> str:
    postgres = EmbeddedPostgres(config.folder)
    stack.push_async_callback(asyncio.to_thread, postgres.stop)
    return await asyncio.to_thread(postgres.start)


async def _bus(config: Config, stack: AsyncExitStack) -> Bus:
    if config.bus == "local:":
        bus: Bus = LocalBus()
    elif config.bus == "nats:embedded":
        bus = await embedded_bus(config.folder)
    elif config.bus.startswith(("nats://", "tls://")):
        bus = await NatsBus.open(config.bus)
    else:
        raise WrongSetting(name="bus", value=config.bus, expected="local:, nats:embedded or nats://host:4222")
    stack.push_async_callback(bus.close)
    return bus
