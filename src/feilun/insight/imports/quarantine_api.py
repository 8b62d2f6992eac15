"""What was refused at the collect door, for a person to look at and put away."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import delete, get

from feilun import access
from feilun.access import Caller, needs
from feilun.events import collect
from feilun.kernel.errors import NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines


class QuarantinedEvent(msgspec.Struct):
    """A refused event: what was sent, and why it was not taken."""

    id: UUID
    received_at: datetime
    source: str
    code: str
    reason: str
    payload: str


@get("/api/v1/quarantine", operation_id="list_quarantine", **needs("events.read"))
async def list_quarantine(caller: Caller, engines: Engines, limit: int = 50, after: str = "") -> Page[QuarantinedEvent]:
    """Newest first."""
    limit = min(max(limit, 1), 200)
    before = read_cursor(after, tuple[datetime, UUID]) if after else None
    async with engines.tables.transaction() as tx:
        rows = await collect.quarantined(tx, caller.workspace, limit + 1, before)
    items = [QuarantinedEvent(**row) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items=items, next=cursor(items[-1].received_at, items[-1].id) if more else None)


@delete("/api/v1/quarantine/{id:uuid}", operation_id="remove_from_quarantine", **needs("settings.write"))
async def remove_from_quarantine(caller: Caller, engines: Engines, id: UUID) -> None:
    """Puts one away for good."""
    async with engines.tables.transaction() as tx:
        if not await collect.remove_from_quarantine(tx, caller.workspace, id):
            raise NotFound(kind="refused event", id=id)
        await access.note(tx, caller, "quarantine.removed", subject=f"quarantine:{id}")
