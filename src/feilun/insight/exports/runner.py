"""The job: takes a file that is asked for, writes it aside, and names it once it is whole.

The worker holds a lease and renews it every second. Killed, it leaves nothing but the lease: what lies aside has no
name, and the next worker begins anew. Cancelled, it stops at the next block.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any, TypeVar

import msgspec
import structlog

from feilun.insight.exports import keeper
from feilun.insight.exports.columns import ExportNote
from feilun.insight.exports.keeper import queries
from feilun.insight.exports.making import Made, make
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.kernel.ids import new_id
from feilun.store import Engines, Json, Row, Transaction, beating

T = TypeVar("T")
_log = structlog.get_logger("feilun.exports")
LEASE = timedelta(seconds=30)
_BEAT_SECONDS = 1.0
_MOST_ATTEMPTS = 3
_CHUNK = 1 << 20


class Stopped(Exception):
    """The file is not wanted any more, or another worker has it."""


class Progress:
    """How far the file is; told from any thread. `check` raises Stopped where it should end."""

    def __init__(self) -> None:
        self.share = 0.0
        self.rows = 0
        self.is_stopped = False

    def tell(self, share: float, rows: int | None = None) -> None:
        self.share = share
        self.rows = self.rows if rows is None else rows
        self.check()

    def stop(self) -> None:
        self.is_stopped = True

    def check(self) -> None:
        if self.is_stopped:
            raise Stopped

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Runs in a thread; cut off, it waits until the thread has stopped, since that one holds the file."""
        task = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self.is_stopped = True
            await asyncio.wait([task])
            # Whatever it ended with is of no interest any more, but must be taken.
            task.cancelled() or task.exception()
            raise


class Runner:
    """`run` is the job; each process has one, known by its own id."""

    def __init__(self) -> None:
        self.worker = new_id()

    async def run(self, engines: Engines, now: datetime) -> int:
        """Writes the file that waits longest; 1, or 0 where none does."""
        row = await self._claim(engines, now)
        if row is None:
            return 0
        await keeper.drop_files(engines, row, range(1, row["attempts"]))
        if row["attempts"] > _MOST_ATTEMPTS:
            await self._end(engines, row, "failed", problem="It was begun three times and never came to its end.")
            return 1
        progress = Progress()
        beat = partial(self._tell, row, progress)
        async with beating(engines, _BEAT_SECONDS, beat, progress.stop, f"export:{row['id']}"):
            try:
                await self._write(engines, row, progress)
            except Stopped:
                pass
            except asyncio.CancelledError:
                async with engines.tables.transaction() as tx:
                    await tx.run(queries.give_back, **self._mine(row))
                raise
            except Error as error:
                await self._end(engines, row, "failed", problem=str(error))
        return 1

    async def _claim(self, engines: Engines, now: datetime) -> Row | None:
        async with engines.tables.transaction() as tx:
            row = await tx.first(queries.claim_export, worker=self.worker, now=now, lease_until=now + LEASE)
            if row is not None:
                # Counted before anything is read: who is erased from now on is missed, or makes the file void.
                row["erased"] = await keeper.erased_of(tx, row)
                place = {"workspace": row["workspace"], "id": row["id"]}
                await tx.run(queries.remember_erased, **place, erased=row["erased"])
        return row

    async def _tell(self, row: Row, progress: Progress, tx: Transaction) -> bool:
        """How far we are; false where the file is not wanted any more."""
        told = await tx.run(
            queries.tell_export, **self._mine(row), progress=min(progress.share, 0.99), rows=progress.rows,
            lease_until=clock.now() + LEASE,
        )  # fmt: skip
        return bool(told)

    async def _write(self, engines: Engines, row: Row, progress: Progress) -> None:
        async with make(engines, row, keeper.wish_of(row), progress) as made:
            progress.check()
            size = await engines.blobs.put(keeper.key_of(row), _chunks(made.file, progress))
            if not await self._end(engines, row, "done", made=made, size=size):
                await keeper.drop_files(engines, row, [row["attempts"]])

    async def _end(
        self, engines: Engines, row: Row, state: str, *, problem: str = "", made: Made | None = None, size: int = 0
    ) -> int:
        """0 where it is not ours any more."""
        notes: list[ExportNote] = made.notes if made else []
        now = clock.now()
        async with engines.tables.transaction() as tx:
            ended = await tx.run(
                queries.end_export, **self._mine(row), state=state, rows=made.rows if made else 0, bytes=size,
                notes=Json(msgspec.to_builtins(notes)), problem=problem[:1000], now=now,
                expires_at=keeper.expiry(engines, now),
            )  # fmt: skip
        _log.info("export_ended", id=str(row["id"]), format=row["format"], state=state, problem=problem)
        return ended

    def _mine(self, row: Row) -> dict[str, Any]:
        return {
            "workspace": row["workspace"], "id": row["id"], "worker": self.worker, "attempts": row["attempts"]
        }  # fmt: skip


async def _chunks(file: IO[bytes], progress: Progress) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, 0)
    while chunk := await asyncio.to_thread(file.read, _CHUNK):
        progress.check()
        yield chunk
