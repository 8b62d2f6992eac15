"""XLSX and .sav are written by a process of their own: it does not outlive its work, and leaves nothing behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import psutil
import pyreadstat
import pytest

from feilun.insight.exports import apart
from feilun.insight.exports.apart import FileRefused, WriterEnded, write_apart
from feilun.insight.exports.columns import ExportColumn, ExportLook
from feilun.insight.exports.runner import Stopped
from feilun.insight.exports.spool import Spool

LOOK = ExportLook(title="Shop", language="en")
COLUMNS = [ExportColumn(key=f"q{place}", name=f"q{place}", label={}, kind="number") for place in range(40)]


def spooled(folder: Path, rows: int) -> Spool:
    spool = Spool(COLUMNS, folder)
    for start in range(0, rows, 1_000):
        spool.add([{one.key: number for one in COLUMNS} for number in range(start, min(rows, start + 1_000))])
    return spool


def children() -> list[psutil.Process]:
    """Writers that run; a dead child of somebody else's is none."""
    alive = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
    return [one for one in alive if "exports.apart" in " ".join(one.cmdline())]


async def test_what_was_laid_aside_here_is_written_there(tmp_path: Path) -> None:
    told: list[int] = []
    with (
        spooled(tmp_path, 2_500) as spool,
        (tmp_path / "a.sav").open("w+b") as sav,
        (tmp_path / "a.xlsx").open("w+b") as book,
    ):
        assert await write_apart("sav", sav, spool, LOOK, told.append) == []
        assert await write_apart("xlsx", book, spool, LOOK, told.append, [["Question"], ["q0"]]) == []
    assert told[-1] == 2_500
    assert pyreadstat.read_sav(tmp_path / "a.sav")[0]["q39"].tolist() == list(range(2_500))
    sheets = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [line[0] for line in sheets["Data"].iter_rows(values_only=True)] == ["q0", *range(2_500)]
    assert sheets.sheetnames == ["Data", "Codebook", "Results"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.sav", "a.xlsx"]


@pytest.mark.parametrize("format", ["xlsx", "sav"])
async def test_one_that_is_not_wanted_any_more_is_stopped_in_the_middle(tmp_path: Path, format: apart.Format) -> None:
    def told(rows: int) -> None:
        assert children()
        raise Stopped

    with spooled(tmp_path, 5_000) as spool, (tmp_path / "a").open("w+b") as file, pytest.raises(Stopped):
        await write_apart(format, file, spool, LOOK, told)
    assert children() == [] and [one.name for one in tmp_path.iterdir()] == ["a"]


async def test_a_writer_that_is_killed_is_told_as_one_that_had_no_memory(tmp_path: Path) -> None:
    def told(rows: int) -> None:
        for one in children():
            one.kill()

    with (
        spooled(tmp_path, 5_000) as spool,
        (tmp_path / "a").open("w+b") as file,
        pytest.raises(WriterEnded, match="CSV and Parquet"),
    ):
        await write_apart("xlsx", file, spool, LOOK, told)
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


async def test_why_a_file_is_refused_is_told_in_words(tmp_path: Path) -> None:
    columns = [ExportColumn(key=f"q{place}", name=f"q{place}", label={}, kind="flag") for place in range(16_385)]
    with (
        Spool(columns, tmp_path) as spool,
        (tmp_path / "a").open("w+b") as file,
        pytest.raises(FileRefused, match=r"holds 16384 columns, this survey has 16385\. Take CSV or Parquet\."),
    ):
        await write_apart("xlsx", file, spool, LOOK, lambda rows: None)


async def test_the_loop_goes_on_while_a_file_is_written(tmp_path: Path) -> None:
    turns, seen = 0, []

    async def turning() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    with spooled(tmp_path, 3_000) as spool, (tmp_path / "a").open("w+b") as file:
        work = asyncio.create_task(turning())
        await write_apart("sav", file, spool, LOOK, lambda rows: seen.append(turns))
        work.cancel()
    assert 0 < seen[0] < seen[-1]


WORKER = """
import asyncio, sys
from pathlib import Path
from tests.exports.test_writers_apart import LOOK, spooled, write_apart
folder = Path(sys.argv[1])
with spooled(folder, 30_000) as spool, open(sys.argv[2], "w+b") as file:
    asyncio.run(write_apart("xlsx", file, spool, LOOK, lambda rows: print(rows, flush=True)))
"""


def waited(done: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not done() and time.monotonic() < until:
        time.sleep(0.05)
    return done()


def test_a_worker_killed_while_the_file_is_written_leaves_no_writer_and_nothing_it_laid_aside(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)])}
    folder = tmp_path / "aside"
    folder.mkdir()
    command = [sys.executable, "-c", WORKER, str(folder), str(tmp_path / "a")]
    with subprocess.Popen(command, env=environment, cwd=root, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        while int(worker.stdout.readline()) == 0:
            pass
        [writer] = psutil.Process(worker.pid).children()
        assert len(list(folder.iterdir())) == 1
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert waited(lambda: not writer.is_running() or writer.status() == psutil.STATUS_ZOMBIE)
    assert waited(lambda: not list(folder.iterdir()))


async def test_what_a_power_cut_left_is_removed_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / "export-old", tmp_path / "export-young"
    for one in (old, young):
        one.mkdir()
    os.utime(old, (time.time() - 90_000,) * 2)
    with spooled(tmp_path, 1) as spool, (tmp_path / "a").open("w+b") as file:
        await write_apart("sav", file, spool, LOOK, lambda rows: None)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "export-young"]
