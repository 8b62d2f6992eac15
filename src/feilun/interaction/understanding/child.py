"""Heavy work in a process of its own, so that answering customers is not starved; the same work in a thread when small.

The child is told what to do over its standard input and answers over its standard output: frames of msgpack behind
four bytes of length. It is of low priority, uses one thread, and ends when its parent does.
"""

import asyncio
import importlib
import os
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from feilun import language
from feilun.kernel import threads
from feilun.kernel.errors import Error
from feilun.language import Example, IntentModel, Understood
from feilun.store import Encoder

Told = Callable[[float, str], None]
# Loading a process and the encoders' weights anew costs three seconds; below these sizes a thread is quicker.
SMALL_FIT = 300
SMALL_READ = 300
_LENGTH = struct.Struct(">I")
_START = "from feilun.interaction.understanding.child import main; main()"
_NICE = 10


class WorkFailed(Error):
    """{problem}."""

    status = 422


class FitOrder(msgspec.Struct, tag="fit"):
    """Learn these phrasings; the answer is the model's bytes."""

    examples: list[Example]
    out_of_scope: list[str]
    oos_share: float
    precision: float

    @property
    def is_small(self) -> bool:
        return len(self.examples) <= SMALL_FIT


class ReadOrder(msgspec.Struct, tag="read"):
    """Understand these texts; the answer is the list of what was understood."""

    model: bytes
    texts: list[str]

    @property
    def is_small(self) -> bool:
        return len(self.texts) <= SMALL_READ


Order = FitOrder | ReadOrder


class _Task(msgspec.Struct):
    """`encoders` are module, class and name of each: weights do not travel, the child loads them itself."""

    encoders: list[tuple[str, str, str]]
    order: Order


class _Line(msgspec.Struct):
    """What the child says: how far it is, or what came out, or what went wrong."""

    progress: float = 0.0
    step: str = ""
    result: bytes | None = None
    problem: str | None = None


async def fit(engines_encoders: Sequence[Encoder], order: FitOrder, told: Told) -> bytes:
    """Raises WorkFailed."""
    return await _run(engines_encoders, order, told)


async def read(engines_encoders: Sequence[Encoder], order: ReadOrder, told: Told) -> list[Understood]:
    """Raises WorkFailed."""
    return msgspec.msgpack.decode(await _run(engines_encoders, order, told), type=list[Understood])


async def _run(encoders: Sequence[Encoder], order: Order, told: Told) -> bytes:
    recipes = [(type(one).__module__, type(one).__qualname__, one.name) for one in encoders]
    if order.is_small or not all(module.startswith("feilun.") for module, _, _ in recipes):
        return await asyncio.to_thread(_do, order, encoders, told)
    return await _run_apart(_Task(recipes, order), told)


def _do(order: Order, encoders: Sequence[Encoder], told: Told) -> bytes:
    try:
        if isinstance(order, FitOrder):
            model = language.fit(
                order.examples, encoders,
                out_of_scope=order.out_of_scope, oos_share=order.oos_share, precision=order.precision, progress=told,
            )  # fmt: skip
            return model.to_bytes()
        return msgspec.msgpack.encode(_understand(order, encoders, told))
    except (ValueError, ArithmeticError, LookupError, MemoryError, Error) as error:
        # Whatever the mathematics cannot do with these phrasings is told to the person who asked for it.
        raise WorkFailed(problem=f"{type(error).__name__}: {error}"[:500]) from error


def _understand(order: ReadOrder, encoders: Sequence[Encoder], told: Told) -> list[Understood]:
    model = IntentModel.from_bytes(order.model, encoders)
    found: list[Understood] = []
    for first in range(0, len(order.texts), 64):
        found += model.understand(order.texts[first : first + 64])
        told(len(found) / len(order.texts), "read")
    return found


async def _run_apart(task: _Task, told: Told) -> bytes:
    paths = [str(Path(language.__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, **threads.ONE_EACH, "TOKENIZERS_PARALLELISM": "false"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _START, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=environment
    )
    try:
        return await _converse(process, task, told)
    finally:
        # Also when the server stops in the middle: no child outlives the work it was started for.
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _converse(process: asyncio.subprocess.Process, task: _Task, told: Told) -> bytes:
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(_frame(msgspec.msgpack.encode(task)))
        await process.stdin.drain()
        while True:
            (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
            line = msgspec.msgpack.decode(await process.stdout.readexactly(length), type=_Line)
            if line.problem is not None:
                raise WorkFailed(problem=line.problem)
            if line.result is not None:
                return line.result
            told(line.progress, line.step)
    except (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError) as error:
        raise WorkFailed(problem="The process that did the work ended before it was done; is there memory?") from error


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
        encoders = [_encoder(*recipe) for recipe in task.encoders]
        say(_Line(result=_do(task.order, encoders, lambda share, step: say(_Line(share, step)))))
    except WorkFailed as error:
        say(_Line(problem=str(error.facts["problem"])))


def _encoder(module: str, name: str, wanted: str) -> Any:
    encoder = getattr(importlib.import_module(module), name)()
    if encoder.name != wanted:
        raise WorkFailed(problem=f"The encoder {wanted} opens as {encoder.name} in another process")
    return encoder


def _end_with_parent(orders: BinaryIO) -> None:
    # Nothing more is ever sent: the end of the input means that the parent is gone, even by kill -9.
    orders.read(1)
    os._exit(1)
