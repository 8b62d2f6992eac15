"""Loads the encoders' weights when a worker starts, and lets the first questions wait for them.

Loading takes seconds, on a busy machine many: that is no broken model, so the patience of a question begins after it.
"""

import asyncio
import weakref
from datetime import datetime
from typing import Any

import structlog

from feilun.interaction import flows
from feilun.language import values
from feilun.store import Engines

_log = structlog.get_logger("feilun.bot")
_LOADED_WITHIN = 60.0
_loading: "weakref.WeakKeyDictionary[Any, asyncio.Task[None]]" = weakref.WeakKeyDictionary()


async def warm(engines: Engines, now: datetime) -> int:
    """A job; once all is there, there is nothing to do."""
    await warmed(engines)
    async with engines.tables.transaction() as tx:
        has_flows = await flows.is_any_approved(tx)
    if has_flows:
        # The tables of dates and numbers take a second; an answer would load them under its conversation's lock.
        await asyncio.to_thread(values.warm)
    return 0


async def warmed(engines: Engines) -> None:
    """Until the weights are there; whoever comes first loads them. What cannot be loaded fails when it is asked."""
    task = _loading.get(engines.tables)
    if task is None:
        task = _loading[engines.tables] = asyncio.create_task(_load(engines))
    if not task.done():
        await asyncio.wait([task], timeout=_LOADED_WITHIN)


async def _load(engines: Engines) -> None:
    for encoder in engines.encoders:
        try:
            await asyncio.to_thread(encoder.encode, ["你好 hello"])
        except Exception as error:
            _log.exception("encoder_failed", encoder=encoder.name, error=str(error))
