"""Asks a rule about the whole base: the tables it is scanned over, and the answer."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import ibis
import pyarrow as pa

from feilun.insight.segments.keeper import queries
from feilun.insight.segments.rules import Rule, deeds_in
from feilun.insight.segments.scan import judged
from feilun.store import Engines, Transaction

_PROFILE = pa.schema([("customer", pa.string()), ("traits", pa.string())])
_ACTIVITY = pa.schema(
    [
        ("customer", pa.string()),
        ("type", pa.string()),
        ("name", pa.string()),
        ("occurred_at", pa.timestamp("us", "UTC")),
        ("amount", pa.decimal128(24, 4)),
        ("properties", pa.string()),
    ]
)
_CHUNK = 20_000


@dataclass(frozen=True)
class Tables:
    """What a rule is scanned over, as Ibis tables."""

    profile: Any
    activity: Any


async def tables_for(engines: Engines, workspace: UUID, rule: Rule, now: datetime) -> Tables:
    """Only the deeds that the rule names, and only as far back as it looks."""
    deeds = deeds_in(rule)
    cutoffs = [did.cutoff(now) for did in deeds]
    since: Any = "-infinity" if None in cutoffs else min((one for one in cutoffs if one), default="infinity")
    async with engines.tables.transaction() as tx:
        profile = await _read(tx, _PROFILE, queries.profile_rows, workspace=workspace)
        labels = sorted({did.event for did in deeds})
        activity = await _read(tx, _ACTIVITY, queries.activity_rows, workspace=workspace, since=since, labels=labels)
    return Tables(ibis.memtable(profile), ibis.memtable(activity))


async def ask(engines: Engines, tables: Tables, rule: Rule, now: datetime) -> Any:
    """An Arrow table of customer, fits, due for everybody who fits or whom time may change."""
    verdicts = judged(rule, tables.profile, tables.activity, now)
    chosen = verdicts.filter(verdicts.fits | verdicts.due.notnull())
    return await asyncio.to_thread(engines.lake.run, chosen)


async def measure(engines: Engines, tables: Tables, rule: Rule, now: datetime, sample: int) -> tuple[int, list[str]]:
    """How many fit, and some of them."""
    verdicts = judged(rule, tables.profile, tables.activity, now)
    fitting = verdicts.filter(verdicts.fits)
    found = await asyncio.to_thread(
        engines.lake.run,
        fitting.aggregate(size=fitting.count(), sample=fitting.customer.cast("string").collect()[:sample]),
    )
    row = found.to_pylist()[0]
    return row["size"], list(row["sample"] or [])


async def _read(tx: Transaction, schema: Any, statement: str, **values: Any) -> Any:
    names = schema.names
    batches: list[Any] = []
    columns: list[list[Any]] = [[] for _ in names]
    async for row in tx.stream(statement, **values):
        for column, name in zip(columns, names, strict=True):
            column.append(_arrow(row[name]))
        if len(columns[0]) == _CHUNK:
            batches.append(pa.RecordBatch.from_arrays(_arrays(schema, columns), schema=schema))
            columns = [[] for _ in names]
    batches.append(pa.RecordBatch.from_arrays(_arrays(schema, columns), schema=schema))
    return pa.Table.from_batches(batches, schema)


def _arrays(schema: Any, columns: list[list[Any]]) -> list[Any]:
    return [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]


def _arrow(value: Any) -> Any:
    return value.quantize(Decimal("0.0001")) if isinstance(value, Decimal) else value
