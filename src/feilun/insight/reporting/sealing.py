"""Seals finished responses into blocks, and takes out of them what must not be kept. A job; it may die at any point.

Order of a sealing: a row `writing`, then the blobs, then in one transaction the row `standing` with its responses and the
block it replaces `leaving`, then the old blobs. Whatever is left over from a death is removed when it is ten minutes old.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from feilun.insight.reporting import blocks
from feilun.insight.reporting.columns import Batch, joined, taken
from feilun.insight.reporting.flattening import batch_of
from feilun.insight.reporting.lines import queries
from feilun.insight.reporting.reading import Reader
from feilun.store import Engines, Row, Transaction

SEALED = ("started", "partial", "complete", "screened", "full")
ROOM = 2_000
LEAST = 200
_CHUNK = 250
# She may still be changing her mind; and a save in flight began before we looked.
_REST = timedelta(minutes=1)
# Who stopped half-way may well be back soon.
_AWAY = timedelta(minutes=30)
_LEFT_OVER = timedelta(minutes=10)


async def seal(engines: Engines, now: datetime) -> int:
    """How many blocks were written."""
    number, before = 0, now - _REST
    async with engines.tables.transaction() as tx:
        due = await tx.all(queries.due_surveys, again=before - _REST)
    for one in due:
        while written := await _seal_next(engines, one["workspace"], one["survey"], now):
            number += written
        async with engines.tables.transaction() as tx:
            await tx.run(queries.looked, **one, at=before)
    return number


async def cleanse(engines: Engines, now: datetime) -> int:
    """Writes blocks anew that hold an erased response, and removes blobs that nobody needs."""
    async with engines.tables.transaction() as tx:
        stained = await tx.all(queries.stained_blocks)
        loose = await tx.all(queries.loose_blocks, before=now - _LEFT_OVER)
    for row in stained:
        await _rewrite(engines, row["workspace"], row["survey"], row["id"], now)
    for row in loose:
        await _remove(engines, row)
    return 0


async def _seal_next(engines: Engines, workspace: UUID, survey: UUID, now: datetime) -> int:
    """Fills the open block of a survey, or begins one."""
    where = {"workspace": workspace, "survey": survey}
    async with engines.tables.transaction() as tx:
        if not await tx.value(queries.lock_survey, survey=survey):
            return 0
        old = await tx.first(queries.open_block, **where, room=ROOM)
        room = ROOM - (old["number"] if old else 0)
        rows = await tx.all(
            queries.unsealed, **where, states=list(SEALED), before=now - _REST, away=now - _AWAY, limit=room
        )
        if len(rows) < min(LEAST, room):
            return 0
        return await _write(tx, engines, where, old["id"] if old else None, [row["id"] for row in rows], now)


async def _rewrite(engines: Engines, workspace: UUID, survey: UUID, block: int, now: datetime) -> None:
    where = {"workspace": workspace, "survey": survey}
    async with engines.tables.transaction() as tx:
        if await tx.value(queries.lock_survey, survey=survey):
            await _write(tx, engines, where, block, [], now)


async def _write(
    tx: Transaction, engines: Engines, where: dict[str, Any], old: int | None, more: list[UUID], now: datetime
) -> int:
    """A new block of what the old one still holds truly and of `more`; the old one leaves. 1 when one was written."""
    kept, batch = await _kept(tx, engines, where, old)
    fresh = await _fresh(tx, where, more)
    stamped = [*kept, *fresh[0]]
    block = None
    if stamped and await tx.value(queries.survey_stands, **where):
        # The row of its own commit, so that a death leaves a trace of the blob.
        async with engines.tables.transaction() as aside:
            block = int(await aside.value(queries.add_block, **where, now=now))
        whole = await asyncio.to_thread(joined, [*([batch] if batch else []), *fresh[1]])
        await blocks.store(engines, where["workspace"], where["survey"], block, whole)
        if not await tx.run(queries.stand_block, block=block, number=len(stamped)):
            return 0
        await _put(tx, where, block, stamped)
    if old is not None:
        await tx.run(queries.drop_sealed, block=old)
        await tx.run(queries.leave_block, block=old, now=now)
        tx.after_commit(lambda: _remove(engines, {"id": old, **where}))
    return int(block is not None)


async def _kept(
    tx: Transaction, engines: Engines, where: dict[str, Any], old: int | None
) -> tuple[list[Row], Batch | None]:
    if old is None:
        return [], None
    rows = await tx.all(queries.block_rows, block=old, states=list(SEALED))
    batch = await blocks.load(engines, where["workspace"], where["survey"], old, with_texts=True)
    if batch is None or not rows:
        return [], None
    return rows, taken(batch, np.array([row["place"] for row in rows], np.intp))


async def _fresh(tx: Transaction, where: dict[str, Any], ids: list[UUID]) -> tuple[list[Row], list[Batch]]:
    reader = Reader(tx, where["workspace"], where["survey"])
    batches = []
    for start in range(0, len(ids), _CHUNK):
        flats = await reader.flats(ids[start : start + _CHUNK])
        batches.append(await asyncio.to_thread(batch_of, flats, reader.free))
    return [
        {"response": one, "seq": reader.stamps[one][0], "updated_at": reader.stamps[one][1]} for one in ids
    ], batches


async def _put(tx: Transaction, where: dict[str, Any], block: int, rows: list[Row]) -> None:
    await tx.run(
        queries.put_sealed,
        **where, block=block, responses=[row["response"] for row in rows], places=list(range(len(rows))),
        seqs=[row["seq"] for row in rows], times=[row["updated_at"] for row in rows],
    )  # fmt: skip


async def _remove(engines: Engines, row: Row) -> None:
    await blocks.remove(engines, row["workspace"], row["survey"], row["id"])
    async with engines.tables.transaction() as tx:
        await tx.run(queries.drop_sealed, block=row["id"])
        await tx.run(queries.delete_block, block=row["id"])
