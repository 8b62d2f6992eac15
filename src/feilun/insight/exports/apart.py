"""A table file written in a process of its own: libraries that work cell by cell would hold up all others of ours.

The child gets the rows laid aside and the file by their numbers, and says how far it is.
"""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal, TypeVar

import msgspec

from feilun.insight.exports.columns import ExportLook, ExportNote
from feilun.insight.exports.csv_file import Tell
from feilun.insight.exports.spool import Spool, SpoolState
from feilun.kernel import apart
from feilun.kernel.errors import Error

T = TypeVar("T")
Format = Literal["xlsx", "sav"]
_START = "from feilun.insight.exports.apart import main; main()"
_POLL_SECONDS = 0.3
_PREFIX = "export-"
_OLD_SECONDS = 86_400


class FileRefused(Error):
    """{problem}"""

    status = 422


class WriterEnded(Error):
    """The process that wrote the file ended before it was done. Is there memory? CSV and Parquet need little of it."""

    status = 503


class _Task(msgspec.Struct):
    """`file` and `spool` are numbers of open files, which the child has as well."""

    format: Format
    file: int
    spool: int
    state: SpoolState
    look: ExportLook
    results: Sequence[Sequence[Any]]


class _Line(msgspec.Struct):
    """What the child says: how many rows are done, or what came out, or why it will not."""

    done: int = 0
    notes: list[ExportNote] | None = None
    problem: str = ""


async def write_apart(
    format: Format,
    file: IO[bytes],
    spool: Spool,
    look: ExportLook,
    tell: Tell,
    results: Sequence[Sequence[Any]] = (),
) -> list[ExportNote]:
    """`tell` hears the number of rows several times a second, and stops the child by raising.

    Raises FileRefused and WriterEnded.
    """
    task = _Task(format, file.fileno(), spool.number, spool.state, look, results)
    folder = await asyncio.to_thread(_new_folder, spool.folder)
    files = (task.file, task.spool)
    try:
        async with apart.child(_START, task, _Line, more={"TMPDIR": folder}, files=files) as hear:
            return await _heard(hear, tell)
    except apart.ChildEnded as error:
        raise WriterEnded from error
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _heard(hear: Callable[[], Awaitable[_Line]], tell: Tell) -> list[ExportNote]:
    done = 0
    while True:
        line = await _polled(hear(), partial(tell, done))
        if line.problem:
            raise FileRefused(problem=line.problem)
        if line.notes is not None:
            return line.notes
        done = line.done
        tell(done)


def _new_folder(parent: Path | None) -> str:
    """For what the child lays aside under names. When we are killed it removes the folder; after a power cut we do."""
    for old in parent.glob(f"{_PREFIX}*") if parent else ():
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _OLD_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
    return tempfile.mkdtemp(dir=parent, prefix=_PREFIX)


async def _polled(work: Awaitable[T], look_up: Callable[[], None]) -> T:
    """The library may be silent for long: meanwhile we hear that the file is not wanted."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([task], timeout=_POLL_SECONDS))[0]:
            look_up()
        return await task
    finally:
        task.cancel()


def main() -> None:
    """The child."""
    task, say = apart.ordered(_Task, _remove_own)
    try:
        say(_Line(notes=_write(task, lambda done: say(_Line(done=done)))))
    except Error as error:
        say(_Line(problem=str(error)))


def _write(task: _Task, tell: Tell) -> list[ExportNote]:
    # Here, since each brings a library that only its own format needs.
    with os.fdopen(task.file, "r+b") as file, Spool.opened(task.spool, task.state) as spool:
        if task.format == "xlsx":
            from feilun.insight.exports.xlsx_file import write_xlsx

            return write_xlsx(file, spool, task.look, tell, task.results)
        from feilun.insight.exports.sav_file import write_sav

        return write_sav(file, spool, task.look, tell)


def _remove_own() -> None:
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
