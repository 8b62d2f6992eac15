"""Answers of a survey as files: seconds and peak memory of each format, beside the usual way of doing it whole.

    python bench/survey_export.py                        # small, about a minute
    python bench/survey_export.py --responses 100000     # what the promise is about

A survey of 150 columns (choices, ratings, scores, free texts in Chinese) on an embedded PostgreSQL. Each file is written
by the product's own worker in a process of its own, at a tenth of the size and at the whole, from the table alone
(cold) and from sealed blocks (warm). `wait_ms` is the longest time that the worker's event loop was held up meanwhile,
`idle_wait_ms` the same of two seconds without work: what the machine itself holds up.
The yardsticks read the same rows with the same flattening, keep them all and write them with pandas (CSV, and .sav through
pyreadstat) and openpyxl (write-only). The last line is JSON.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from ingest import ROOT
from psycopg.types.json import Jsonb

sys.path.insert(0, str(ROOT / "src"))

from _database import database

from feilun import access, app
from feilun.config import Config
from feilun.insight import exports, forms, reporting, surveys
from feilun.kernel import clock
from feilun.kernel.ids import new_id

COLUMNS = 150
FORMATS = ("csv", "xlsx", "sav", "parquet")
YARDSTICKS = {"csv": "pandas_to_csv", "xlsx": "openpyxl_write_only", "sav": "pyreadstat_whole"}
_OPTIONS = [{"code": one, "label": {"en": f"Option {one}", "zh-CN": f"选项{one}"}} for one in "abcde"]
_KINDS: list[tuple[str, dict[str, Any]]] = [
    ("single", {"options": _OPTIONS}), ("rating", {}), ("nps", {}), ("dropdown", {"options": _OPTIONS}), ("long_text", {})
]  # fmt: skip


def form() -> dict[str, Any]:
    questions = [
        {"id": f"q{place}", "kind": kind, "title": {"en": f"Question {place}", "zh-CN": f"第{place}题"}, **more}
        for place in range(COLUMNS)
        for kind, more in [_KINDS[place % len(_KINDS)]]
    ]
    pages = [{"id": f"p{start}", "questions": questions[start : start + 15]} for start in range(0, COLUMNS, 15)]
    return {"format": 1, "languages": ["zh-CN", "en"], "pages": pages}


def answers(number: int) -> dict[str, Any]:
    """One in twenty answers is missing."""
    found: dict[str, Any] = {}
    for place in range(COLUMNS):
        dice = (number * 7919 + place * 104729) % 1000003
        if dice % 20:
            kind = place % len(_KINDS)
            text = f"第 {number} 单的茶来晚了 {dice % 90} 分钟，it was still warm on day {place}."
            found[f"q{place}"] = ("abcde"[dice % 5], dice % 5 + 1, dice % 11, "abcde"[dice % 3], text)[kind]
    return found


def store(dsn: str, workspace: UUID, survey: UUID, start: int, end: int) -> None:
    columns = (
        "workspace, survey, id, version, token, channel, language, seed, answers, state, started_at, updated_at,"
        " completed_at, seconds"
    )
    # Of yesterday: what was answered just now is not sealed yet.
    now = clock.now() - timedelta(days=1)
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        with cursor.copy(f"copy survey_response ({columns}) from stdin") as copy:
            for number in range(start, end):
                id = UUID(int=number)
                copy.write_row((workspace, survey, id, 1, f"rs{id}", "link", "zh-CN", 1, json.dumps(answers(number)),
                                "complete", now, now, now, number % 900))  # fmt: skip
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze survey_response")


async def prepare(config: Config) -> tuple[UUID, UUID]:
    async with app.open_engines(config) as engines:
        await engines.tables.migrate(app.all_migrations())
        async with engines.tables.transaction() as tx:
            workspace = await access.add_workspace(tx, "Bench")
            survey = await surveys.create(tx, workspace, "Bench", form())
            await surveys.publish(tx, workspace, survey)
    return workspace, survey


async def seal(config: Config) -> float:
    start = time.perf_counter()
    async with app.open_engines(config) as engines:
        while await reporting.seal(engines, clock.now()):
            pass
    return round(time.perf_counter() - start, 1)


async def ours(config: Config, workspace: UUID, survey: UUID, format: str) -> dict[str, Any]:
    async with app.open_engines(config) as engines:
        id = new_id()
        with psycopg.connect(config.dsn) as connection:
            connection.execute(
                "insert into survey_export (workspace, id, survey, format, wish, created_at, created_by, created_by_name,"
                " expires_at) values (%s, %s, %s, %s, %s, now(), 'bench', 'bench', now() + '1 day')",
                (workspace, id, survey, format, Jsonb({"format": format})),
            )  # fmt: skip
        idle, waits = [0.0], [0.0]
        watching = asyncio.create_task(_watch(idle))
        await asyncio.sleep(2)
        watching.cancel()
        watching = asyncio.create_task(_watch(waits))
        start = time.perf_counter()
        await exports.Runner().run(engines, clock.now())
        seconds = time.perf_counter() - start
        watching.cancel()
        async with engines.tables.transaction() as tx:
            row = await tx.first("select * from survey_export where id = %(id)s", id=id)
        assert row is not None and row["state"] == "done", row and row["problem"]
        await engines.blobs.delete(exports.key_of(row))
    return {
        "seconds": round(seconds, 1),
        "rows": row["rows"],
        "file_mb": row["bytes"] >> 20,
        "wait_ms": round(max(waits) * 1000),
        "idle_wait_ms": round(max(idle) * 1000),
    }


async def _watch(waits: list[float]) -> None:
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0.005)
        waits.append(time.perf_counter() - start - 0.005)


async def whole(config: Config, workspace: UUID, survey: UUID) -> tuple[list[str], list[dict[str, Any]]]:
    """All rows, flattened, in memory."""
    async with app.open_engines(config) as engines, engines.tables.transaction() as tx:
        book = [one.name for one in await surveys.columns_of(tx, workspace, survey)]
        rows = [
            await surveys.flat_of(tx, workspace, survey, {**row, "workspace": workspace, "survey": survey})
            async for row in surveys.stream_responses(tx, workspace, survey)
        ]
    return book, rows


def yardstick(config: Config, workspace: UUID, survey: UUID, format: str) -> dict[str, Any]:
    start = time.perf_counter()
    book, rows = asyncio.run(whole(config, workspace, survey))
    read = time.perf_counter() - start
    path = config.folder / f"yardstick.{format}"
    write: dict[str, Callable[..., None]] = {"csv": _pandas, "xlsx": _openpyxl, "sav": _pyreadstat}
    write[format](path, book, rows)
    seconds, size = time.perf_counter() - start, path.stat().st_size >> 20
    path.unlink()
    return {"seconds": round(seconds, 1), "of_that_reading": round(read, 1), "file_mb": size}


def _pandas(path: Path, book: list[str], rows: list[dict[str, Any]]) -> None:
    import pandas

    pandas.DataFrame(rows, columns=book).to_csv(path, index=False)


def _openpyxl(path: Path, book: list[str], rows: list[dict[str, Any]]) -> None:
    import openpyxl

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Data")
    sheet.append(book)
    for row in rows:
        sheet.append([row.get(name) for name in book])
    workbook.save(path)


def _pyreadstat(path: Path, book: list[str], rows: list[dict[str, Any]]) -> None:
    import pandas
    import pyreadstat

    pyreadstat.write_sav(pandas.DataFrame(rows, columns=book), path, row_compress=True)


def child(options: argparse.Namespace) -> None:
    """Of the process that is measured: prints its figures."""
    config = Config(folder=Path(options.folder), dsn=options.dsn)
    place = (UUID(options.workspace), UUID(options.survey), options.child)
    found = yardstick(config, *place) if options.yardstick else asyncio.run(ours(config, *place))
    used, children = (resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    # Processor seconds as well: on a machine that others use they tell more than the clock. Both with the start of Python.
    found["cpu_seconds"] = round(used.ru_utime + used.ru_stime + children.ru_utime + children.ru_stime, 1)
    found["peak_mb"] = used.ru_maxrss >> 10
    # The process that writes XLSX and .sav; it may not be at its peak when the worker is.
    found["writer_peak_mb"] = children.ru_maxrss >> 10
    print(json.dumps(found))


def measured(config: Config, workspace: UUID, survey: UUID, format: str, is_yardstick: bool = False) -> dict[str, Any]:
    command = [
        sys.executable, __file__, "--child", format, "--dsn", config.dsn, "--folder", str(config.folder), "--workspace",
        str(workspace), "--survey", str(survey), *(["--yardstick"] if is_yardstick else []),
    ]  # fmt: skip
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def measure(config: Config, options: argparse.Namespace) -> dict[str, Any]:
    workspace, survey = asyncio.run(prepare(config))
    found: dict[str, Any] = {"responses": options.responses, "columns": COLUMNS}
    small = options.responses // 10
    store(config.dsn, workspace, survey, 1, small + 1)
    for format in options.formats:
        found[f"{format}_tenth"] = measured(config, workspace, survey, format)
    store(config.dsn, workspace, survey, small + 1, options.responses + 1)
    for format in [] if options.only_warm else options.formats:
        found[format] = measured(config, workspace, survey, format)
    found["sealing_seconds"] = asyncio.run(seal(config))
    for format in options.formats:
        found[f"{format}_warm"] = measured(config, workspace, survey, format)
    for format in () if options.without_yardsticks else YARDSTICKS:
        found[YARDSTICKS[format]] = measured(config, workspace, survey, format, is_yardstick=True)
    found["load"] = os.getloadavg()[0]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--responses", type=int, default=2_000)
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=FORMATS)
    parser.add_argument("--only-warm", action="store_true")
    parser.add_argument("--without-yardsticks", action="store_true")
    parser.add_argument("--child", choices=FORMATS, help=argparse.SUPPRESS)
    parser.add_argument("--yardstick", action="store_true", help=argparse.SUPPRESS)
    for name in ("dsn", "folder", "workspace", "survey"):
        parser.add_argument(f"--{name}", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options)
        return
    assert forms.columns(forms.read_form(form()))[COLUMNS - 1].name == f"q{COLUMNS - 1}"
    with database() as (dsn, folder):
        print(json.dumps(measure(Config(folder=folder / "var", dsn=dsn), options)))


if __name__ == "__main__":
    main()
