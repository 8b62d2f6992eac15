"""The background worker."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from feilun import app_worker
from feilun.events import APPENDED, Event, Stored, append
from feilun.kernel import clock
from feilun.kernel.capability import Job
from feilun.kernel.ids import new_id
from feilun.store import Engines, Transaction


@dataclass
class _Ear:
    """A subscriber that remembers what it heard of one workspace."""

    workspace: UUID
    name: str
    after: str | None = None
    batch: int = 1000
    heard: list[str] = field(default_factory=list)

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        self.heard += [event.id for event in events if event.workspace == self.workspace]


async def _until(true: Any) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.02)


async def _append(engines: Engines, workspace: UUID, *ids: str) -> None:
    async with engines.tables.transaction() as tx:
        await append(tx, [Event(workspace=workspace, id=id, type="track", occurred_at=clock.now()) for id in ids])
        tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


async def test_events_reach_subscribers_in_order_and_followers_after_those_they_follow(
    engines: Engines, workspace: UUID
) -> None:
    ahead = _Ear(workspace, f"ahead {new_id()}")
    behind = _Ear(workspace, f"behind {new_id()}", after=ahead.name)
    stop = asyncio.Event()
    worker = asyncio.create_task(app_worker.run_worker(engines, stop, [ahead, behind], []))
    await _append(engines, workspace, "a", "b")
    await _append(engines, workspace, "c")
    await _until(lambda: len(behind.heard) == 3)
    stop.set()
    await worker
    assert ahead.heard == behind.heard == ["a", "b", "c"]


async def test_a_job_that_fails_is_run_again_and_stops_nobody(engines: Engines) -> None:
    runs: list[str] = []

    async def broken(engines: Engines, now: datetime) -> int:
        runs.append("broken")
        raise RuntimeError("the disk is full")

    async def good(engines: Engines, now: datetime) -> int:
        runs.append("good")
        return 0

    stop = asyncio.Event()
    jobs = [Job("broken", broken, every=0.01), Job("good", good, every=0.01)]
    worker = asyncio.create_task(app_worker.run_worker(engines, stop, [], jobs))
    await _until(lambda: runs.count("good") > 20 and runs.count("broken") > 1)
    stop.set()
    await worker


async def test_a_job_sleeps_until_its_subject_is_published(engines: Engines) -> None:
    runs: list[datetime] = []

    async def job(engines: Engines, now: datetime) -> int:
        runs.append(now)
        return 0

    stop = asyncio.Event()
    subject = f"test.{new_id()}"
    worker = asyncio.create_task(
        app_worker.run_worker(engines, stop, [], [Job("sleeper", job, every=3600, wake=subject)])
    )
    await _until(lambda: len(runs) == 1)
    await engines.bus.publish(subject, b"")
    await _until(lambda: len(runs) == 2)
    stop.set()
    await worker


async def test_a_stop_waits_for_what_has_begun(engines: Engines) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(engines: Engines, now: datetime) -> int:
        begun.set()
        await may_end.wait()
        ended.set()
        return 1

    stop = asyncio.Event()
    worker = asyncio.create_task(app_worker.run_worker(engines, stop, [], [Job("slow", slow)]))
    await begun.wait()
    stop.set()
    await asyncio.sleep(0.1)
    assert not worker.done()
    may_end.set()
    await worker
    assert ended.is_set()
