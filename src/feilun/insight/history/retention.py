"""Lets old days of the log leave the database once they are in the lake."""

from datetime import datetime, timedelta

import structlog

from feilun import events
from feilun.insight.history.roller import HISTORY, queries
from feilun.store import Engines

_log = structlog.get_logger("feilun.history")


async def retain(engines: Engines, now: datetime) -> int:
    """The job: the number of days dropped. With `log_days` 0 the log stays whole and in one partition."""
    if engines.settings.log_days <= 0:
        return 0
    before = (now - timedelta(days=engines.settings.log_days)).date()
    async with engines.tables.transaction() as tx:
        await events.make_days(tx, now.date())
        # Without a place of its own, history would not hold back what it has not read yet.
        if await tx.first(queries.place, name=HISTORY.name) is None:
            return 0
        dropped = await events.drop_days(tx, before)
    for day in dropped:
        _log.info("day_dropped", day=str(day))
    return len(dropped)
