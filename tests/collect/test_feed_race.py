"""Writers that commit late and out of order race against a reader of the feed: nothing is stepped over."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from feilun import events
from feilun.events import Event, Handle, Stored
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines, Transaction

WRITERS = 8
ROUNDS = 25


class Hearer:
    """Remembers what it was given; small batches make many places at which something could be stepped over."""

    after: str | None = None
    batch = 7

    def __init__(self, workspace: UUID) -> None:
        self.name = f"test-race-{new_id().hex}"
        self._workspace = workspace
        self.heard: list[str] = []

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        self.heard += [event.id for event in events if event.workspace == self._workspace]


async def test_late_commits_are_neither_stepped_over_nor_heard_twice(engines: Engines, workspace: UUID) -> None:
    hearer, chance, committed = Hearer(workspace), random.Random(7), []
    async with engines.tables.transaction() as tx:
        await events.register(tx, [hearer])
    writing = asyncio.Event()

    async def write(writer: int) -> None:
        for number in range(ROUNDS):
            ids = [f"{writer}-{number}-{part}" for part in range(chance.randint(1, 3))]
            if await _append_slowly(engines, workspace, ids, chance):
                committed.extend(ids)

    async def read() -> None:
        while await events.deliver(engines, hearer, clock.now()) or not writing.is_set():
            await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    await asyncio.gather(*[write(writer) for writer in range(WRITERS)])
    writing.set()
    await reader
    while await events.deliver(engines, hearer, clock.now()):
        pass
    assert sorted(hearer.heard) == sorted(committed)
    for writer in range(WRITERS):
        own = [id for id in hearer.heard if id.startswith(f"{writer}-")]
        assert own == [id for id in committed if id.startswith(f"{writer}-")]


async def _append_slowly(engines: Engines, workspace: UUID, ids: list[str], chance: random.Random) -> bool:
    """Takes its position, waits, then commits or rolls back: a higher position often commits first."""
    try:
        async with engines.tables.transaction() as tx:
            await events.append(tx, [_event(workspace, id) for id in ids])
            await asyncio.sleep(chance.choice((0, 0.001, 0.01, 0.05)))
            if chance.random() < 0.1:
                raise InterruptedError
    except InterruptedError:
        return False
    return True


def _event(workspace: UUID, id: str) -> Event:
    handle = Handle("user_id", id.split("-")[0])
    return Event(workspace=workspace, id=id, type="track", name="E", occurred_at=clock.now(), handles=(handle,))


async def test_the_race_really_has_late_commits(engines: Engines, workspace: UUID) -> None:
    """Guards the test above: without a late commit it would prove nothing."""
    gate = asyncio.Event()

    async def late() -> None:
        async with engines.tables.transaction() as tx:
            await events.append(tx, [_event(workspace, "late-1")])
            await gate.wait()

    async def rows() -> list[dict[str, Any]]:
        async with engines.tables.transaction() as tx:
            return await tx.all("select id, position from event where workspace = %(w)s order by position", w=workspace)

    hearer = Hearer(workspace)
    async with engines.tables.transaction() as tx:
        await events.register(tx, [hearer])
    waiting = asyncio.create_task(late())
    await asyncio.sleep(0.2)
    async with engines.tables.transaction() as tx:
        await events.append(tx, [_event(workspace, "early-1")])
    while await events.deliver(engines, hearer, clock.now()):
        pass
    assert hearer.heard == []  # The early one waits for the late one that has the lower position.
    gate.set()
    await waiting
    while await events.deliver(engines, hearer, clock.now()):
        pass
    assert [row["id"] for row in await rows()] == hearer.heard == ["late-1", "early-1"]


async def test_writers_are_read_in_the_order_of_numbers_not_of_text(engines: Engines, workspace: UUID) -> None:
    async with engines.tables.transaction() as tx:
        await events.append(tx, [_event(workspace, "ten-1"), _event(workspace, "nine-1")])
        for name, writer in (("ten-1", "10"), ("nine-1", "9")):
            statement = "update event set writer = %(x)s::xid8 where workspace = %(w)s and id = %(id)s"
            await tx.run(statement, x=writer, w=workspace, id=name)
    hearer = Hearer(workspace)
    hearer.batch = 1
    async with engines.tables.transaction() as tx:
        await events.register(tx, [hearer])
    while await events.deliver(engines, hearer, clock.now()):
        pass
    assert hearer.heard == ["nine-1", "ten-1"]
