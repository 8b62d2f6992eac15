"""A table file written in a process of its own: libraries that work cell by cell would hold up all others of ours.

The child gets the rows laid aside and the file by their numbers, what to do over its standard input, and says over its
standard output how far it is: frames of msgpack behind four bytes of length. It ends when its parent does.
"""

import asyncio
import os
import shutil
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, TypeVar

import msgspec

from feilun.insight.exports.columns import ExportLook, ExportNote
from feilun.insight.exports.csv_file import Tell
from feilun.insight.exports.spool import Spool, SpoolState
from feilun.kernel import threads
from feilun.kernel.errors import Error

T = TypeVar("T")
Format = Literal["xlsx", "sav"]
_LENGTH = struct.Struct(">I")
_START = "from feilun.insight.exports.apart import main; main()"
_NICE = 10
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
    process: asyncio.subprocess.Process | None = None
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _START, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            pass_fds=(task.file, task.spool), env=_environment(folder),
        )  # fmt: skip
        return await _converse(process, task, tell)
    finally:
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _new_folder(parent: Path | None) -> str:
    """For what the child lays aside under names. When we are killed it removes the folder; after a power cut we do."""
    for old in parent.glob(f"{_PREFIX}*") if parent else ():
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _OLD_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
    return tempfile.mkdtemp(dir=parent, prefix=_PREFIX)


def _environment(folder: str) -> dict[str, str]:
    paths = [str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")]
    path = os.pathsep.join(one for one in paths if one)
    return {**os.environ, **threads.ONE_EACH, "PYTHONPATH": path, "TMPDIR": folder}


async def _converse(process: asyncio.subprocess.Process, task: _Task, tell: Tell) -> list[ExportNote]:
    assert process.stdin and process.stdout
    done = 0
    try:
        process.stdin.write(_frame(msgspec.msgpack.encode(task)))
        await process.stdin.drain()
        while True:
            line = await _polled(_read(process.stdout), partial(tell, done))
            if line.problem:
                raise FileRefused(problem=line.problem)
            if line.notes is not None:
                return line.notes
            done = line.done
            tell(done)
    except (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError) as error:
        raise WriterEnded from error


async def _read(lines: asyncio.StreamReader) -> _Line:
    (length,) = _LENGTH.unpack(await lines.readexactly(_LENGTH.size))
    return msgspec.msgpack.decode(await lines.readexactly(length), type=_Line)


async def _polled(work: Awaitable[T], look_up: Callable[[], None]) -> T:
    """The library may be silent for long: meanwhile we hear that the file is not wanted."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([task], timeout=_POLL_SECONDS))[0]:
            look_up()
        return await task
    finally:
        task.cancel()


def _frame(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


def main() -> None:
    """The child. What libraries print goes to the log of errors, since standard output carries the frames."""
    os.nice(_NICE)
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    orders = sys.stdin.buffer
    (length,) = _LENGTH.unpack(orders.read(_LENGTH.size))
    task = msgspec.msgpack.decode(orders.read(length), type=_Task)
    threading.Thread(target=_end_with_parent, args=(orders,), daemon=True).start()

    def say(line: _Line) -> None:
        lines.write(_frame(msgspec.msgpack.encode(line)))
        lines.flush()

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


def _end_with_parent(orders: BinaryIO) -> None:
    # Nothing more is ever sent: the end of the input means that the parent is gone, even by kill -9.
    orders.read(1)
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os._exit(1)
