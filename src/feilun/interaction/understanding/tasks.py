"""Work in the background: claimed by one worker, kept by its heartbeat, taken over when that stops."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog

from feilun.interaction.understanding.child import WorkFailed
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Transaction, UniqueViolation, beating

_queries = Queries(__file__)
_log = structlog.get_logger("feilun.understanding")
# How often a worker says that it lives, in seconds, and after how long of silence another one takes its work.
_BEAT = 1.0
SILENCE = timedelta(seconds=15)
# Work that ends its worker again and again must not do so for ever.
MOST_ATTEMPTS = 3


class TakenOver(Error):
    """Another worker does this now."""

    status = 409


@dataclass
class Task:
    """What a worker has claimed. `say` may be called from any thread; the next heartbeat tells it to everybody."""

    workspace: UUID
    number: int
    kind: str
    worker: UUID
    progress: int = 0
    step: str = ""
    is_lost: bool = field(default=False)

    def say(self, share: float, step: str) -> None:
        self.progress = max(self.progress, min(99, int(share * 100)))
        self.step = step

    def part(self, first: float, last: float, step: str) -> Callable[[float, str], None]:
        """Tells the share of a part of the work as a share of the whole."""
        return lambda share, _: self.say(first + (last - first) * min(max(share, 0.0), 1.0), step)

    async def end(self, tx: Transaction, state: str = "done", problem: str | None = None) -> None:
        """In the transaction of what was made. Raises TakenOver; then nothing of it is kept."""
        ended = await tx.run(_queries.end_task, **self._row(), state=state, problem=problem, now=clock.now())
        if not ended:
            raise TakenOver()

    async def beat(self, tx: Transaction) -> bool:
        """False when it is ours no longer."""
        told = await tx.run(_queries.beat, **self._row(), progress=self.progress, step=self.step, now=clock.now())
        return bool(told)

    def lose(self, work: "asyncio.Future[None]") -> None:
        """Another worker has it."""
        if not work.done():
            self.is_lost = True
            work.cancel()

    async def let_go(self, tx: Transaction) -> None:
        """Another worker may take it at once."""
        await tx.run(_queries.let_go, **self._row())

    def _row(self) -> dict[str, object]:
        return {"workspace": self.workspace, "number": self.number, "kind": self.kind, "worker": self.worker}


Work = Callable[[Engines, Task], Awaitable[None]]


class Tasks:
    """`run` is the job; each process has one, known by its own id."""

    def __init__(self, works: Mapping[str, Work]) -> None:
        self.worker = new_id()
        self._works = works

    async def run(self, engines: Engines, now: datetime, only: UUID | None = None) -> int:
        """Does the oldest work (of one workspace, if wanted) that nobody does; 0 when there is none."""
        task = await self._claim(engines, now, only)
        if task is None:
            return 0
        work = asyncio.ensure_future(self._works[task.kind](engines, task))
        async with beating(engines, _BEAT, task.beat, partial(task.lose, work), f"{task.kind} {task.number}"):
            try:
                await work
            except WorkFailed as error:
                await _fail(engines, task, str(error))
            except TakenOver:
                _log.warning("task_taken_over", kind=task.kind, number=task.number)
            except asyncio.CancelledError:
                if not task.is_lost:
                    await _let_go(engines, task)
                    raise
        return 1

    async def _claim(self, engines: Engines, now: datetime, only: UUID | None) -> Task | None:
        stale = now - SILENCE
        try:
            async with engines.tables.transaction() as tx:
                await tx.run(_queries.end_worn_out, now=now, stale=stale, most=MOST_ATTEMPTS)
                row = await tx.first(_queries.claim_task, worker=self.worker, now=now, stale=stale, only=only)
        except UniqueViolation:
            return None  # Another worker began something else for this workspace at the same moment.
        return Task(row["workspace"], row["number"], row["kind"], self.worker) if row else None


async def _fail(engines: Engines, task: Task, problem: str) -> None:
    with suppress(TakenOver):
        async with engines.tables.transaction() as tx:
            await task.end(tx, "failed", problem[:2_000])


async def _let_go(engines: Engines, task: Task) -> None:
    """At shutdown: the next worker need not wait until our heartbeat is old."""
    with suppress(Error, OSError):
        async with engines.tables.transaction() as tx:
            await task.let_go(tx)
