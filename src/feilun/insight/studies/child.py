"""Heavy work in a process of its own, so that the server stays quick and a cancelled estimate costs nothing more.

The child hears what to do over its standard input and answers over its standard output: frames of msgpack behind four
bytes of length. It is of low priority, uses one thread of algebra, and ends when its parent does.
"""

import asyncio
import os
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from feilun.insight.research import Watch
from feilun.insight.studies.designing import design_of, effort_of
from feilun.insight.studies.estimating import Estimated, EstimateOrder, estimate
from feilun.insight.studies.shapes import StudyDesign, StudyKind, StudyPlan
from feilun.kernel.errors import Error

Told = Callable[[float], None]
_LENGTH = struct.Struct(">I")
_START = "from feilun.insight.studies.child import main; main()"
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_NICE = 10
# To start a process and load the algebra costs a second; what is quicker is done in a thread.
_SMALL_EFFORT = 1.0
_SMALL_PEOPLE = 3_000
_SLOW = ("hb", "mixed-logit", "auto")


class WorkFailed(Error):
    """{problem}."""

    status = 422


class ChildLost(Error):
    """The process that did the work ended before it was done."""

    status = 503


class DesignOrder(msgspec.Struct, tag="design"):
    """Make this design."""

    kind: StudyKind
    plan: StudyPlan


Order = DesignOrder | EstimateOrder


class _ChildLine(msgspec.Struct):
    """What the child says: how far it is, or what came out, or what went wrong."""

    progress: float = 0.0
    result: bytes | None = None
    problem: str | None = None


def is_small(order: Order) -> bool:
    """Whether a thread will do."""
    if isinstance(order, DesignOrder):
        return effort_of(order.kind, order.plan) < _SMALL_EFFORT
    if order.kind in ("conjoint", "maxdiff"):
        return order.model not in _SLOW and len(order.answers.ids) <= _SMALL_PEOPLE
    width = {"turf": len(order.plan.items), "drivers": len(order.plan.predictors)}.get(order.kind, 1)
    return len(order.answers.ids) * width <= 40_000 and width <= 14


async def run(order: Order, told: Told, is_cancelled: Callable[[], bool]) -> StudyDesign | Estimated:
    """Raises WorkFailed with what is wrong, ChildLost when the process was killed, and Cancelled."""
    if is_small(order):
        return await asyncio.to_thread(do, order, Watch(told, is_cancelled))
    stored = await _run_apart(order, told)
    shape = StudyDesign if isinstance(order, DesignOrder) else Estimated
    return await asyncio.to_thread(msgspec.msgpack.decode, stored, type=shape)


def do(order: Order, watch: Watch | None = None) -> StudyDesign | Estimated:
    """Raises WorkFailed, Cancelled."""
    try:
        if isinstance(order, DesignOrder):
            return design_of(order.kind, order.plan)
        return estimate(order, watch)
    except (ValueError, ArithmeticError, LookupError, MemoryError) as error:
        # Whatever the mathematics cannot do with these answers is told to the person who asked for it.
        raise WorkFailed(problem=f"{type(error).__name__}: {error}"[:500]) from error
    except Error as error:
        if error.status == 422:
            raise WorkFailed(problem=str(error).rstrip(".")) from error
        raise


async def _run_apart(order: Order, told: Told) -> bytes:
    paths = [str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1")}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _START, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=environment
    )
    try:
        return await _converse(process, order, told)
    finally:
        # Also when it is cancelled or the server stops: no child outlives the work it was started for.
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _converse(process: asyncio.subprocess.Process, order: Order, told: Told) -> bytes:
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(_frame(msgspec.msgpack.encode(order)))
        await process.stdin.drain()
        while True:
            (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
            line = msgspec.msgpack.decode(await process.stdout.readexactly(length), type=_ChildLine)
            if line.problem is not None:
                raise WorkFailed(problem=line.problem)
            if line.result is not None:
                return line.result
            told(line.progress)
    except (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError) as error:
        raise ChildLost() from error


def _frame(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


def main() -> None:
    """The child. What libraries print goes to the log of errors, since standard output carries the frames."""
    os.nice(_NICE)
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    orders = sys.stdin.buffer
    (length,) = _LENGTH.unpack(orders.read(_LENGTH.size))
    order: Order = msgspec.msgpack.decode(orders.read(length), type=Order)
    threading.Thread(target=_end_with_parent, args=(orders,), daemon=True).start()

    def say(line: _ChildLine) -> None:
        lines.write(_frame(msgspec.msgpack.encode(line)))
        lines.flush()

    try:
        found = do(order, Watch(lambda share: say(_ChildLine(share))))
        say(_ChildLine(result=msgspec.msgpack.encode(found)))
    except WorkFailed as error:
        say(_ChildLine(problem=str(error.facts["problem"])))


def _end_with_parent(orders: BinaryIO) -> None:
    # Nothing more is ever sent: the end of the input means that the parent is gone, even by kill -9.
    orders.read(1)
    os._exit(1)
