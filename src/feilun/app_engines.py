"""Opens the engines that the settings name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from feilun import engines
from feilun.config import Config
from feilun.engines.embedded_postgres import EmbeddedPostgres, running_dsn
from feilun.store import Encoder, Engines


@asynccontextmanager
async def open_engines(config: Config) -> AsyncIterator[Engines]:
    """All engines of one process; closed in the opposite order. Raises Unavailable and UnknownEngine."""
    async with AsyncExitStack() as stack:
        dsn = config.dsn or await _embedded_dsn(config.folder, stack)
        tables = await engines.open_tables(dsn)
        stack.push_async_callback(tables.close)
        bus = await engines.open_bus(config.bus, config.folder)
        stack.push_async_callback(bus.close)
        lake = engines.open_lake(config.lake or config.folder / "lake")
        stack.callback(lake.close)
        blobs = engines.open_blobs(config.blobs or config.folder / "files")
        yield Engines(tables, bus, blobs, lake, config, open_encoders())


def open_encoders() -> tuple[Encoder, ...]:
    """For a process that trains and needs no tables."""
    return engines.open_encoders()


async def _embedded_dsn(folder: Path, stack: AsyncExitStack) -> str:
    # When `feilun up` runs here already, a command beside it uses the same database.
    running = running_dsn(folder)
    if running:
        return running
    postgres = EmbeddedPostgres(folder)
    stack.push_async_callback(asyncio.to_thread, postgres.stop)
    return await asyncio.to_thread(postgres.start)
