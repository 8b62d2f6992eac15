"""The writer under faults: a database that refuses, goes away, or is slow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from feilun.events import Event, Handle
from feilun.events.collect import prune, refusals, writer
from feilun.events.log import Line, line
from feilun.kernel import clock
from feilun.kernel.errors import Unavailable
from feilun.store import Engines, Tables, Transaction


def delivery(workspace: UUID, *ids: str, poison: str = "") -> writer.Delivery:
    now = clock.now()
    lines = [
        line(Event(workspace=workspace, id=id, type="track", occurred_at=now, handles=(Handle("user_id", "lin"),)), now)
        for id in ids
    ]
    if poison:
        lines.append(Line(str(workspace), line_key(workspace, poison), b"this is no row\n"))
    return writer.Delivery(workspace, "Test", now, lines, [])


def line_key(workspace: UUID, id: str) -> str:
    return line(Event(workspace=workspace, id=id, type="track", occurred_at=clock.now()), clock.now()).key


class Broken:
    """Tables whose transactions fail while `is_down`, or wait for `gate`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.is_down = False
        self.gate = asyncio.Event()
        self.gate.set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        await self.gate.wait()
        if self.is_down:
            raise Unavailable(problem="The database does not answer")
        async with self._tables.transaction() as tx:
            yield tx


@pytest.fixture
def broken(engines: Engines) -> Broken:
    return Broken(engines.tables)


@pytest.fixture
def slow_writer(engines: Engines, broken: Broken) -> writer.Writer:
    return writer.Writer(replace(engines, tables=broken))  # type: ignore[arg-type]


async def test_a_poisoned_event_fails_alone(
    slow_writer: writer.Writer, workspace: UUID, log: Any, quarantine: Any
) -> None:
    answers = await asyncio.gather(
        slow_writer.write(delivery(workspace, "a")),
        slow_writer.write(delivery(workspace, "b", poison="p")),
        slow_writer.write(delivery(workspace, "c")),
    )
    assert answers[0] == [None] and answers[2] == [None]
    assert answers[1][0] is None and isinstance(answers[1][1], refusals.NotStored)
    assert [event["id"] for event in await log()] == ["a", "b", "c"]
    assert [row["code"] for row in await quarantine()] == ["not_stored"]


async def test_while_the_database_is_away_nothing_is_acknowledged(
    slow_writer: writer.Writer, broken: Broken, workspace: UUID, log: Any
) -> None:
    broken.is_down = True
    with pytest.raises(refusals.StorageUnavailable):
        await slow_writer.write(delivery(workspace, "a"))
    broken.is_down = False
    assert await slow_writer.write(delivery(workspace, "a")) == [None]
    assert len(await log()) == 1


async def test_a_long_queue_answers_429(
    slow_writer: writer.Writer, broken: Broken, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "WAITING_EVENTS", 2)
    broken.gate.clear()
    waiting = [asyncio.create_task(slow_writer.write(delivery(workspace, str(n)))) for n in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(refusals.Busy):
        await slow_writer.write(delivery(workspace, "too many"))
    broken.gate.set()
    assert await asyncio.gather(*waiting) == [[None], [None]]


async def test_requests_that_wait_together_share_a_commit(
    slow_writer: writer.Writer, broken: Broken, workspace: UUID, log: Any
) -> None:
    await asyncio.gather(*[slow_writer.write(delivery(workspace, str(n))) for n in range(50)])
    assert len({event["writer"] for event in await log()}) == 1


async def test_a_client_that_left_does_not_stop_the_others(
    slow_writer: writer.Writer, broken: Broken, workspace: UUID, log: Any
) -> None:
    broken.gate.clear()
    gone = asyncio.create_task(slow_writer.write(delivery(workspace, "gone")))
    stays = asyncio.create_task(slow_writer.write(delivery(workspace, "stays")))
    await asyncio.sleep(0)
    gone.cancel()
    broken.gate.set()
    assert await stays == [None]
    assert {event["id"] for event in await log()} == {"gone", "stays"}


async def test_ids_are_forgotten_only_after_a_week(engines: Engines, workspace: UUID) -> None:
    await writer.Writer(engines).write(delivery(workspace, "a", "b"))

    async def known() -> int:
        async with engines.tables.transaction() as tx:
            return int(await tx.value("select count(*) from event_key where workspace = %(w)s", w=workspace))

    await prune.prune_keys(engines, clock.now() + timedelta(days=7))
    assert await known() == 2
    while await prune.prune_keys(engines, clock.now() + timedelta(days=9)):
        pass
    assert await known() == 0
