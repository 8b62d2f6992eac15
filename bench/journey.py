"""Journeys: how fast our runner moves waiting customers, against the bare set statement that writes the same rows.

    python bench/journey.py --waiting 50000

Every customer waits at a mail step; moving her writes her next place, a note and a row of the outbox, durably
(fsync on). "Bare" is one hand-written statement per batch with the same rows and indexes, and nothing of ours:
no plan, no log, no content, no cause. "Lean" is the same without the note. The last line is a JSON object.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from feilun import access, app
from feilun.config import Config
from feilun.conversion import journeys
from feilun.engines.embedded_postgres import EmbeddedPostgres
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines

BATCH = 10_000
GRAPH: dict[str, Any] = {
    "entry": {"kind": "event", "event": "Signed Up"},
    "first": "mail",
    "steps": [
        {
            "id": "mail",
            "kind": "email",
            "subject": "Hello {{ customer.name }}",
            "text": "We miss you.",
            "next": "later",
        },
        {"id": "later", "kind": "wait", "minutes": 1440, "next": "end"},
        {"id": "end", "kind": "exit"},
    ],
}
COLUMNS = ("workspace", "journey", "version", "customer", "entry_key", "step", "due_at", "state", "entered_at")
BARE_TABLES = """
create table if not exists bare_position (like journey_position including all);
create table if not exists bare_passage (like journey_passage including all);
create table if not exists bare_outbox (like outbox including all);
"""
BARE = """
with due as (
  select ctid from bare_position
  where workspace = %(w)s and journey = %(j)s and version = 1 and step = 'mail' and state = 'waiting' and due_at <= %(now)s
  order by due_at limit %(limit)s for update skip locked
), moved as (
  update bare_position p set step = 'later', due_at = %(now)s + interval '1 day', passes = p.passes + 1
  where p.ctid = any(array(select ctid from due))
  returning p.customer, p.entry_key, p.passes
), noted as (
  insert into bare_passage (workspace, journey, customer, entry_key, pass, step, at, outcome)
  select %(w)s, %(j)s, customer, entry_key, passes, 'mail', %(now)s, 'queued' from moved where %(noted)s
), said as (
  insert into bare_outbox (workspace, key, customer, channel, kind, content, journey, version, step, entry, created_at, due_at)
  select %(w)s, md5(%(j)s || ':1:' || customer || ':' || entry_key || ':mail')::uuid, customer, 'email', 'marketing',
    %(j)s, %(j)s, 1, 'mail', entry_key, %(now)s, %(now)s
  from moved on conflict do nothing
)
select count(*) from moved
"""


async def fill(engines: Engines, table: str, workspace: UUID, journey: UUID, waiting: int) -> None:
    now = clock.now()
    for first in range(0, waiting, BATCH):
        number = min(BATCH, waiting - first)
        async with engines.tables.transaction() as tx:
            await tx.copy(
                table,
                COLUMNS,
                ((workspace, journey, 1, new_id(), "once", "mail", now, "waiting", now) for _ in range(number)),
            )
    async with engines.tables.transaction() as tx:
        await tx.run(f"analyze {table}")


async def timed(move: Callable[[], Awaitable[int]]) -> tuple[int, float]:
    moved, started = 0, time.perf_counter()
    while done := await move():
        moved += done
    return moved, time.perf_counter() - started


async def ours(engines: Engines, workspace: UUID, waiting: int) -> tuple[int, float]:
    async with engines.tables.transaction() as tx:
        journey = await journeys.create(tx, workspace, "Bench", GRAPH)
        await journeys.publish(tx, workspace, journey)
    await fill(engines, "journey_position", workspace, journey, waiting)
    return await timed(lambda: journeys.run_due(engines, clock.now(), BATCH))


async def bare(engines: Engines, workspace: UUID, waiting: int, noted: bool) -> tuple[int, float]:
    journey = new_id()
    await fill(engines, "bare_position", workspace, journey, waiting)

    async def move() -> int:
        async with engines.tables.transaction() as tx:
            moved: int = await tx.value(BARE, w=workspace, j=journey, now=clock.now(), limit=BATCH, noted=noted)
        return moved

    return await timed(move)


async def measure(engines: Engines, waiting: int, rounds: int) -> dict[str, Any]:
    await engines.tables.migrate(app.all_migrations())
    async with engines.tables.transaction() as tx:
        await tx.run(BARE_TABLES)
        workspace = await access.add_workspace(tx, "Bench")
    share = waiting // rounds
    sums = {name: [0, 0.0] for name in ("ours", "bare", "lean")}
    for _ in range(rounds):  # Turn by turn, so that a noisy moment of the machine hits all of them.
        for name, found in (
            ("bare", await bare(engines, workspace, share, True)),
            ("ours", await ours(engines, workspace, share)),
            ("lean", await bare(engines, workspace, share, False)),
        ):
            sums[name][0] += found[0]
            sums[name][1] += found[1]
            print(f"{name}: {found[0]:,} in {found[1]:.2f} s = {found[0] / found[1]:,.0f}/s")
    async with engines.tables.transaction() as tx:
        queued = await tx.value("select count(*) from outbox where workspace = %(w)s", w=workspace)
        idle = time.perf_counter()
    await journeys.run_due(engines, clock.now())
    idle = time.perf_counter() - idle
    speed = {name: moved / seconds for name, (moved, seconds) in sums.items()}
    return {
        "waiting": share * rounds,
        "moved": sums["ours"][0],
        "queued": queued,
        "customers_per_second": round(speed["ours"]),
        "bare_per_second": round(speed["bare"]),
        "bare_without_note_per_second": round(speed["lean"]),
        "ratio": round(speed["ours"] / speed["bare"], 3),
        "ratio_without_note": round(speed["ours"] / speed["lean"], 3),
        "idle_poll_milliseconds": round(idle * 1000, 2),
        "batch": BATCH,
    }


async def main(folder: Path) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--waiting", type=int, default=50_000, help="how many customers wait")
    parser.add_argument("--rounds", type=int, default=2, help="in how many turns")
    arguments = parser.parse_args()
    postgres = EmbeddedPostgres(folder)
    try:
        config = Config(folder=folder, dsn=postgres.start())
        async with app.open_engines(config) as engines:
            figures = await measure(engines, arguments.waiting, arguments.rounds)
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    room = Path(tempfile.mkdtemp(prefix="feilun-bench-"))
    room.chmod(0o755)  # PostgreSQL runs as another user when root benches.
    asyncio.run(main(room))
