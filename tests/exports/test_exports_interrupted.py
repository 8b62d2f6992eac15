"""Stopped, cut off, overtaken or killed with -9: a file is there whole or not at all, and another worker makes it."""

import asyncio
import csv
import io
import os
import random
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.exports.conftest import Answered, Exporter
from tests.serving import Cluster, new_shop

from feilun import app
from feilun.config import Config
from feilun.insight import exports
from feilun.insight.exports.spool import Spool
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines, Json


@dataclass
class Gate:
    """Holds a thread that lays rows aside until it is opened."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)
    passed: int = 0
    # Which block is held.
    at: int = 1

    def hold(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            self.reached.set()
            self.opened.wait(60)


@pytest.fixture
async def gate(monkeypatch: pytest.MonkeyPatch, exporter: Exporter) -> AsyncIterator[Gate]:
    await exporter.works()  # What other tests asked for would come first.
    gate, add = Gate(), Spool.add

    def held(spool: Spool, rows: Any) -> None:
        gate.hold()
        add(spool, rows)

    monkeypatch.setattr(Spool, "add", held)
    monkeypatch.setattr("feilun.insight.exports.runner._BEAT_SECONDS", 0.01)
    yield gate
    gate.opened.set()


async def begun(engines: Engines, gate: Gate) -> "asyncio.Task[int]":
    """A worker in the middle of a file."""
    work = asyncio.create_task(exports.Runner().run(engines, clock.now()))
    await asyncio.to_thread(gate.reached.wait, 60)
    return work


async def ages(exporter: Exporter, export: dict[str, Any]) -> list[str]:
    content = (await exporter.takes(export)).raise_for_status().content
    return [line["age"] for line in csv.DictReader(io.StringIO(content.decode()))]


async def state_of(exporter: Exporter, export: dict[str, Any]) -> str:
    return str((await exporter.sees(export))["state"])


async def files_of(engines: Engines, workspace: UUID, export: dict[str, Any]) -> list[int]:
    """The attempts whose file is there."""
    found = []
    for attempt in range(1, 5):
        try:
            await engines.blobs.size(
                exports.key_of({"workspace": workspace, "id": export["id"], "format": "csv", "attempts": attempt})
            )
            found.append(attempt)
        except NotFound:
            pass
    return found


async def test_one_that_is_cancelled_in_the_middle_leaves_no_file(
    exporter: Exporter, answered: Answered, engines: Engines, workspace: UUID, gate: Gate
) -> None:
    export = await exporter.asks(await answered(2))
    work = await begun(engines, gate)
    assert await state_of(exporter, export) == "running"
    (await exporter.http.post(f"/api/v1/exports/{export['id']}/cancellation")).raise_for_status()
    gate.opened.set()
    await work
    assert await state_of(exporter, export) == "cancelled"
    assert await files_of(engines, workspace, export) == []


async def test_how_far_a_file_is_can_be_seen_while_it_is_written(
    exporter: Exporter, answered: Answered, engines: Engines, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feilun.insight.exports.making._BLOCK_ROWS", 1)
    gate.at = 2
    export = await exporter.asks(await answered(2))
    work = await begun(engines, gate)
    async with asyncio.timeout(60):
        while not (told := await exporter.sees(export))["progress"]:
            await asyncio.sleep(0.01)
    assert (told["state"], told["rows"]) == ("running", 1) and 0 < told["progress"] < 1
    gate.opened.set()
    await work
    assert (await exporter.sees(export))["progress"] == 1


async def test_one_that_is_deleted_in_the_middle_leaves_no_file(
    exporter: Exporter, answered: Answered, engines: Engines, workspace: UUID, gate: Gate
) -> None:
    export = await exporter.asks(await answered(2))
    work = await begun(engines, gate)
    (await exporter.http.delete(f"/api/v1/exports/{export['id']}")).raise_for_status()
    gate.opened.set()
    await work
    assert await files_of(engines, workspace, export) == []


async def test_a_worker_that_stops_gives_its_file_back_at_once(
    exporter: Exporter, answered: Answered, engines: Engines, gate: Gate
) -> None:
    export = await exporter.asks(await answered(2))
    work = await begun(engines, gate)
    work.cancel()
    gate.opened.set()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert await state_of(exporter, export) == "due"
    await exporter.works()
    assert await ages(exporter, export) == ["30", "31"]


async def test_a_worker_that_was_silent_too_long_does_not_spoil_the_file_of_the_next(
    exporter: Exporter, answered: Answered, engines: Engines, workspace: UUID, gate: Gate
) -> None:
    export = await exporter.asks(await answered(2))
    work = await begun(engines, gate)
    next_one = exports.Runner()
    while await next_one.run(engines, clock.now() + exports.LEASE * 2) and await state_of(exporter, export) != "done":
        pass  # Files of other tests wait as well.
    assert await state_of(exporter, export) == "done"
    gate.opened.set()
    await work
    assert await files_of(engines, workspace, export) == [2]
    assert await ages(exporter, export) == ["30", "31"]


async def test_a_file_that_was_begun_three_times_in_vain_is_given_up(
    exporter: Exporter, answered: Answered, engines: Engines
) -> None:
    export = await exporter.asks(await answered(1))
    async with engines.tables.transaction() as tx:
        await tx.run(
            "update survey_export set state = 'running', attempts = 3, lease_until = %(past)s where id = %(id)s",
            past=clock.now() - timedelta(seconds=1), id=export["id"],
        )  # fmt: skip
    await exporter.works()
    told = await exporter.sees(export)
    assert told["state"] == "failed" and "three times" in told["problem"]


ROWS = 20_000


@pytest.mark.chaos
async def test_a_worker_killed_at_any_moment_leaves_a_file_that_another_makes_whole(
    cluster: Cluster, tmp_path: Path, make_survey: Callable[..., UUID]
) -> None:
    dsn, folder = cluster.migrated_database(), tmp_path / "var"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2] / "src"), str(Path(__file__).parents[2])]),
        "FEILUN_FOLDER": str(folder),
        "FEILUN_DSN": dsn,
    }
    workspace = UUID(new_shop(dsn)["workspace"])
    survey = make_survey(dsn, workspace, ROWS)
    async with app.open_engines(Config(folder=folder, dsn=dsn)) as engines:
        export = await asked(engines, workspace, survey)
        for seed in range(2):
            assert await asyncio.to_thread(killed, environment, dsn, folder, random.Random(seed).random()) == -9
            async with engines.tables.transaction() as tx:
                row = await tx.first("select * from survey_export where id = %(id)s", id=export)
                assert row is not None and row["state"] == "running"
                await tx.run("update survey_export set lease_until = now() - interval '1 second'")
        await exports.Runner().run(engines, clock.now())
        async with engines.tables.transaction() as tx:
            row = await tx.first("select * from survey_export where id = %(id)s", id=export)
        assert row is not None and (row["state"], row["rows"], row["attempts"]) == ("done", ROWS, 3)
        content = b"".join([chunk async for chunk in engines.blobs.get(exports.key_of(row))])
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [line["number"] for line in lines] == [str(place) for place in range(1, ROWS + 1)]
    assert [one.name for one in (folder / "files").rglob("*.csv") if not one.name.startswith(".")] == [
        f"{export}-3.csv"
    ]


def killed(environment: dict[str, str], dsn: str, folder: Path, share: float) -> int:
    """How a worker ended that was killed when so much of the file was there."""
    command = [sys.executable, "-m", "tests.exports.worker", dsn, str(folder), str(share)]
    return subprocess.run(command, env=environment, cwd=Path(__file__).parents[2], timeout=120).returncode


async def asked(engines: Engines, workspace: UUID, survey: UUID) -> UUID:
    """By hand, since nobody is signed in here."""
    id = new_id()
    async with engines.tables.transaction() as tx:
        await tx.run(
            "insert into survey_export (workspace, id, survey, format, wish, created_at, created_by, created_by_name,"
            " expires_at) values (%(workspace)s, %(id)s, %(survey)s, 'csv', %(wish)s, now(), 'staff:x', 'X', now() + '1 day')",
            workspace=workspace, id=id, survey=survey, wish=Json({"format": "csv"}),
        )  # fmt: skip
    return id


@pytest.fixture
def make_survey() -> Callable[..., UUID]:
    def make(dsn: str, workspace: UUID, number: int) -> UUID:
        """A published survey of one number and one text, answered so often."""
        form = {
            "format": 1, "languages": ["en"],
            "pages": [{"id": "p", "questions": [
                {"id": "number", "kind": "number", "title": {"en": "Number"}},
                {"id": "why", "kind": "long_text", "title": {"en": "Why"}},
            ]}],
        }  # fmt: skip
        with psycopg.connect(dsn) as connection:
            [survey] = connection.execute(
                "insert into survey (workspace, id, name, link, state, draft, version, salt, created_at, created_by,"
                " changed_at, changed_by) values (%s, uuidv7(), 'Killed', 'sv' || gen_random_uuid(), 'open', %s, 1, '', now(),"
                " 'x', now(), 'x') returning id", (workspace, psycopg.types.json.Jsonb(form)),
            ).fetchone() or (None,)  # fmt: skip
            connection.execute(
                "insert into survey_version (workspace, survey, number, revision, form, published_at, published_by)"
                " values (%s, %s, 1, 1, %s, now(), 'x')", (workspace, survey, psycopg.types.json.Jsonb(form)),
            )  # fmt: skip
            connection.execute(
                "insert into survey_response (workspace, survey, id, version, token, seed, answers, state, started_at,"
                " updated_at, completed_at) select %s, %s, lpad(to_hex(n), 32, '0')::uuid, 1, 'rs' || gen_random_uuid(), 1,"
                " jsonb_build_object('number', n, 'why', 'The tea of order ' || n), 'complete', now(), now(), now()"
                " from generate_series(1, %s) n", (workspace, survey, number),
            )  # fmt: skip
        assert isinstance(survey, UUID)
        return survey

    return make
