"""The background worker: brings events to subscribers and runs jobs until it is told to stop."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog

from feilun.events import APPENDED, Subscriber, deliver, register
from feilun.kernel import clock
from feilun.kernel.capability import Job
from feilun.kernel.metrics import WORK, WORK_FAILURES
from feilun.store import Engines

_log = structlog.get_logger("feilun.worker")
_IDLE = 1.0
_AFTER_FAULT = 2.0


async def run_worker(
    engines: Engines, stop: asyncio.Event, subscribers: Sequence[Subscriber], jobs: Sequence[Job]
) -> None:
    """Returns after `stop`, once what was begun is finished. Several workers may run: work is claimed row by row."""
    # A batch makes many objects and no circles; at the default the collector walks them all again and again (a third of
    # the time of the subscriber `profiles`).
    gc.set_threshold(100_000, 20, 20)
    async with engines.tables.transaction() as tx:
        await register(tx, subscribers)
    doorbells = {name: asyncio.Event() for name in _names(subscribers, jobs)}
    loops = [_deliver_all(engines, one, subscribers, doorbells, stop) for one in subscribers]
    loops += [_run_all(engines, job, doorbells[job.name], stop) for job in jobs]
    hearings = await _hear(engines, subscribers, jobs, doorbells)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_ring_at_stop(stop, doorbells))
            for loop in loops:
                group.create_task(loop)
    finally:
        for hearing in hearings:
            await hearing.stop()


def _names(subscribers: Sequence[Subscriber], jobs: Sequence[Job]) -> list[str]:
    return [one.name for one in subscribers] + [job.name for job in jobs]


async def _hear(
    engines: Engines, subscribers: Sequence[Subscriber], jobs: Sequence[Job], doorbells: dict[str, asyncio.Event]
) -> list[Any]:
    wakes = {APPENDED: [one.name for one in subscribers]}
    for job in jobs:
        if job.wake:
            wakes.setdefault(job.wake, []).append(job.name)
    return [await engines.bus.subscribe(subject, _ringer(names, doorbells)) for subject, names in wakes.items()]


def _ringer(names: list[str], doorbells: dict[str, asyncio.Event]) -> Callable[[str, bytes], Awaitable[None]]:
    async def ring(subject: str, payload: bytes) -> None:
        for name in names:
            doorbells[name].set()

    return ring


async def _deliver_all(
    engines: Engines,
    subscriber: Subscriber,
    subscribers: Sequence[Subscriber],
    doorbells: dict[str, asyncio.Event],
    stop: asyncio.Event,
) -> None:
    followers = [doorbells[one.name] for one in subscribers if one.after == subscriber.name]

    async def once() -> int:
        handled = await deliver(engines, subscriber, clock.now())
        if handled:
            for doorbell in followers:
                doorbell.set()
        return handled

    await _repeat(subscriber.name, once, _IDLE, doorbells[subscriber.name], stop)


async def _run_all(engines: Engines, job: Job, doorbell: asyncio.Event, stop: asyncio.Event) -> None:
    async def once() -> int:
        work = job.run(engines, clock.now())
        return await (_cut_at(stop, work) if job.is_cut else work)

    await _repeat(job.name, once, job.every, doorbell, stop)


async def _cut_at(stop: asyncio.Event, work: Awaitable[int]) -> int:
    doing, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            doing.cancel()
        return await doing
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
        return 0
    finally:
        doing.cancel()
        stopping.cancel()


async def _repeat(
    name: str, once: Callable[[], Awaitable[int]], every: float, doorbell: asyncio.Event, stop: asyncio.Event
) -> None:
    while not stop.is_set():
        doorbell.clear()
        try:
            done, pause = await once(), every
            WORK.labels(name).inc(max(done, 0))
        except Exception:
            # A database that is away for a moment must not end the worker; the same work is found again.
            _log.exception("work_failed", work=name)
            WORK_FAILURES.labels(name).inc()
            done, pause = 0, _AFTER_FAULT
        if done == 0 and not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(doorbell.wait(), pause)


async def _ring_at_stop(stop: asyncio.Event, doorbells: dict[str, asyncio.Event]) -> None:
    await stop.wait()
    for doorbell in doorbells.values():
        doorbell.set()
