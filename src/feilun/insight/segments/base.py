"""Asks a rule about the whole base: history answers for all but the newest moments, the live reading for those."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import ibis
import pyarrow as pa

from feilun.insight import history
from feilun.insight.segments.keeper import queries
from feilun.insight.segments.reader import fitting
from feilun.insight.segments.rules import Rule
from feilun.insight.segments.scan import judged
from feilun.store import Engines

_CHUNK = 1_000
# A preview asks about so many one by one; beyond, right after a large import, it says the older `as_of`.
_MOST_IN_TAIL = 10_000


@dataclass(frozen=True)
class Tail:
    """Customers who did something that history has not taken in yet. `gone` were merged into one of them."""

    customers: list[UUID]
    gone: list[UUID]
    is_whole: bool


@dataclass(frozen=True)
class Count:
    size: int
    sample: list[UUID]
    as_of: datetime


async def tail_of(engines: Engines, workspace: UUID, most: int | None = None) -> Tail:
    """Read this before the lake: what history takes in meanwhile is then only asked twice, never missed."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.tail, workspace=workspace, limit=None if most is None else most + 1)
        customers = [row["customer"] for row in rows]
        gone = await tx.all(queries.absorbed_by, workspace=workspace, customers=customers)
    return Tail(customers, [row["id"] for row in gone], most is None or len(rows) <= most)


async def candidates(engines: Engines, workspace: UUID, rule: Rule, now: datetime) -> tuple[list[UUID], Any]:
    """Everybody who may fit, and an Arrow table of `customer, due` for those whom time alone may change."""
    tail = await tail_of(engines, workspace)
    verdicts = _judged(engines, workspace, rule, now)
    chosen = verdicts.filter(verdicts.fits | verdicts.due.notnull())
    found = await asyncio.to_thread(engines.lake.run, chosen)
    fits = [UUID(row["customer"]) for row in found.filter(found["fits"]).select(["customer"]).to_pylist()]
    return list(dict.fromkeys([*fits, *tail.customers])), found.select(["customer", "due"])


async def count(engines: Engines, workspace: UUID, rule: Rule, now: datetime, sample: int) -> Count:
    """How many fit, and some of them."""
    tail = await tail_of(engines, workspace, _MOST_IN_TAIL)
    asked = tail.customers if tail.is_whole else []
    fresh = await _fitting_now(engines, workspace, rule, asked, now)
    verdicts = _judged(engines, workspace, rule, now)
    old = verdicts.filter(verdicts.fits)
    if asked:
        apart = ibis.memtable(pa.table({"asked": [str(one) for one in (*asked, *tail.gone)]}))
        old = old.anti_join(apart, old.customer == apart.asked)
    found = await asyncio.to_thread(
        engines.lake.run, old.aggregate(size=old.count(), sample=old.customer.collect()[:sample])
    )
    row = found.to_pylist()[0]
    listed = [*fresh, *(UUID(one) for one in row["sample"] or [])][:sample]
    return Count(row["size"] + len(fresh), listed, now if tail.is_whole else await _history_as_of(engines) or now)


def _judged(engines: Engines, workspace: UUID, rule: Rule, now: datetime) -> Any:
    profile = history.profile_table(engines, workspace)
    activity = history.activity_table(engines, workspace)
    verdicts = judged(rule, profile, activity, now)
    return verdicts.mutate(customer=verdicts.customer.cast("string"))


async def _fitting_now(
    engines: Engines, workspace: UUID, rule: Rule, customers: Sequence[UUID], now: datetime
) -> list[UUID]:
    found: list[UUID] = []
    async with engines.tables.transaction() as tx:
        for start in range(0, len(customers), _CHUNK):
            found += await fitting(tx, workspace, rule, list(customers[start : start + _CHUNK]), now)
    return sorted(found)


async def _history_as_of(engines: Engines) -> datetime | None:
    async with engines.tables.transaction() as tx:
        return await history.as_of(tx)
