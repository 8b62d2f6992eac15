"""Loads the encoders' weights when a worker starts, so that the first customer does not wait for them."""

import asyncio
import weakref
from datetime import datetime
from typing import Any

from feilun.store import Engines

_warmed: "weakref.WeakSet[Any]" = weakref.WeakSet()


async def warm(engines: Engines, now: datetime) -> int:
    """A job; the second time there is nothing to do."""
    if engines.tables in _warmed:
        return 0
    _warmed.add(engines.tables)
    for encoder in engines.encoders:
        await asyncio.to_thread(encoder.encode, ["你好 hello"])
    return 0
