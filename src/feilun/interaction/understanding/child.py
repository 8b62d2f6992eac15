"""Heavy work in a process of its own, so that answering customers is not starved; the same work in a thread when small."""

import asyncio
import importlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from feilun import language
from feilun.kernel import apart
from feilun.kernel.errors import Error
from feilun.language import Example, IntentModel, Understood
from feilun.store import Encoder

Told = Callable[[float, str], None]
# Loading a process and the encoders' weights anew costs three seconds; below these sizes a thread is quicker.
SMALL_FIT = 300
SMALL_READ = 300
_START = "from feilun.interaction.understanding.child import main; main()"


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
    try:
        async with apart.child(_START, task, _Line, more={"TOKENIZERS_PARALLELISM": "false"}) as hear:
            while True:
                line = await hear()
                if line.problem is not None:
                    raise WorkFailed(problem=line.problem)
                if line.result is not None:
                    return line.result
                told(line.progress, line.step)
    except apart.ChildEnded as error:
        raise WorkFailed(problem="The process that did the work ended before it was done; is there memory?") from error


def main() -> None:
    """The child."""
    task, say = apart.ordered(_Task)
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
