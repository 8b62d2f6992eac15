"""The outbox over HTTP: what goes out and why it did not; mail that came back."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.params import Parameter, QueryParameter

from feilun.access import Caller, needs, note
from feilun.delivery import accounts
from feilun.delivery.outbox.bounces import take_receipts
from feilun.delivery.outbox.queue import QUEUED
from feilun.events import APPENDED
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.sql import Queries
from feilun.store import Engines

_queries = Queries(__file__)
Limit = Annotated[int, Parameter(ge=1, le=200)]


class OutboxRow(msgspec.Struct, kw_only=True):
    """A message and what became of it. `reason` says why it waits, was held back or failed."""

    id: int
    channel: str
    kind: str
    topic: str
    state: str
    reason: str
    subject: str
    customer: UUID
    address: str
    journey: UUID | None
    step: str | None
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None


class InboundMailAnswer(msgspec.Struct, kw_only=True):
    """What the mail reported about messages of ours; empty when it was about none."""

    outcomes: list[str]


@get("/api/v1/outbox", operation_id="list_outbox", **needs("journeys.read"))
async def list_outbox(
    caller: Caller,
    engines: Engines,
    customer: UUID | None = None,
    journey: UUID | None = None,
    channel_state: Annotated[str | None, QueryParameter(name="state")] = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[OutboxRow]:
    """Newest first."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            _queries.list_messages,
            workspace=caller.workspace,
            customer=customer,
            journey=journey,
            state=channel_state,
            before=read_cursor(after, tuple[int])[0] if after else None,
            limit=limit + 1,
        )
    items = [msgspec.convert(row, OutboxRow) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].id) if len(rows) > limit else None)


@post("/api/v1/outbox/{message:int}/resends", operation_id="resend_message", **needs("journeys.publish"))
async def resend_message(caller: Caller, engines: Engines, message: int) -> None:
    """A person decides that a message nobody knows the fate of, or one that failed, is tried once more."""
    async with engines.tables.transaction() as tx:
        row = await tx.first(_queries.message, workspace=caller.workspace, id=message)
        if row is None:
            raise NotFound(kind="message", id=message)
        if row["state"] not in ("unknown", "failed"):
            raise Conflict(problem=f"The message is {row['state']}; only an unknown or failed one is sent again")
        await tx.run(
            _queries.retry_later, workspace=caller.workspace, ids=[message], dues=[clock.now()], reasons=["sent again"]
        )
        await note(tx, caller, "message.resent", subject=f"message:{message}", detail={"state": row["state"]})
        tx.after_commit(lambda: engines.bus.publish(QUEUED, b""))


@post("/api/v1/inbound-mail", operation_id="take_inbound_mail", status_code=200, **needs("settings.write"))
async def take_inbound_mail(request: Request[Any, Any, Any], caller: Caller, engines: Engines) -> InboundMailAnswer:
    """The body is one raw mail (RFC 5322), as a mail server pipes it; delivery reports end messages and addresses."""
    channel = accounts.channel_named(engines, "email")
    raw = await request.body()
    async with engines.tables.transaction() as tx:
        outcomes = await take_receipts(tx, caller.workspace, channel, raw)
        tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
    return InboundMailAnswer(outcomes=outcomes)


ROUTES = [list_outbox, resend_message, take_inbound_mail]
