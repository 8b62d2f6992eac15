"""A worker's word that it lives, while it works on what it has claimed in a table."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from feilun.kernel.errors import Error
from feilun.store.engines import Engines
from feilun.store.tables import Transaction

_log = structlog.get_logger("feilun.store")


@asynccontextmanager
async def beating(
    engines: Engines,
    seconds: float,
    beat: Callable[[Transaction], Awaitable[bool]],
    lose: Callable[[], None],
    work: str,
) -> AsyncIterator[None]:
    """Calls `beat` every so many seconds; when it says that the work is another's by now, `lose` once. `work` is for the log."""
    beats = asyncio.create_task(_beats(engines, seconds, beat, lose, work))
    try:
        yield
    finally:
        beats.cancel()
        with suppress(asyncio.CancelledError):
            await beats


async def _beats(
    engines: Engines,
    seconds: float,
    beat: Callable[[Transaction], Awaitable[bool]],
    lose: Callable[[], None],
    work: str,
) -> None:
    is_ours = True
    while is_ours:
        await asyncio.sleep(seconds)
        try:
            async with engines.tables.transaction() as tx:
                is_ours = await beat(tx)
        except (Error, OSError):
            # The database is away for a moment; whether the work is still ours shows when it is back.
            _log.warning("heartbeat_failed", work=work)
    lose()
