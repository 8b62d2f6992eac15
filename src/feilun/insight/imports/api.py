"""Imports over HTTP: send a file, watch it, read which rows were refused."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, get, post

from feilun import access
from feilun.access import Caller, needs
from feilun.insight.imports.rules import check_mapping
from feilun.insight.imports.runner import blob_key, run_of, start_run
from feilun.kernel.errors import Invalid
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines

_queries = Queries(__file__)
WAITING = "imports.waiting"


class ImportRow(msgspec.Struct):
    """One import and how far it is. `repeated` rows were in the log already."""

    id: UUID
    kind: str
    format: str
    name: str
    state: str
    problem: str | None
    read: int
    accepted: int
    repeated: int
    refused: int
    bytes: int
    total_bytes: int
    created_by: str
    created_at: datetime
    finished_at: datetime | None


class ImportRefusal(msgspec.Struct):
    """A row that was not taken, and why. Rows count from 1, without the line of names."""

    row: int
    code: str
    reason: str
    payload: str


@post(
    "/api/v1/imports",
    operation_id="start_import",
    status_code=201,
    request_max_body_size=None,
    **needs("customers.write"),
)
async def start_import(
    request: Request[Any, Any, Any],
    caller: Caller,
    engines: Engines,
    kind: Literal["events", "customers"],
    format: Literal["csv", "jsonl", "parquet"],
    name: str = "file",
    key: str = "",
    channel: str = "",
    zone: str = "",
    mapping: str = "",
) -> ImportRow:
    """Takes a file of any size as the body and reads it in the background.

    `mapping` is JSON, column to target: `user_id`, `anonymous_id`, `email`, `phone`, `event`, `timestamp`, `message_id`,
    `properties.…`, `traits.…`, `external.<kind>`, or empty to leave a column out. The same `key` twice gives rows the
    same ids, so what is in the log already is not written again. Times without an offset are of `zone`.
    """
    columns = _mapping(mapping)
    id = new_id()
    async with engines.tables.transaction() as tx:
        shop = await access.workspace_of(tx, caller.workspace)
    zone = _zone(zone or shop["zone"])
    size = await engines.blobs.put(blob_key(caller.workspace, id, format), _body(request))
    async with engines.tables.transaction() as tx:
        await start_run(
            tx,
            caller.workspace,
            id=id,
            kind=kind,
            format=format,
            name=name[:200],
            total_bytes=size,
            zone=zone,
            created_by=caller.author,
            key=key[:200],
            channel=channel[:50],
            mapping=columns,
        )
        await access.note(tx, caller, "import.started", f"import:{id}", {"kind": kind, "name": name, "bytes": size})
        tx.after_commit(lambda: engines.bus.publish(WAITING, b""))
        return _row(await run_of(tx, caller.workspace, id))


@get("/api/v1/imports", operation_id="list_imports", **needs("customers.read"))
async def list_imports(caller: Caller, engines: Engines, limit: int = 50, after: str = "") -> Page[ImportRow]:
    """Newest first."""
    limit = min(max(limit, 1), 200)
    last = read_cursor(after, tuple[UUID])[0] if after else None
    async with engines.tables.transaction() as tx:
        rows = await tx.all(_queries.runs, workspace=caller.workspace, after=last, limit=limit + 1)
    items = [_row(row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].id) if len(rows) > limit else None)


@get("/api/v1/imports/{id:uuid}", operation_id="get_import", **needs("customers.read"))
async def get_import(caller: Caller, engines: Engines, id: UUID) -> ImportRow:
    """How far an import is."""
    async with engines.tables.transaction() as tx:
        return _row(await run_of(tx, caller.workspace, id))


@get("/api/v1/imports/{id:uuid}/refusals", operation_id="list_import_refusals", **needs("customers.read"))
async def list_refusals(
    caller: Caller, engines: Engines, id: UUID, limit: int = 50, after: str = ""
) -> Page[ImportRefusal]:
    """The rows that were refused, in file order."""
    limit = min(max(limit, 1), 500)
    last = read_cursor(after, tuple[int])[0] if after else 0
    values: dict[str, Any] = {"import": id}
    async with engines.tables.transaction() as tx:
        await run_of(tx, caller.workspace, id)
        rows = await tx.all(_queries.refusals, workspace=caller.workspace, after=last, limit=limit + 1, **values)
    items = [ImportRefusal(**row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].row) if len(rows) > limit else None)


async def _body(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    size = 0
    async for part in request.stream():
        size += len(part)
        if part:
            yield part
    if not size:
        raise Invalid(field="body", problem="is empty; send the file as the body")


def _mapping(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        mapping = msgspec.json.decode(text.encode(), type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise Invalid(field="mapping", problem=f"must be a JSON object of texts: {error}") from error
    problem = check_mapping(mapping)
    if problem:
        raise Invalid(field="mapping", problem=problem)
    return mapping


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise Invalid(field="zone", problem=f"{name!r} is no time zone such as Asia/Shanghai") from None
    return name


def _row(row: dict[str, Any]) -> ImportRow:
    return msgspec.convert(row, ImportRow)
