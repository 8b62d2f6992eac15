"""Texts in bulk: reading them, figures, drivers, a page of sentences, looking for topics, pinning a word.

    python bench/feedback.py                     # 3,000 texts, about a minute
    python bench/feedback.py --texts 100000      # minutes

Sentences of the demo shop, two or three of them together with a number in between, so that hardly two texts are the same.
The engines run in this process on an embedded PostgreSQL; CPU and memory are of this process alone, so `wall` holds
PostgreSQL too. The plain way beside the figures is the bare count of the same rows by feeling. The last line is JSON.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from ingest import ROOT

sys.path.insert(0, str(ROOT / "src"))

from feilun import access, app
from feilun.config import Config
from feilun.demo.voices import voices
from feilun.engines.embedded_postgres import EmbeddedPostgres
from feilun.insight.feedback import driving, figures, reading, searching
from feilun.insight.feedback.filters import UnitFilter
from feilun.insight.feedback.hearing import queries
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines

_COLUMNS = (
    "workspace", "id", "source", "survey", "response", "question", "text", "at", "handles", "handle_kind", "handle_value",
    "score_question", "score_kind", "score_value", "score_group", "waited", "answers",
)  # fmt: skip


async def store(engines: Engines, workspace: UUID, number: int) -> None:
    chance, survey, now = random.Random(1), new_id(), clock.now()
    said = list(voices())

    def row(place: int) -> tuple[Any, ...]:
        first = chance.choice(said)
        others = [one for one in said if one.language == first.language]
        more = [chance.choice(others).answers["told"] for _ in range(chance.randint(1, 2))]
        text = f"{first.answers['told']} {place} {' '.join(more)}"
        score = first.answers["satisfied"]
        group = "low" if score < 3 else "high" if score > 3 else "middle"
        answers = {"satisfied": score, "speed": first.answers["speed"], "helped": first.answers["helped"]}
        return (
            workspace, new_id(), "survey", survey, new_id(), "told", text, now - timedelta(minutes=place), "[]", "user_id",
            f"person-{place}", "satisfied", "csat", score, group, first.waited, json.dumps(answers),
        )  # fmt: skip

    async with engines.tables.transaction() as tx:
        await tx.copy("feedback_unit", _COLUMNS, (row(place) for place in range(number)))
        await tx.run("analyze feedback_unit")


async def copy(engines: Engines, workspace: UUID, number: int) -> None:
    """Reads the rest by copying what was read: other ids, times and numbers in the text."""
    names = (
        "workspace, source, survey, question, handles, handle_kind, score_question, score_kind, score_value, score_group, "
        "waited, answers, state, language, family, sentiment, chances, judged_by, why, aspects"
    )
    async with engines.tables.transaction() as tx:
        read = int(
            await tx.value("select count(*) from feedback_unit where workspace = %(workspace)s", workspace=workspace)
        )
        await tx.run(
            f"insert into feedback_unit (id, response, text, at, handle_value, {names})"
            " select gen_random_uuid(), gen_random_uuid(), text || ' ' || n, at - n * interval '1 hour', handle_value || '-' || n,"
            f" {names} from feedback_unit, generate_series(1, %(times)s) as n where workspace = %(workspace)s limit %(more)s",
            workspace=workspace, times=number // read, more=number - read,
        )  # fmt: skip
        await tx.run("analyze feedback_unit")


async def timed(ask: Callable[[], Awaitable[Any]], times: int = 1) -> dict[str, float]:
    """The quickest of some, for the machine may be busy with others."""
    best = {"wall": float("inf"), "cpu": float("inf")}
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        await ask()
        best["wall"] = min(best["wall"], round(time.perf_counter() - wall, 3))
        best["cpu"] = min(best["cpu"], round(time.process_time() - cpu, 3))
    return best | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


async def measure(engines: Engines, options: argparse.Namespace) -> dict[str, Any]:
    async with engines.tables.transaction() as tx:
        workspace = await access.add_workspace(tx, "Bench")
    read = min(options.texts, options.read)
    await store(engines, workspace, read)
    told: dict[str, Any] = {"read_texts": read, "read": await timed(lambda: _read_all(engines))}
    await copy(engines, workspace, options.texts)

    def asked(ask: Callable[..., Awaitable[Any]], *more: Any, **filter: Any) -> Callable[[], Awaitable[Any]]:
        async def run() -> None:
            async with engines.tables.transaction() as tx:
                await ask(tx, UnitFilter(workspace=workspace, **filter), *more)

        return run

    low = {"score": "low", "waited_over": 300, "sentiment": "negative"}
    asks: dict[str, tuple[Callable[[], Awaitable[Any]], int]] = {
        "search": (lambda: _search(engines, workspace), 1),
        "figures": (asked(figures.figures_of), 3),
        "figures_of_waiting": (asked(figures.figures_of, **low), 3),
        "page": (asked(figures.page_of, None, 50), 3),
        "page_of_search": (asked(figures.page_of, None, 50, search="二十分钟"), 3),
        "to_label": (asked(figures.to_label, "unsure", 20), 2),
        "drivers": (asked(driving.drivers_of, None), 2),
        "pin": (lambda: searching.file_words(engines, workspace, "zh", ["二十分钟"]), 1),
        "plain_count": (lambda: _plain(engines, workspace), 3),
    }
    for name, (ask, times) in asks.items():
        told[name] = await timed(ask, times)
        print(name, told[name], file=sys.stderr, flush=True)
    return told


async def _read_all(engines: Engines) -> None:
    while await reading.read_due(engines, clock.now()):
        pass


async def _search(engines: Engines, workspace: UUID) -> None:
    async with engines.tables.transaction() as tx:
        await tx.run(queries.ask_search, workspace=workspace, author="bench", now=clock.now())
    assert await searching.search_due(engines, clock.now())


async def _plain(engines: Engines, workspace: UUID) -> None:
    async with engines.tables.transaction() as tx:
        await tx.all(
            "select sentiment, count(*) from feedback_unit where workspace = %(workspace)s group by 1",
            workspace=workspace,
        )


async def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    postgres = EmbeddedPostgres(folder)
    try:
        async with app.open_engines(Config(folder=folder, dsn=postgres.start())) as engines:
            await engines.tables.migrate(app.all_migrations())
            return await measure(engines, options)
    finally:
        postgres.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=3_000)
    parser.add_argument("--read", type=int, default=4_000, help="texts that are read; more are copies of these")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feilun-bench-") as folder:
        Path(folder).chmod(0o755)
        told = asyncio.run(run(options, Path(folder)))
    print(json.dumps({"texts": options.texts, **told, "load": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
