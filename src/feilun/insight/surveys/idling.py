"""Who stays away: her reserved slots go back to others, and later her response becomes partial."""

from datetime import datetime, timedelta

from feilun.insight.surveys import quotas
from feilun.insight.surveys.keeper import queries, settings_of
from feilun.store import Engines, Row, Transaction

_BATCH = 200


async def look_at_idle(engines: Engines, now: datetime) -> int:
    """A few at a time; how many were looked at. A save moves no index: the job finds out how long she is away."""
    async with engines.tables.transaction() as tx:
        due = await tx.all(queries.responses_due, now=now, limit=_BATCH)
    # Each in a transaction of its own: whoever held the cells of one while it asks for those of another would wait in
    # a circle with people who answer.
    for one in due:
        async with engines.tables.transaction() as tx:
            row = await tx.first(queries.lock_response, **one)
            if row and row["look_at"] and row["look_at"] < now:
                await _look(tx, row, now)
    return len(due)


async def _look(tx: Transaction, row: Row, now: datetime) -> None:
    where = {"workspace": row["workspace"], "survey": row["survey"], "response": row["id"]}
    survey = await tx.first(queries.survey, workspace=row["workspace"], survey=row["survey"])
    settings = settings_of(survey) if survey else None
    due = row["updated_at"] + timedelta(hours=settings.partial_after_hours) if settings else now
    if due > now:
        await tx.run(queries.look_later, **where, at=due)
        return
    await tx.run(queries.make_partial, **where)
    holder = quotas.Holder(**where)
    if settings and settings.partials_count:
        await quotas.count(tx, holder)
    else:
        await quotas.release(tx, holder)


async def release_slots(engines: Engines, now: datetime) -> int:
    """Each response in a transaction of its own, so that a cell is never locked for many."""
    async with engines.tables.transaction() as tx:
        due = await tx.all(queries.slots_due, now=now, limit=_BATCH)
    for row in due:
        async with engines.tables.transaction() as tx:
            await _release(tx, quotas.Holder(**row), now)
    return len(due)


async def _release(tx: Transaction, holder: quotas.Holder, now: datetime) -> None:
    # The response first, as everybody who answers does: then nobody saves while we take her slot.
    response = await tx.first(queries.lock_response, **holder._asdict())
    survey = await tx.first(queries.survey, workspace=holder.workspace, survey=holder.survey)
    if response and survey:
        due = response["updated_at"] + timedelta(minutes=settings_of(survey).release_after_minutes)
        if due > now:
            await tx.run(queries.look_at_slots_later, **holder._asdict(), at=due)
            return
    await quotas.release(tx, holder)
