"""HTTP: the log as it is, and how far each subscriber has read."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import Parameter

from feilun.events.event import Handle
from feilun.kernel.caller import Caller, needs
from feilun.kernel.capability import Figure, FirstStep
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__, "api.sql")

# A rare name could mean reading the whole log, so one page looks at so many events; the next page goes on from there.
_LONGEST_LOOK = 50_000


class EventRow(msgspec.Struct, kw_only=True):
    """One event as the log holds it."""

    position: int
    id: str
    type: str
    name: str
    channel: str
    source: str
    occurred_at: datetime
    received_at: datetime
    handles: list[Handle]
    body: dict[str, Any]


class SubscriptionRow(msgspec.Struct, kw_only=True):
    """How far a subscriber has read; `behind` stops counting at 10,000."""

    name: str
    position: int
    behind: int
    handled: int
    moved_at: datetime | None
    failures: int
    failing_since: datetime | None
    failed_event: str | None
    problem: str | None
    retry_at: datetime | None


@get("/api/v1/events", operation_id="list_events", **needs("events.read"))
async def list_events(
    caller: Caller,
    engines: Engines,
    type: str = "",
    name: str = "",
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
    after: str | None = None,
) -> Page[EventRow]:
    """The newest first. A page may be short, even empty, while `next` is there: then there is more to look through."""
    before = read_cursor(after, tuple[int])[0] if after else None
    async with engines.tables.transaction() as tx:
        floor = await _floor(tx, caller.workspace, before) if type or name else 0
        rows = await tx.all(
            _queries.events,
            workspace=caller.workspace,
            before=before,
            floor=floor,
            type=type,
            name=name,
            limit=limit + 1,
        )
    shown = [_event_row(row) for row in rows[:limit]]
    if len(rows) > limit:
        return Page(items=shown, next=cursor(shown[-1].position))
    return Page(items=shown, next=cursor(floor) if floor else None)


@get("/api/v1/subscriptions", operation_id="list_subscriptions", **needs("events.read"))
async def list_subscriptions(engines: Engines) -> list[SubscriptionRow]:
    """Every subscriber of the log, and the event it fails on, if any."""
    async with engines.tables.transaction() as tx:
        return [SubscriptionRow(**row) for row in await tx.all(_queries.places)]


async def _floor(tx: Transaction, workspace: UUID, before: int | None) -> int:
    """The position down to which one page looks; 0 when that is the whole log."""
    found = await tx.value(_queries.floor, workspace=workspace, before=before, look=_LONGEST_LOOK)
    return int(found or 0)


def _event_row(row: Row) -> EventRow:
    return msgspec.convert(row, EventRow)


ROUTES = (list_events, list_subscriptions)
FIGURES = (
    Figure("feilun_events_behind", "Events that a subscriber has not handled yet, at most 10,000.", _queries.lag),
    Figure("feilun_subscriber_failures", "Failed attempts at the event a subscriber is at.", _queries.failing),
    Figure("feilun_quarantined_events", "Refused events that nobody has looked at.", _queries.quarantined),
)
FIRST_STEPS = (FirstStep("event", _queries.has_event),)
