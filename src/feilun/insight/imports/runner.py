"""Brings a file into the log, chunk by chunk; each chunk commits its events together with the run's place."""

import asyncio
import time
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import structlog

from feilun.events import APPENDED, Line, append_lines, line
from feilun.events.collect import Receipt, Refused, Sent, canonical, read_event
from feilun.insight.imports.reading import Chunk, FileRow, Place, Shape, UnreadableFile, chunks_of
from feilun.insight.imports.rules import Column, WrongRow, plan_of, sent_of
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
_log = structlog.get_logger("feilun.imports")
# A run belongs to one worker for so long after each chunk; after a crash another one takes it over.
LEASE = timedelta(seconds=30)
# How long one call works before the worker may do something else.
_BUDGET_SECONDS = 2.0
_SAMPLE_ROWS = 1_000


class Plan(msgspec.Struct):
    """How the file is read, kept with the run."""

    shape: Shape
    columns: list[Column] = []


class _Refusal(NamedTuple):
    row: int
    code: str
    reason: str
    payload: str


class _Prepared(NamedTuple):
    lines: list[Line]
    refusals: list[_Refusal]


class Runner:
    """`run` is the job; each process has one, known by its own id."""

    def __init__(self) -> None:
        self.worker = new_id()

    async def run(self, engines: Engines, now: datetime, only: UUID | None = None) -> int:
        """Works on the oldest open import (or on `only`) for about two seconds; the number of rows read."""
        run = await self._claim(engines, now, only)
        if run is None:
            return 0
        read, deadline = 0, time.monotonic() + _BUDGET_SECONDS
        try:
            async with aclosing(_chunks(engines, run)) as chunks:
                async for chunk in chunks:
                    moved = await self._take(engines, run, chunk)
                    if not moved:
                        return read
                    read += len(chunk.rows)
                    if time.monotonic() > deadline:
                        await self._let_go(engines, run)
                        return max(read, 1)
        except (UnreadableFile, NotFound) as error:
            await self._end(engines, run, "failed", str(error))
        else:
            await self._end(engines, run, "done", None)
        return max(read, 1)

    async def _claim(self, engines: Engines, now: datetime, only: UUID | None) -> Row | None:
        async with engines.tables.transaction() as tx:
            return await tx.first(_queries.claim_run, worker=self.worker, now=now, lease_until=now + LEASE, id=only)

    async def _take(self, engines: Engines, run: Row, chunk: Chunk) -> bool:
        """False when the run is no longer ours; then nothing was written."""
        plan = _plan_for(run, chunk)
        received_at = clock.now()
        prepared = await asyncio.to_thread(_prepare, run, plan, chunk.rows, received_at)
        read = run["read"] + len(chunk.rows)
        async with engines.tables.transaction() as tx:
            where = {"workspace": run["workspace"], "id": run["id"]}
            if await tx.first(_queries.lock_run, **where, worker=self.worker, read=run["read"]) is None:
                return False
            fresh = await append_lines(tx, prepared.lines, received_at)
            await _keep_refusals(tx, run, prepared.refusals)
            await tx.run(
                _queries.move_run,
                **where,
                bytes=chunk.bytes,
                read=read,
                accepted=sum(fresh),
                repeated=len(fresh) - sum(fresh),
                refused=len(prepared.refusals),
                plan=msgspec.to_builtins(plan),
                lease_until=clock.now() + LEASE,
            )
            tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
        run["read"], run["bytes"], run["plan"] = read, chunk.bytes, msgspec.to_builtins(plan)
        return True

    async def _let_go(self, engines: Engines, run: Row) -> None:
        async with engines.tables.transaction() as tx:
            await tx.run(_queries.let_go, workspace=run["workspace"], id=run["id"], worker=self.worker)

    async def _end(self, engines: Engines, run: Row, state: str, problem: str | None) -> None:
        async with engines.tables.transaction() as tx:
            await tx.run(
                _queries.end_run,
                workspace=run["workspace"],
                id=run["id"],
                worker=self.worker,
                state=state,
                problem=problem,
                now=clock.now(),
            )
        _log.info("import_ended", id=str(run["id"]), state=state, problem=problem)


def blob_key(workspace: UUID, id: UUID, format: str) -> str:
    """Where the file of an import lies."""
    return f"{workspace}/imports/{id}.{format}"


