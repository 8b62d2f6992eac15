"""HTTP: why a customer's handles belong together, and undoing a link."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post

from feilun.access import Caller, needs, note
from feilun.events import APPENDED, Handle
from feilun.events.catalogue import emit
from feilun.events.catalogue.insight import CustomersSplit
from feilun.insight.identity import resolver, splitter
from feilun.kernel import clock
from feilun.kernel.http import Page
from feilun.store import Engines


class MergeEnd(msgspec.Struct, frozen=True):
    """A handle at one end of an edge."""

    kind: str
    value: str


class MergeRow(msgspec.Struct, frozen=True, kw_only=True):
    """An edge: `link` joined, `block` was refused by a limit, `split` was parted by a person."""

    id: UUID
    kind: str
    a: MergeEnd
    b: MergeEnd
    event: str
    at: datetime
    source: str
    rule: str
    undone: bool
    undone_at: datetime | None = None
    undone_by: str | None = None


class NewSplit(msgspec.Struct, frozen=True):
    edge: UUID


class SplitAccepted(msgspec.Struct, frozen=True):
    """The split is in the log; the two customers stand apart a moment later."""

    edge: UUID
    customer: UUID


@get("/api/v1/customers/{customer:uuid}/merges", operation_id="list_customer_merges", **needs("customers.read"))
async def list_merges(caller: Caller, engines: Engines, customer: UUID) -> Page[MergeRow]:
    """Why these handles are one customer: each link with the event that made it."""
    async with engines.tables.transaction() as tx:
        here = await resolver.known(tx, caller.workspace, customer)
        rows = await splitter.edges_of(tx, caller.workspace, here)
    return Page(items=[_row(row) for row in rows])


@post("/api/v1/customers/{customer:uuid}/splits", operation_id="split_customer", **needs("customers.write"))
async def split_customer(caller: Caller, engines: Engines, customer: UUID, data: NewSplit) -> SplitAccepted:
    """Undoes one link. What the two did goes back to its side by the handle each event carries."""
    async with engines.tables.transaction() as tx:
        here = await resolver.known(tx, caller.workspace, customer)
        await splitter.check_split(tx, caller.workspace, here, data.edge)
        await emit(
            tx,
            caller.workspace,
            CustomersSplit(edge=data.edge, customer=here, author=caller.author),
            occurred_at=clock.now(),
            id=f"split:{data.edge}",
            handles=[Handle("customer", str(here))],
        )
        await note(tx, caller, "customers.split", subject=f"customer:{here}", detail={"edge": str(data.edge)})
        tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
    return SplitAccepted(data.edge, here)


def _row(row: dict[str, Any]) -> MergeRow:
    return MergeRow(
        id=row["id"],
        kind=row["kind"],
        a=MergeEnd(row["a_kind"], row["a_value"]),
        b=MergeEnd(row["b_kind"], row["b_value"]),
        event=row["event_id"],
        at=row["since"],
        source=row["source"],
        rule=row["rule"],
        undone=row["undone_at"] is not None,
        undone_at=row["undone_at"],
        undone_by=row["undone_by"],
    )


ROUTES = (list_merges, split_customer)
