"""The refused events of a workspace, for a person to look at."""

from datetime import datetime
from uuid import UUID

from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

_queries = Queries(__file__)


async def quarantined(
    tx: Transaction, workspace: UUID, limit: int, before: tuple[datetime, UUID] | None = None
) -> list[Row]:
    """Newest first; `before` is the time and id of the last row of the page above."""
    moment, last = before or (None, None)
    return await tx.all(_queries.quarantine_page, workspace=workspace, limit=limit, before=moment, before_id=last)


async def remove_from_quarantine(tx: Transaction, workspace: UUID, id: UUID) -> bool:
    """False when there was none."""
    return await tx.run(_queries.remove_from_quarantine, workspace=workspace, id=id) > 0
