"""Forgets what one customer wrote, and lets go of what is too old to be needed."""

from datetime import datetime, timedelta
from uuid import UUID

from feilun.insight.feedback.hearing import queries
from feilun.store import Engines, Transaction

_WAITS_KEPT = timedelta(days=30)
# A conversation that was never closed in a year is no opinion of today.
_LINES_KEPT = timedelta(days=366)


async def forget(tx: Transaction, workspace: UUID, customer: UUID) -> int:
    """Deletes the texts of an erased customer, before her handles go; labels and topics of them go with them."""
    number = await tx.run(queries.forget_units, workspace=workspace, customer=customer)
    number += await tx.run(queries.forget_pointed, workspace=workspace, customer=customer)
    await tx.run(queries.forget_waits, workspace=workspace, customer=customer)
    return number


async def trim(engines: Engines, now: datetime) -> int:
    """Old waits and lines; 0, since there is nothing to do again at once."""
    async with engines.tables.transaction() as tx:
        await tx.run(queries.trim_waits, before=now - _WAITS_KEPT)
        await tx.run(queries.trim_lines, before=now - _LINES_KEPT)
    return 0
