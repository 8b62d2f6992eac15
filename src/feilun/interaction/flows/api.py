"""Flows over HTTP: drafts, revisions, approval, and the secrets of webhooks, which are written and never read."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.params import Parameter

from feilun.access import Caller, needs, note
from feilun.interaction.flows import keeper
from feilun.interaction.flows.checks import FlowProblem
from feilun.interaction.flows.graph import FlowGraph, read_graph
from feilun.kernel import clock
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction

_queries = Queries(__file__)
Limit = Annotated[int, Parameter(ge=1, le=200)]
_COUNTED = timedelta(days=30)


class NewFlow(msgspec.Struct, kw_only=True):
    name: str
    graph: FlowGraph | None = None


class FlowDraft(msgspec.Struct, kw_only=True):
    """`revision` is the one that this was drawn on; left out, whatever is newest is followed."""

    name: str
    graph: FlowGraph
    revision: int | None = None


class FlowRow(msgspec.Struct, kw_only=True):
    """`approved` is the revision in force. The counts are of the last 30 days."""

    id: UUID
    name: str
    revision: int
    approved: int | None
    steps: int
    created_at: datetime
    changed_at: datetime
    changed_by: str
    started: int
    finished: int
    handed_over: int


class FlowView(msgspec.Struct, kw_only=True):
    """A flow with its newest revision. `secrets` are names; their values are never given."""

    id: UUID
    name: str
    revision: int
    approved: int | None
    graph: FlowGraph
    problems: list[FlowProblem]
    secrets: list[str]
    author: str
    changed_at: datetime


class FlowRevisionRow(msgspec.Struct, kw_only=True):
    revision: int
    name: str
    author: str
    at: datetime
    approved_at: datetime | None
    approved_by: str


class FlowApproval(msgspec.Struct, kw_only=True):
    """`revision` is the draft that was looked at: 409 when there is a newer one."""

    revision: int | None = None


class FlowSecretValue(msgspec.Struct, kw_only=True):
    value: str


class FlowRevisionView(msgspec.Struct, kw_only=True):
    revision: int
    name: str
    graph: FlowGraph


@get("/api/v1/flows", operation_id="list_flows", **needs("bot.read"))
async def list_flows(caller: Caller, engines: Engines, after: str | None = None, limit: Limit = 50) -> Page[FlowRow]:
    """Newest first."""
    at, id = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    names = {"workspace": caller.workspace, "since": clock.now() - _COUNTED}
    async with engines.tables.transaction() as tx:
        rows = await tx.all(_queries.list_flows, **names, at=at, id=id, limit=limit + 1)
    items = [FlowRow(**row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].created_at, items[-1].id) if len(rows) > limit else None)


@post("/api/v1/flows", operation_id="create_flow", **needs("bot.write"))
async def create_flow(caller: Caller, engines: Engines, data: NewFlow) -> FlowView:
    """A new draft."""
    async with engines.tables.transaction() as tx:
        flow = await keeper.create(tx, caller.workspace, data.name, data.graph or FlowGraph(), _author(caller))
        await note(tx, caller, "flow.created", subject=f"flow:{flow}", detail={"name": data.name})
        return await _view(tx, caller.workspace, flow)


@get("/api/v1/flows/{flow:uuid}", operation_id="get_flow", **needs("bot.read"))
async def get_flow(caller: Caller, engines: Engines, flow: UUID) -> FlowView:
    """The newest revision, with what is wrong with it."""
    async with engines.tables.transaction() as tx:
        return await _view(tx, caller.workspace, flow)


@put("/api/v1/flows/{flow:uuid}", operation_id="put_flow", **needs("bot.write"))
async def put_flow(caller: Caller, engines: Engines, flow: UUID, data: FlowDraft) -> FlowView:
    """Saves a further revision, finished or not; the approved one stays in force.

    409 `stale_flow` with the newer `graph`, `name`, `revision` and its author when somebody saved since `revision`.
    """
    async with engines.tables.transaction() as tx:
        revision = await keeper.save(tx, caller.workspace, flow, data.name, data.graph, _author(caller), data.revision)
        await note(tx, caller, "flow.saved", subject=f"flow:{flow}", detail={"revision": revision})
        return await _view(tx, caller.workspace, flow)


@delete("/api/v1/flows/{flow:uuid}", operation_id="delete_flow", **needs("bot.publish"))
async def delete_flow(caller: Caller, engines: Engines, flow: UUID) -> None:
    """Removes it with its revisions and secrets. Published versions of the bot keep their copy."""
    async with engines.tables.transaction() as tx:
        row = await keeper.lock(tx, caller.workspace, flow)
        await keeper.remove(tx, caller.workspace, flow)
        await note(tx, caller, "flow.removed", subject=f"flow:{flow}", detail={"name": row["name"]})


@post("/api/v1/flows/{flow:uuid}/approval", operation_id="approve_flow", **needs("bot.publish"))
async def approve_flow(caller: Caller, engines: Engines, flow: UUID, data: FlowApproval) -> FlowView:
    """Puts the newest revision in force for the next training. 422 when something is wrong with it."""
    async with engines.tables.transaction() as tx:
        revision = await keeper.approve(tx, caller.workspace, flow, caller.name or caller.author, data.revision)
        await note(tx, caller, "flow.approved", subject=f"flow:{flow}", detail={"revision": revision})
        return await _view(tx, caller.workspace, flow)


@delete("/api/v1/flows/{flow:uuid}/approval", operation_id="withdraw_flow", status_code=200, **needs("bot.publish"))
async def withdraw_flow(caller: Caller, engines: Engines, flow: UUID) -> FlowView:
    """No revision is in force any more from the next training on."""
    async with engines.tables.transaction() as tx:
        await keeper.withdraw(tx, caller.workspace, flow)
        await note(tx, caller, "flow.withdrawn", subject=f"flow:{flow}")
        return await _view(tx, caller.workspace, flow)


@get("/api/v1/flows/{flow:uuid}/revisions", operation_id="list_flow_revisions", **needs("bot.read"))
async def list_flow_revisions(
    caller: Caller, engines: Engines, flow: UUID, after: str | None = None, limit: Limit = 50
) -> Page[FlowRevisionRow]:
    """Newest first."""
    before = read_cursor(after, tuple[int])[0] if after else None
    async with engines.tables.transaction() as tx:
        await keeper.flow_row(tx, caller.workspace, flow)
        names = {"workspace": caller.workspace, "flow": flow, "before": before}
        rows = await tx.all(_queries.revisions, **names, limit=limit + 1)
    items = [FlowRevisionRow(**row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].revision) if len(rows) > limit else None)


@get("/api/v1/flows/{flow:uuid}/revisions/{revision:int}", operation_id="get_flow_revision", **needs("bot.read"))
async def get_flow_revision(caller: Caller, engines: Engines, flow: UUID, revision: int) -> FlowRevisionView:
    """An old revision whole."""
    async with engines.tables.transaction() as tx:
        row = await keeper.revision_row(tx, caller.workspace, flow, revision)
    return FlowRevisionView(revision=row["revision"], name=row["name"], graph=read_graph(row["graph"]))


@post(
    "/api/v1/flows/{flow:uuid}/revisions/{revision:int}/restoration",
    operation_id="restore_flow",
    **needs("bot.write"),
)
async def restore_flow(caller: Caller, engines: Engines, flow: UUID, revision: int) -> FlowView:
    """Makes an old revision the newest draft."""
    async with engines.tables.transaction() as tx:
        newest = await keeper.restore(tx, caller.workspace, flow, revision, _author(caller))
        detail = {"from": revision, "revision": newest}
        await note(tx, caller, "flow.restored", subject=f"flow:{flow}", detail=detail)
        return await _view(tx, caller.workspace, flow)


@put("/api/v1/flows/{flow:uuid}/secrets/{name:str}", operation_id="put_flow_secret", **needs("bot.publish"))
async def put_flow_secret(caller: Caller, engines: Engines, flow: UUID, name: str, data: FlowSecretValue) -> FlowView:
    """Keeps a secret for headers of webhooks; it is used and never shown."""
    async with engines.tables.transaction() as tx:
        await keeper.put_secret(tx, caller.workspace, flow, name, data.value)
        await note(tx, caller, "flow.secret_set", subject=f"flow:{flow}", detail={"name": name})
        return await _view(tx, caller.workspace, flow)


@delete("/api/v1/flows/{flow:uuid}/secrets/{name:str}", operation_id="delete_flow_secret", **needs("bot.publish"))
async def delete_flow_secret(caller: Caller, engines: Engines, flow: UUID, name: str) -> None:
    """Forgets a secret; calls that need it fail."""
    async with engines.tables.transaction() as tx:
        await keeper.remove_secret(tx, caller.workspace, flow, name)
        await note(tx, caller, "flow.secret_removed", subject=f"flow:{flow}", detail={"name": name})


async def _view(tx: Transaction, workspace: UUID, flow: UUID) -> FlowView:
    row = await keeper.flow_row(tx, workspace, flow)
    graph = read_graph(row["graph"])
    return FlowView(
        id=row["id"],
        name=row["name"],
        revision=row["revision"],
        approved=row["approved"],
        graph=graph,
        problems=await keeper.problems_of(tx, workspace, flow, graph),
        secrets=await keeper.secret_names(tx, workspace, flow),
        author=row["author_name"],
        changed_at=row["changed_at"],
    )


def _author(caller: Caller) -> keeper.Author:
    return keeper.Author(caller.author, caller.name)


ROUTES = [
    list_flows,
    create_flow,
    get_flow,
    put_flow,
    delete_flow,
    approve_flow,
    withdraw_flow,
    list_flow_revisions,
    get_flow_revision,
    restore_flow,
    put_flow_secret,
    delete_flow_secret,
]
