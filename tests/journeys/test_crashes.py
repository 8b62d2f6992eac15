"""Workers die and race: nobody is lost, nobody is written to twice."""

import asyncio
import logging
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tests.journeys.walking import END, email, graph, live, positions, wait
from tests.outbox.mailbox import Mailbox
from tests.outbox.shop import Shop

from feilun import events
from feilun.conversion import journeys
from feilun.delivery.outbox.sending import AT_ONCE
from feilun.events import Event, Handle
from feilun.kernel import clock
from feilun.store import Row

ROOT = Path(__file__).parents[2]
_log = logging.getLogger(__name__)
STEPS = [email("one"), email("two"), END]


async def _crowd(shop: Shop, number: int) -> None:
    """Customers with addresses who all signed up."""
    now = clock.now()
    batch = []
    for n in range(number):
        handles = (Handle("user_id", f"c{n}"), Handle("email", f"c{n}@shop.test"))
        parts = {"workspace": shop.workspace, "occurred_at": now, "handles": handles}
        batch.append(Event(id=f"i{n}", type="identify", body={"traits": {"name": f"C{n}"}}, **parts))  # type: ignore[arg-type]
        batch.append(Event(id=f"s{n}", type="track", name="Signed Up", body={"properties": {}}, **parts))  # type: ignore[arg-type]
    async with shop.engines.tables.transaction() as tx:
        await events.append(tx, batch)


async def _rows(shop: Shop, statement: str, journey: UUID) -> list[Row]:
    async with shop.engines.tables.transaction() as tx:
        return await tx.all(statement, w=shop.workspace, j=journey)


async def _assert_walked_once(shop: Shop, journey: UUID, number: int) -> None:
    assert Counter(place["state"] for place in await positions(shop, journey)) == {"done": number}
    passages = await _rows(
        shop,
        "select customer, array_agg(step order by pass) as steps from journey_passage "
        "where workspace = %(w)s and journey = %(j)s group by customer",
        journey,
    )
    assert Counter(tuple(row["steps"]) for row in passages) == {("wait", "one", "two", "end"): number}
    messages = await _rows(
        shop, "select customer, step from outbox where workspace = %(w)s and journey = %(j)s", journey
    )
    assert len(messages) == 2 * number == len({(row["customer"], row["step"]) for row in messages})
    assert len(await shop.facts("journey.left")) == number


async def test_two_workers_at_once_move_everybody_once(shop: Shop) -> None:
    journey = await live(shop, graph(wait(), *STEPS))
    await _crowd(shop, 300)
    await shop.drain()

    async def work() -> int:
        moved = 0
        while done := await journeys.run_due(shop.engines, clock.now() + timedelta(hours=2), batch=25):
            moved += done
        return moved

    shares = await asyncio.gather(work(), work())
    # Journeys of other tests may have had something to move by then, too.
    assert sum(shares) >= 300 * 4
    assert min(shares) > 0
    await _assert_walked_once(shop, journey, 300)


async def test_a_batch_that_fails_leaves_nothing_behind(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    journey = await live(shop, graph(wait(), *STEPS))
    await _crowd(shop, 10)
    await shop.drain()
    later = clock.now() + timedelta(hours=2)
    await journeys.run_due(shop.engines, later)

    async def broken(*_: object, **__: object) -> int:
        raise RuntimeError("the power went out")

    with monkeypatch.context() as patch:
        patch.setattr("feilun.delivery.outbox.queue_chosen", broken)
        with pytest.raises(RuntimeError):
            await journeys.run_due(shop.engines, later)
    assert {place["step"] for place in await positions(shop, journey)} == {"one"}
    while await journeys.run_due(shop.engines, later):
        pass
    await _assert_walked_once(shop, journey, 10)


async def _killed_workers(shop: Shop, number: int, seed: int) -> None:
    """So many workers, one after the other, each killed at some moment."""
    settings = shop.engines.settings
    script = Path(__file__).with_name("worker.py")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(script), settings.dsn, str(settings.folder), str(number), str(seed)),
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()[-3000:]


@pytest.mark.chaos
@pytest.mark.timeout(300)
async def test_workers_killed_in_the_middle_lose_nobody_and_write_to_nobody_twice(shop: Shop, mailbox: Mailbox) -> None:
    number, kills = 400, 20
    await shop.set(marketing_cap=0, sends_per_second=500)
    journey = await live(shop, graph(wait(), *STEPS))
    await _crowd(shop, number)
    await shop.drain()
    async with shop.engines.tables.transaction() as tx:
        await tx.run("update journey_position set due_at = now() where workspace = %(w)s", w=shop.workspace)
    await _killed_workers(shop, kills, seed=7)
    assert 0 < len(mailbox.mails) < 2 * number  # They were killed in the middle, not before or after.
    for hours in (0.5, 1, 2):
        await shop.later(hours=hours)
    await _assert_walked_once(shop, journey, number)
    states = Counter(row["state"] for row in await shop.outbox())
    assert set(states) <= {"sent", "unknown"}
    # A worker has a message on each of its lines at most, so a kill leaves no more fates open than it has lines.
    assert states["unknown"] <= kills * AT_ONCE
    arrived = Counter(mail["Message-ID"] for mail in mailbox.mails)
    assert set(arrived.values()) == {1}
    lost = [row for row in await shop.outbox() if f"<{row['key']}@feilun.test>" not in arrived]
    _log.info("%s kills, %s unknown, of which %s arrived", kills, states["unknown"], states["unknown"] - len(lost))
    # Only where nobody can know may a mail be missing; what was sent, or never handed over, has arrived.
    assert {row["state"] for row in lost} <= {"unknown"}
    assert len(arrived) + len(lost) == 2 * number
    assert len(await shop.facts("message.sent")) == states["sent"]
