"""Results of a large survey: warm and cold blocks against the same figures counted from the table.

    python bench/survey_results.py                        # 5,000 responses, about half a minute
    python bench/survey_results.py --responses 100000     # minutes: most of it is the plain way

A form of 150 questions (270 columns) on ten pages, answers by chance. The engines run in this process on an embedded
PostgreSQL. `warm` has the blocks in memory, `cold` reads them from the files, `plain` reads every answer from the table;
`live` is warm with twenty answers that came meanwhile. CPU is of this process alone, so `wall` holds PostgreSQL too. All
three must say the same; the program fails where they do not. The last line is JSON.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from ingest import ROOT

from surveys import PAGES, PER_PAGE, form

sys.path.insert(0, str(ROOT / "src"))

from _database import database

from feilun import access, app
from feilun.config import Config
from feilun.insight import surveys
from feilun.insight.reporting import blocks, crosstabs, reading, results, scoring, sealing
from feilun.insight.reporting.shapes import AnswerSplit, CrossWish, ResultsWish, ScoresWish
from feilun.kernel import clock
from feilun.kernel.ids import new_id, new_secret
from feilun.store import Engines

_COLUMNS = (
    "workspace", "survey", "id", "version", "token", "seed", "answers", "passed", "state", "started_at", "updated_at",
    "completed_at", "seconds", "weight",
)  # fmt: skip
_KINDS = 1_000


def somebody(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for page in range(PAGES):
        makers: list[Callable[[], Any]] = [
            lambda: chance.choice("abcde"),
            lambda: chance.randint(1, 5),
            lambda page=page: f"The tea of order {chance.randint(1, 9999)} came late on day {page}",
            lambda: chance.sample("abcde", chance.randint(1, 3)),
            lambda: chance.randint(0, 10),
        ]
        for place in range(PER_PAGE):
            if chance.random() < 0.9:
                found[f"q{page}_{place}"] = makers[place % len(makers)]()
    return found


async def store(engines: Engines, workspace: UUID, survey: UUID, number: int) -> None:
    chance = random.Random(1)
    answers = [somebody(chance) for _ in range(min(number, _KINDS))]
    passed = json.dumps([f"p{page}" for page in range(PAGES)])
    now = clock.now() - timedelta(hours=1)
    rows = (
        (
            workspace, survey, new_id(), 1, new_secret("rx")[:40], 7, answers[one % len(answers)], passed, "complete",
            now - timedelta(days=one % 60, seconds=300), now, now - timedelta(days=one % 60), 300, 0.5 + one % 4,
        )
        for one in range(number)
    )  # fmt: skip
    async with engines.tables.transaction() as tx:
        await tx.copy("survey_response", _COLUMNS, rows)


async def timed(ask: Callable[[], Awaitable[Any]], times: int = 3) -> tuple[dict[str, float], Any]:
    """The quickest of some, for the machine may be busy with others."""
    best = {"wall": float("inf"), "cpu": float("inf")}
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        found = await ask()
        best["wall"] = min(best["wall"], round(time.perf_counter() - wall, 3))
        best["cpu"] = min(best["cpu"], round(time.process_time() - cpu, 3))
    return best, found


def forget() -> None:
    blocks._memory.found.clear()
    blocks._memory.bytes = 0
    reading._remembered.clear()


async def measure(engines: Engines, options: argparse.Namespace) -> dict[str, Any]:
    async with engines.tables.transaction() as tx:
        workspace = await access.add_workspace(tx, "Bench")
        survey = await surveys.create(tx, workspace, "Bench", form())
        await surveys.publish(tx, workspace, survey)
    await store(engines, workspace, survey, options.responses)
    start, cpu = time.perf_counter(), time.process_time()
    written = await sealing.seal(engines, clock.now())
    sealed = {
        "wall": round(time.perf_counter() - start, 1),
        "cpu": round(time.process_time() - cpu, 1),
        "blocks": written,
    }

    def asked(**how: Any) -> Callable[[], Awaitable[Any]]:
        return lambda: results.results_of(engines, workspace, survey, ResultsWish(), **how)

    async def cold() -> Any:
        forget()
        return await asked()()

    figures: dict[str, Any] = {"responses": options.responses, "sealing": sealed}
    figures["cold"], first = await timed(cold, 1)
    figures["warm"], again = await timed(asked())
    memory = blocks._memory.bytes
    one = AnswerSplit(column="q0_0")
    rows = [f"q{page}_{place}" for page in range(2) for place in (1, 3, 4)]
    figures["scores"], _ = await timed(
        lambda: scoring.scores_of(engines, workspace, survey, ScoresWish(question="q0_4", by=one, period="week"))
    )
    figures["crosstabs"], _ = await timed(
        lambda: crosstabs.cross_tables_of(engines, workspace, survey, CrossWish(rows=rows, by=one))
    )
    forget()
    plain, third = await timed(asked(with_blocks=False), 1)
    figures["plain"] = plain
    if not (same(first) == same(again) == same(third)):
        raise SystemExit("the same question was answered differently")
    await store(engines, workspace, survey, 20)
    figures["live"], _ = await timed(asked())
    figures["memory_of_blocks"] = memory
    figures["peak_rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    figures["plain_to_warm"] = round(plain["wall"] / figures["warm"]["wall"], 1)
    return figures | {"load": round(os.getloadavg()[0], 1)}


def same(found: Any) -> str:
    """Rounded, for sums over blocks come in another order than sums over the table."""

    def plain(value: Any) -> Any:
        if isinstance(value, float):
            return f"{value:.9g}"
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, list) else value

    return json.dumps(plain(msgspec.to_builtins(found)))


async def run(dsn: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    async with app.open_engines(Config(folder=folder, dsn=dsn)) as engines:
        await engines.tables.migrate(app.all_migrations())
        return await measure(engines, options)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--responses", type=int, default=5_000)
    options = parser.parse_args()
    with database() as (dsn, folder):
        print(json.dumps(asyncio.run(run(dsn, folder, options))))


if __name__ == "__main__":
    main()
