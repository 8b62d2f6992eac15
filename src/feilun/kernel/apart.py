"""Work in a process of its own, so that heavy mathematics or a slow library holds up nobody else.

The child hears one order over its standard input and says lines over its standard output: frames of msgpack behind four
bytes of length. It is of low priority, takes one core, and ends when its parent does.
"""

import asyncio
import os
import struct
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from feilun.kernel import threads

T = TypeVar("T")
_LENGTH = struct.Struct(">I")
_NICE = 10


class ChildEnded(Exception):
    """The child ended before it had said its last line."""


@asynccontextmanager
async def child(
    start: str, order: Any, line: type[T], *, more: Mapping[str, str] | None = None, files: Sequence[int] = ()
) -> AsyncIterator[Callable[[], Awaitable[T]]]:
    """Gives what hears the next line; no child outlives the block, however that is left.

    `start` is the child's program, which begins with `ordered`; `more` is added to its environment, `files` are numbers of
    open files that it has as well. Raises ChildEnded, also out of hearing.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", start, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        pass_fds=files, env={**_environment(), **(more or {})},
    )  # fmt: skip
    assert process.stdin and process.stdout
    lines = process.stdout

    async def hear() -> T:
        try:
            (length,) = _LENGTH.unpack(await lines.readexactly(_LENGTH.size))
            return msgspec.msgpack.decode(await lines.readexactly(length), type=line)
        except (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError) as error:
            raise ChildEnded from error

    try:
        try:
            process.stdin.write(_frame(order))
            await process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ChildEnded from error
        yield hear
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def ordered(order: type[T], at_end: Callable[[], None] | None = None) -> tuple[T, Callable[[Any], None]]:
    """In the child: the order, and what says a line. `at_end` is called when the parent is gone before the child.

    What libraries print goes to the log of errors, since standard output carries the frames.
    """
    os.nice(_NICE)
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    orders = sys.stdin.buffer
    (length,) = _LENGTH.unpack(orders.read(_LENGTH.size))
    found = msgspec.msgpack.decode(orders.read(length), type=order)
    threading.Thread(target=_end_with_parent, args=(orders, at_end), daemon=True).start()

    def say(line: Any) -> None:
        lines.write(_frame(line))
        lines.flush()

    return found, say


def _environment() -> dict[str, str]:
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, **threads.ONE_EACH, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def _frame(line: Any) -> bytes:
    content = msgspec.msgpack.encode(line)
    return _LENGTH.pack(len(content)) + content


def _end_with_parent(orders: BinaryIO, at_end: Callable[[], None] | None) -> None:
    # Nothing more is ever sent: the end of the input means that the parent is gone, even by kill -9.
    orders.read(1)
    if at_end:
        at_end()
    os._exit(1)
