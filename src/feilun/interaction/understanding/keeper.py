"""Asks for work on versions, and decides which version is in force."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from feilun.events.catalogue import emit
from feilun.events.catalogue.understanding import BotVersionPublished
from feilun.interaction.understanding import suite
from feilun.interaction.understanding.rules import gate
from feilun.interaction.understanding.shapes import Reason, SuiteReport
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Error, NotFound
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
WAITING = "understanding.waiting"
TaskKind = Literal["training", "judgement", "replay"]


class NotGoodEnough(Error):
    """Version {number} is not published: {problems}"""

    status = 409


class Author(NamedTuple):
    """Who asks: the id for facts, the name for people."""

    id: str
    name: str


class Wanted(NamedTuple):
    """A training that was asked for; `is_new` is false when one is waiting already."""

    number: int
    is_new: bool


async def train_later(tx: Transaction, engines: Engines, workspace: UUID, by: Author) -> Wanted:
    """Learns all that is approved when the training begins; until then a second wish is the same wish."""
    await tx.first(_queries.lock_head, workspace=workspace)
    waiting = await tx.value(_queries.waiting_training, workspace=workspace)
    if waiting is not None:
        return Wanted(int(waiting), False)
    number = int(await tx.value(_queries.next_number, workspace=workspace))
    await tx.run(_queries.add_version, workspace=workspace, number=number, now=clock.now(), by=by.id, name=by.name)
    await _queue(tx, engines, workspace, number, "training")
    return Wanted(number, True)


async def work_later(
    tx: Transaction, engines: Engines, workspace: UUID, number: int, kind: Literal["judgement", "replay"]
) -> None:
    """Judges a trained version by the suite of today, or replays last week on it. Asked twice, it is done once."""
    await _trained(tx, workspace, number)
    await _queue(tx, engines, workspace, number, kind)


async def _queue(tx: Transaction, engines: Engines, workspace: UUID, number: int, kind: TaskKind) -> None:
    await tx.run(_queries.queue_task, workspace=workspace, number=number, kind=kind, now=clock.now())
    tx.after_commit(_waker(engines))


def _waker(engines: Engines) -> Callable[[], Any]:
    return lambda: engines.bus.publish(WAITING, b"")


async def publish(tx: Transaction, workspace: UUID, number: int, by: Author) -> bool:
    """Puts a version in force at once, in all processes. False when it is so already.

    A version that was in force before comes back without being judged: to go back is the way out of trouble.
    Raises NotFound, Conflict and NotGoodEnough.
    """
    head = await tx.first(_queries.lock_head, workspace=workspace) or {}
    await _trained(tx, workspace, number)
    if head["published"] == number:
        return False
    is_return = bool(await tx.value(_queries.was_in_force, workspace=workspace, number=number))
    if not is_return:
        reasons = await reasons_against(tx, workspace, number)
        if reasons:
            problems = " ".join(one.detail for one in reasons)
            raise NotGoodEnough(number=number, problems=problems, reasons=msgspec.to_builtins(reasons))
    now = clock.now()
    place = await tx.value(_queries.publish, workspace=workspace, number=number)
    await tx.run(
        _queries.add_publication,
        workspace=workspace, place=place, number=number, before=head["published"], is_return=is_return, now=now,
        by=by.id, name=by.name,
    )  # fmt: skip
    fact = BotVersionPublished(number=number, before=head["published"], is_return=is_return, by=by.id)
    await emit(tx, workspace, fact, occurred_at=now, id=f"bot-publication:{workspace}:{place}")
    return True


async def reasons_against(tx: Transaction, workspace: UUID, number: int) -> list[Reason]:
    """Why this version would not be published now; empty when it would."""
    row = await _trained(tx, workspace, number)
    wanted, revision = await suite.settings(tx, workspace)
    head = await tx.first(_queries.head, workspace=workspace) or {}
    in_force = head.get("published")
    if row["report"] is None or row["judged_suite"] != revision:
        return [
            Reason(code="suite_changed", detail="The suite has changed since it judged this version; run it again.")
        ]
    if row["judged_against"] != in_force and in_force != number:
        detail = "Another version came into force since the suite judged this one; run it again."
        return [Reason(code="published_changed", detail=detail, facts={"in_force": in_force})]
    return gate(msgspec.convert(row["report"], SuiteReport), wanted)


async def _trained(tx: Transaction, workspace: UUID, number: int) -> Row:
    """Raises NotFound, and Conflict for a version that is not trained."""
    row = await tx.first(_queries.judgement, workspace=workspace, number=number)
    if row is None:
        raise NotFound(kind="version", id=number)
    if row["trained_at"] is None:
        raise Conflict(problem=f"Version {number} is not trained")
    return row
