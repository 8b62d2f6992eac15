"""Designs and estimates in the background: claimed by one worker, kept by its heartbeat, begun again when that stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from math import isfinite
from typing import Any
from uuid import UUID

import msgspec
import structlog

from feilun.insight.research import Cancelled
from feilun.insight.studies import child
from feilun.insight.studies.answers import Answers
from feilun.insight.studies.child import ChildLost, DesignOrder, WorkFailed
from feilun.insight.studies.collecting import collect
from feilun.insight.studies.estimating import Estimated, EstimateOrder
from feilun.insight.studies.plans import design_print
from feilun.insight.studies.results import EstimateResult, EstimateSettings
from feilun.insight.studies.shapes import StudyDesign, StudyFilter, StudyPlan
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction, beating

queries = Queries(__file__)
_log = structlog.get_logger("feilun.studies")
WAITING = "studies.waiting"
WORKER = new_id()
# How often a worker says that it lives, in seconds, and after how long of silence another one takes its work.
_BEAT = 1.0
SILENCE = timedelta(seconds=15)
# Work that ends its worker again and again must not do so for ever.
MOST_ATTEMPTS = 3
_begun: set["asyncio.Task[None]"] = set()


class _TakenOver(Error):
    """Another worker does this now, or it was cancelled."""

    status = 409


@dataclass
class StudyTask:
    """What this process has claimed. `say` may be called from any thread; the next heartbeat tells it."""

    row: Row
    answers: Answers | None = None
    progress: int = 0
    is_lost: bool = field(default=False)

    def say(self, share: float) -> None:
        self.progress = max(self.progress, min(99, int(share * 100)))

    @property
    def _mine(self) -> dict[str, Any]:
        return {"workspace": self.row["workspace"], "id": self.row["id"], "worker": self.row["worker"]}

    async def beat(self, tx: Transaction) -> bool:
        """False when it is ours no longer."""
        told = {"progress": self.progress, "step": self.row["kind"], "now": clock.now()}
        return bool(await tx.run(queries.beat, **self._mine, **told))

    def lose(self, work: "asyncio.Future[None]") -> None:
        """Another worker does it, or it was cancelled."""
        if not work.done():
            self.is_lost = True
            work.cancel()

    async def end(self, tx: Transaction, state: str = "done", problem: str | None = None, **found: Any) -> None:
        """In the transaction of what was made. Raises _TakenOver; then nothing of it is kept."""
        values = {"base": 0, "tasks": 0, "result": None, "has_draws": False, "model": self.row["model"], **found}
        if not await tx.run(queries.end_task, **self._mine, state=state, problem=problem, now=clock.now(), **values):
            raise _TakenOver()

    async def let_go(self, tx: Transaction, given_back: int) -> None:
        await tx.run(queries.let_go, **self._mine, given_back=given_back)


def blob_of(workspace: UUID, task: UUID) -> str:
    return f"{workspace}/studies/{task}.draws"


async def run(engines: Engines, now: datetime) -> int:
    """Does the oldest work that nobody does; 0 when there is none."""
    async with engines.tables.transaction() as tx:
        stale = now - SILENCE
        await tx.run(queries.end_worn_out, now=now, stale=stale, most=MOST_ATTEMPTS)
        row = await tx.first(queries.claim_task, worker=WORKER, now=now, stale=stale)
    if row is None:
        return 0
    await _carry_out(engines, StudyTask(row))
    return 1


async def begin(engines: Engines, row: Row, patience: float, answers: Answers | None = None) -> None:
    """Does work that this process has claimed already, and waits for it so many seconds at most. `answers` are read already."""
    begun = asyncio.create_task(_carry_out(engines, StudyTask(row, answers)))
    _begun.add(begun)
    begun.add_done_callback(_ended)
    await asyncio.wait({begun}, timeout=patience)


def _ended(begun: "asyncio.Task[None]") -> None:
    """Nobody may be waiting any more, so a fault is logged here; a worker begins again when the heartbeat is old."""
    _begun.discard(begun)
    if not begun.cancelled() and (fault := begun.exception()) is not None:
        _log.error("study_task_failed", exc_info=fault)


async def _carry_out(engines: Engines, task: StudyTask) -> None:
    work = asyncio.ensure_future(_work(engines, task))
    async with beating(engines, _BEAT, task.beat, partial(task.lose, work), f"study_task:{task.row['id']}"):
        await _through(engines, task, work)
    # A stop of the worker that came while the work was being cancelled would be lost with it.
    current = asyncio.current_task()
    if current is not None and current.cancelling():
        raise asyncio.CancelledError


async def _through(engines: Engines, task: StudyTask, work: "asyncio.Future[None]") -> None:
    try:
        await work
    except (WorkFailed, Cancelled) as error:
        await _fail(engines, task, str(error))
    except ChildLost as error:
        if task.row["attempts"] >= MOST_ATTEMPTS:
            await _fail(engines, task, f"{error} It was tried {MOST_ATTEMPTS} times; is there memory?")
        else:
            await _let_go(engines, task, 0)
    except _TakenOver:
        _log.info("study_task_taken_over", task=str(task.row["id"]))
    except Error as error:
        if error.status >= 500:
            raise
        await _fail(engines, task, str(error))
    except asyncio.CancelledError:
        if not task.is_lost:
            await _let_go(engines, task, 1)
            raise


async def _work(engines: Engines, task: StudyTask) -> None:
    row = task.row
    plan = msgspec.convert(row["plan"], StudyPlan)
    async with engines.tables.transaction() as tx:
        study = await tx.first(queries.study, workspace=row["workspace"], study=row["study"])
        if study is None:
            raise WorkFailed(problem="The study was deleted")
        order: DesignOrder | EstimateOrder = DesignOrder(study["kind"], plan)
        if row["kind"] == "estimate":
            wanted = msgspec.convert(row["filter"], StudyFilter)
            answers = task.answers or await collect(tx, study, study["kind"], plan, wanted)
            settings = msgspec.convert(row["settings"], EstimateSettings)
            order = EstimateOrder(study["kind"], plan, row["model"], settings, answers)
    found = await child.run(order, task.say, lambda: task.is_lost)
    if isinstance(found, StudyDesign):
        await _keep_design(engines, task, study, plan, found)
    else:
        await _keep_estimate(engines, task, found)


async def _keep_design(engines: Engines, task: StudyTask, study: Row, plan: StudyPlan, found: StudyDesign) -> None:
    where = {"workspace": study["workspace"], "study": study["id"]}
    async with engines.tables.transaction() as tx:
        await task.end(tx)
        written = finite(msgspec.to_builtins(found))
        await tx.run(queries.keep_design, **where, design=written, print=design_print(study["kind"], plan))


async def _keep_estimate(engines: Engines, task: StudyTask, found: Estimated) -> None:
    """The draws are durable before the row names them."""
    result = finite(msgspec.to_builtins(found.result))
    try:
        # What cannot be read back must not stand there as done.
        msgspec.convert(result, EstimateResult)
    except msgspec.ValidationError as error:
        raise WorkFailed(problem=f"The answers give figures that are no numbers: {error}") from error
    if found.draws is not None:
        await engines.blobs.put(blob_of(task.row["workspace"], task.row["id"]), _chunks(found.draws))
    async with engines.tables.transaction() as tx:
        await task.end(
            tx,
            base=found.base,
            tasks=found.tasks,
            result=result,
            has_draws=found.draws is not None,
            model=found.result.model,
        )


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 1 << 20):
        yield content[start : start + (1 << 20)]


def finite(value: Any) -> Any:
    """JSON knows neither nan nor infinity."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(one) for key, one in value.items()}
    return [finite(one) for one in value] if isinstance(value, list | tuple) else value


async def _fail(engines: Engines, task: StudyTask, problem: str) -> None:
    with suppress(_TakenOver):
        async with engines.tables.transaction() as tx:
            await task.end(tx, "failed", problem[:2_000])


async def _let_go(engines: Engines, task: StudyTask, given_back: int) -> None:
    """The next worker need not wait until our heartbeat is old."""
    with suppress(Error, OSError):
        async with engines.tables.transaction() as tx:
            await task.let_go(tx, given_back)