def _chunks(engines: Engines, run: Row) -> Any:
    shape = msgspec.convert(run["plan"], Plan).shape if run["plan"] else Shape()
    key = blob_key(run["workspace"], run["id"], run["format"])
    place = Place(run["bytes"], run["read"])
    return chunks_of(engines.blobs, key, run["format"], place, shape, run["total_bytes"])


def _plan_for(run: Row, chunk: Chunk) -> Plan:
    if run["plan"]:
        plan = msgspec.convert(run["plan"], Plan)
        if plan.columns or not chunk.shape.names:
            return plan
    sample = [row.values for row in chunk.rows[:_SAMPLE_ROWS] if row.values is not None]
    return Plan(chunk.shape, plan_of(chunk.shape.names, run["kind"], run["mapping"], sample))


def _prepare(run: Row, plan: Plan, rows: list[FileRow], received_at: datetime) -> _Prepared:
    """In a thread: this is most of the work, and the event loop has other customers."""
    receipt = Receipt(run["workspace"], f"import {run['name']}"[:200], run["channel"], received_at)
    zone = ZoneInfo(run["zone"])
    prepared = _Prepared([], [])
    for number, row in enumerate(rows, run["read"] + 1):
        try:
            sent = _sent(run, plan, row, zone)
            if sent.message_id is None or sent.message_id == "":
                sent.message_id = f"import:{run['key']}:{number}"
            prepared.lines.append(line(canonical(sent, row.text, receipt), received_at))
        except (Refused, WrongRow) as error:
            prepared.refusals.append(_Refusal(number, error.code, str(error), _payload(row)))
    return prepared


def _sent(run: Row, plan: Plan, row: FileRow, zone: ZoneInfo) -> Sent:
    """Raises Refused and WrongRow."""
    if row.problem:
        raise WrongRow(problem=row.problem)
    if row.values is not None:
        return sent_of(plan.columns, row.values, run["kind"], zone)
    sent = read_event(row.text)
    if sent.user_id or sent.anonymous_id or sent.traits or sent.properties:
        if run["kind"] == "customers":
            sent.type = "identify"
        return sent
    # A flat object is a row with named columns.
    flat = msgspec.json.decode(row.text)
    columns = plan_of(list(flat), run["kind"], run["mapping"], [])
    return sent_of(columns, list(flat.values()), run["kind"], zone)


def _payload(row: FileRow) -> str:
    text = row.text or msgspec.json.encode(row.values, enc_hook=str)
    return text[:10_000].decode("utf-8", "replace").replace("\x00", "\ufffd")


async def _keep_refusals(tx: Transaction, run: Row, refusals: list[_Refusal]) -> None:
    columns = ("workspace", "import", "row", "code", "reason", "payload")
    if refusals:
        await tx.copy("import_refusal", columns, [(run["workspace"], run["id"], *one) for one in refusals])


async def start_run(
    tx: Transaction,
    workspace: UUID,
    *,
    id: UUID,
    kind: str,
    format: str,
    name: str,
    total_bytes: int,
    zone: str,
    created_by: str,
    key: str = "",
    channel: str = "",
    mapping: dict[str, str] | None = None,
    worker: UUID | None = None,
) -> None:
    """Opens an import of a file that lies under `blob_key`. `worker` keeps it for a runner of the caller's."""
    now = clock.now()
    await tx.run(
        _queries.add_run,
        workspace=workspace,
        id=id,
        kind=kind,
        format=format,
        name=name,
        key=key or str(id),
        channel=channel,
        zone=zone,
        mapping=mapping or {},
        total_bytes=total_bytes,
        created_by=created_by,
        now=now,
        worker=worker,
        lease_until=now + LEASE if worker else None,
    )


async def run_of(tx: Transaction, workspace: UUID, id: UUID) -> Row:
    """Raises NotFound."""
    row = await tx.first(_queries.run_of, workspace=workspace, id=id)
    if row is None:
        raise NotFound(kind="import", id=id)
    return row


async def import_now(engines: Engines, workspace: UUID, id: UUID, runner: Runner, told: Any) -> Row:
    """Works until the import has ended, telling its row after each turn; other workers may help or finish it."""
    while True:
        await runner.run(engines, clock.now(), only=id)
        async with engines.tables.transaction() as tx:
            row = await run_of(tx, workspace, id)
        told(row)
        if row["state"] in ("done", "failed"):
            return row
        await asyncio.sleep(0 if row["worker"] == runner.worker else 0.3)
