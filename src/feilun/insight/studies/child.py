"""Heavy work in a process of its own, so that the server stays quick and a cancelled estimate costs nothing more."""

import asyncio
from collections.abc import Callable

import msgspec

from feilun.insight.research import Watch
from feilun.insight.studies.designing import design_of, effort_of
from feilun.insight.studies.estimating import Estimated, EstimateOrder, estimate
from feilun.insight.studies.shapes import StudyDesign, StudyKind, StudyPlan
from feilun.kernel import apart
from feilun.kernel.errors import Error

Told = Callable[[float], None]
_START = "from feilun.insight.studies.child import main; main()"
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
    try:
        async with apart.child(_START, order, _ChildLine) as hear:
            while True:
                line = await hear()
                if line.problem is not None:
                    raise WorkFailed(problem=line.problem)
                if line.result is not None:
                    return line.result
                told(line.progress)
    except apart.ChildEnded as error:
        raise ChildLost() from error


def main() -> None:
    """The child."""
    order: Order
    order, say = apart.ordered(Order)  # type: ignore[arg-type]
    try:
        found = do(order, Watch(lambda share: say(_ChildLine(share))))
        say(_ChildLine(result=msgspec.msgpack.encode(found)))
    except WorkFailed as error:
        say(_ChildLine(problem=str(error.facts["problem"])))
