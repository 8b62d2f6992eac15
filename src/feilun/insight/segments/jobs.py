"""Work that comes by itself: the first look over the whole base, and what time alone changes."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyarrow.compute as compute

from feilun.events import APPENDED
from feilun.insight.segments.base import candidates
from feilun.insight.segments.keeper import Audience, audience, evaluate, queries
from feilun.kernel import clock
from feilun.kernel.capability import Job
from feilun.store import Engines

_LEASE = timedelta(minutes=10)
_CHUNK = 1_000
_TIMERS = 20_000


async def fill(engines: Engines, now: datetime) -> int:
    """Asks one new or changed audience about everybody. The scan proposes, the live reading decides, chunk by chunk:

    so what happens meanwhile is never overwritten by an older answer.
    """
    async with engines.tables.transaction() as tx:
        row = await tx.first(queries.claim_fill, now=now, lease=now + _LEASE)
    if row is None:
        return 0
    one = audience(row)
    fitting, timers = await candidates(engines, one.workspace, one.rule, now)
    await _note_timers(engines, one, timers)
    asked = await _with_members(engines, one, fitting)
    for chunk in _chunks(asked, _CHUNK):
        async with engines.tables.transaction() as tx:
            await tx.run(queries.extend_lease, workspace=one.workspace, id=one.id, lease=clock.now() + _LEASE)
            if await evaluate(tx, one.workspace, {one.id: set(chunk)}, now):
                tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
    async with engines.tables.transaction() as tx:
        await tx.run(queries.end_fill, workspace=one.workspace, id=one.id, version=one.version, now=now)
    return 1 + len(asked)


async def recheck(engines: Engines, now: datetime) -> int:
    """Asks again where a window has let go of an event."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(queries.audience_due, now=now)
        if row is None:
            return 0
        due = await tx.all(queries.rechecks_due, workspace=row["workspace"], audience=row["id"], now=now, limit=_CHUNK)
        customers = {one["customer"] for one in due}
        if await evaluate(tx, row["workspace"], {row["id"]: customers}, now):
            tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
    return len(customers)


async def _note_timers(engines: Engines, one: Audience, found: Any) -> None:
    """Somebody who does not fit today may do so when a window empties; the earliest such moment is noted."""
    timers = found.filter(compute.is_valid(found["due"]))
    for start in range(0, timers.num_rows, _TIMERS):
        rows = timers.slice(start, _TIMERS)
        async with engines.tables.transaction() as tx:
            await tx.run(
                queries.add_rechecks,
                workspace=one.workspace,
                audience=one.id,
                customers=[UUID(text) for text in rows["customer"].to_pylist()],
                due=rows["due"].to_pylist(),
            )


async def _with_members(engines: Engines, one: Audience, fitting: Sequence[UUID]) -> list[UUID]:
    """Members are asked too: with a changed rule some of them have to leave."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.all_members, workspace=one.workspace, audience=one.id)
    return list(dict.fromkeys([*fitting, *(row["customer"] for row in rows)]))


def _chunks(customers: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(customers), size):
        yield customers[start : start + size]


JOBS = (
    Job("audience.fill", fill, every=2.0, wake="audiences.changed"),
    Job("audience.recheck", recheck, every=1.0),
)
