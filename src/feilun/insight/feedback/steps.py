"""The steps of people who shape topics, the newest first, each with what stood before, so that it can be taken back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from feilun.access import Caller, note
from feilun.insight.feedback import searching
from feilun.insight.feedback.hearing import queries
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines, Json, Row, Transaction


class StepOverlaid(Conflict):
    """One of its topics was changed again since; take that back first."""


class StepUndone(Conflict):
    """This was taken back already."""


def seen(row: Row, *names: str) -> dict[str, Any]:
    """What a step is about to change, as it stands."""
    return {name: str(row[name]) if isinstance(row[name], UUID) else row[name] for name in names}


async def note_step(
    tx: Transaction, caller: Caller, kind: str, row: Row, result: str, before: dict[UUID, dict[str, Any]],
    made: Sequence[UUID] = (),
) -> None:  # fmt: skip
    """`row` is the topic it was done to, as it was; `before` what changed of each, `made` the topics that are new."""
    await tx.run(
        queries.add_step, workspace=caller.workspace, id=new_id(), kind=kind, family=row["family"],
        subject=row["name"], result=result[:500], before=Json({str(id): one for id, one in before.items()}),
        topics=[*before, *made], made=list(made), by=caller.author, now=clock.now(),
    )  # fmt: skip


async def undo(engines: Engines, caller: Caller, id: UUID) -> Row:
    """Topics are as they were before this step, and the texts of it are filed again. Raises StepOverlaid."""
    place = {"workspace": caller.workspace, "id": id}
    async with engines.tables.transaction() as tx:
        step = await tx.first(queries.lock_step, **place)
        if step is None:
            raise NotFound(kind="step", id=id)
        if step["undone_at"]:
            raise StepUndone
        if await tx.value(queries.later_steps, **place, at=step["at"], topics=step["topics"]):
            raise StepOverlaid
        units = await tx.all(queries.units_of_topics, workspace=caller.workspace, topics=step["topics"])
        pinned = await _restore(tx, caller.workspace, step)
        await tx.run(queries.undo_step, **place, now=clock.now(), by=caller.author)
        await note(tx, caller, "feedback.topic.restored", f"step:{id}", {"kind": step["kind"]})
    await _file(engines, caller.workspace, step, [one["id"] for one in units], pinned)
    async with engines.tables.transaction() as tx:
        return await tx.first(queries.lock_step, **place) or step


async def _restore(tx: Transaction, workspace: UUID, step: Row) -> set[str]:
    """All words that were or are pinned: texts with them may belong elsewhere now."""
    words: set[str] = set()
    for one in sorted(step["topics"]):
        row = await tx.first(queries.lock_topic, workspace=workspace, id=one)
        if row is None:
            raise NotFound(kind="topic", id=one)
        before = step["before"].get(str(one), {"state": "gone"})
        words |= {*row["pinned"], *before.get("pinned", ())} if "pinned" in before else set()
        await searching.keep_topic(tx, row, **before)
    if step["kind"] in ("merged", "split"):
        await tx.run(queries.drop_units_of_topics, workspace=workspace, topics=step["topics"])
        await tx.run(queries.restore_chosen_topics, workspace=workspace, topics=step["topics"])
    return words


async def _file(engines: Engines, workspace: UUID, step: Row, units: list[UUID], pinned: set[str]) -> None:
    if step["kind"] in ("merged", "split"):
        await searching.file_again(engines, workspace, step["family"], units)
    if pinned:
        await searching.file_words(engines, workspace, step["family"], pinned)
