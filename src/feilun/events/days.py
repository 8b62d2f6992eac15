"""The log's partitions by day: made ahead, dropped when they are old and every subscriber has read them."""

from datetime import date, timedelta

from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__, "days.sql")


async def make_days(tx: Transaction, today: date, ahead: int = 3) -> list[date]:
    """Partitions for the coming days; not for today or another day that has events in the default partition already."""
    there = set(await _days(tx))
    coming = [day for n in range(1, ahead + 1) if (day := today + timedelta(days=n)) not in there]
    missing = [day for day in coming if not await tx.value(_queries.is_begun, day=day)]
    if missing:
        # Making one needs a short exclusive lock. Behind a long reader we give up and come again.
        await tx.run("set local lock_timeout = '2s'")
    for day in missing:
        span = f"for values from ('{day}') to ('{day + timedelta(days=1)}')"
        await tx.run(f"create table if not exists {_name(day)} partition of event {span}")
    return missing


async def drop_days(tx: Transaction, before: date) -> list[date]:
    """Drops the days before this one that every subscriber has read, and such rows of the default partition."""
    dropped = []
    await tx.run("set local lock_timeout = '2s'")
    for day in await _days(tx):
        unread = await tx.value(_queries.unread.replace("event_day", _name(day)))
        if day < before and not unread:
            await tx.run(f"drop table {_name(day)}")
            dropped.append(day)
    await tx.run(_queries.delete_read, before=before)
    return dropped


async def _days(tx: Transaction) -> list[date]:
    rows = await tx.all(_queries.days)
    return [date.fromisoformat(row["day"]) for row in rows]


def _name(day: date) -> str:
    return f"event_{day:%Y_%m_%d}"
