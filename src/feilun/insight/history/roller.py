"""Writes what is new in the log into the lake, a few seconds behind `profiles`."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec

from feilun import events
from feilun.events import Stored
from feilun.events.catalogue.insight import CustomersMerged, CustomersSplit
from feilun.insight import identity
from feilun.insight.history.columns import SCHEMAS, table
from feilun.insight.history.looking import Looking
from feilun.insight.history.rules import place_name, uncommitted
from feilun.kernel.sql import Queries
from feilun.store import Engines, Lake, Row, Transaction

queries = Queries(__file__)

# Folders without a file of an attempt that was never committed.
_clean = Looking()

# One workspace's new rows, by table of the lake.
Rows = dict[str, list[Row]]


class History:
    """The subscriber `history`. Files are written before its place is committed, under a name made from the place.

    A crash between the two leaves files that the next attempt overwrites or removes, so no row is there twice.
    """

    name = "history"
    after: str | None = "profiles"
    batch = 20_000

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        place = await tx.first(queries.place, name=self.name)
        assert place is not None  # The feed holds its lock.
        start = place_name(place["writer"], place["position"])
        found = {
            workspace: await _rows(tx, workspace, list(group))
            for workspace, group in groupby(sorted(events, key=_workspace), key=_workspace)
        }
        await asyncio.to_thread(_write, engines.lake, found, start, place["handled"])


HISTORY = History()


async def roll(engines: Engines, now: datetime) -> int:
    """The job: one batch; full batches follow at once, else it waits for more to come together."""
    async with engines.tables.transaction() as tx:
        await events.register(tx, [HISTORY])
    handled = await events.deliver(engines, HISTORY, now)
    return handled if handled >= HISTORY.batch else 0


async def _rows(tx: Transaction, workspace: UUID, batch: Sequence[Stored]) -> Rows:
    positions = [event.position for event in batch]
    activity = await tx.all(queries.activity, workspace=workspace, positions=positions)
    merged, parted = _moved(batch, CustomersMerged.type), await _parted(tx, workspace, batch)
    customers = sorted({row["customer"] for row in activity} - merged - parted)
    told = await tx.all(queries.profiles_told, workspace=workspace, customers=customers, since=min(positions))
    moved = sorted(merged | parted)
    return {
        "event": [_as_received(event) for event in batch],
        "activity": activity,
        "profile": told + await _all(tx, queries.profiles_whole, workspace, moved),
        "alias": await _all(tx, queries.aliases, workspace, moved),
        "correction": await _all(tx, queries.activity_owners, workspace, sorted(parted)),
    }


async def _all(tx: Transaction, statement: str, workspace: UUID, customers: Sequence[UUID]) -> list[Row]:
    return await tx.all(statement, workspace=workspace, customers=list(customers)) if customers else []


def _moved(batch: Iterable[Stored], kind: str) -> set[UUID]:
    """Both sides of each merge; the sides of a split are asked of `identity`, since the fact names the edge only."""
    facts = [event.body.get("properties", {}) for event in batch if event.type == kind]
    return {UUID(str(fact[side])) for fact in facts for side in ("survivor", "absorbed")}


async def _parted(tx: Transaction, workspace: UUID, batch: Iterable[Stored]) -> set[UUID]:
    facts = [event.body.get("properties", {}) for event in batch if event.type == CustomersSplit.type]
    found: set[UUID] = set()
    for fact in facts:
        found |= {UUID(str(fact["customer"])), *await identity.ends_of(tx, workspace, UUID(str(fact["edge"])))}
    return found


def _as_received(event: Stored) -> Row:
    row: Row = msgspec.structs.asdict(event)
    return row | {"handles": _json(event.handles), "body": _json(event.body)}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _write(lake: Lake, found: dict[UUID, Rows], start: str, version: int) -> None:
    _remove_uncommitted(lake, start)
    for workspace, tables in found.items():
        for name, rows in tables.items():
            if rows:
                lake.write(name, workspace, start, table(SCHEMAS[name], rows, version))


def _remove_uncommitted(lake: Lake, start: str) -> None:
    for name in SCHEMAS:
        for workspace, stamp in _clean.due(lake, name):
            there = lake.files(name, workspace) + lake.covered(name, workspace)
            lake.remove(name, workspace, left := uncommitted(there, start))
            if not left:
                _clean.done(name, workspace, stamp)


def _workspace(event: Stored) -> Any:
    return event.workspace
