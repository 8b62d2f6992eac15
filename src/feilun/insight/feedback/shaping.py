"""What people do to topics: rename, pin words, merge, split; and what they say of a single text. `steps` takes it back."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from feilun.access import Caller, note
from feilun.insight.feedback import searching, steps
from feilun.insight.feedback.hearing import queries
from feilun.insight.feedback.shapes import UnitLabel
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Invalid, NotFound
from feilun.language import discover
from feilun.store import Engines, Row, Transaction

_MOST_NAME, _MOST_PINNED = 200, 50
_MOST_SPLIT_TEXTS = 5_000


class TopicChanged(Conflict):
    """A colleague changed this topic meanwhile; look at it again."""


class TopicIsOne(Conflict):
    """Its texts do not part into several topics."""


async def topic_of(tx: Transaction, workspace: UUID, id: UUID, revision: int | None = None) -> Row:
    """Locked. Raises NotFound, and TopicChanged when `revision` is not the one it has."""
    row = await tx.first(queries.lock_topic, workspace=workspace, id=id)
    if row is None or row["state"] == "gone":
        raise NotFound(kind="topic", id=id)
    if revision is not None and row["revision"] != revision:
        raise TopicChanged(revision=row["revision"])
    return row


async def change(
    engines: Engines, caller: Caller, id: UUID, revision: int, name: str | None, pinned: Sequence[str] | None
) -> None:
    """A name that a person gave stays when topics are looked for again; a pinned word files a text by itself."""
    named = name.strip() if name is not None else None
    if named is not None and not 0 < len(named) <= _MOST_NAME:
        raise Invalid(field="name", problem=f"must have from 1 to {_MOST_NAME} characters")
    kept = [one.strip() for one in pinned or () if one.strip()]
    if len(kept) > _MOST_PINNED or any(len(one) > _MOST_NAME for one in kept):
        raise Invalid(field="pinned", problem=f"at most {_MOST_PINNED} words")
    async with engines.tables.transaction() as tx:
        row = await topic_of(tx, caller.workspace, id, revision)
        await searching.keep_topic(
            tx, row, name=named or row["name"], is_named=row["is_named"] or named is not None,
            pinned=kept if pinned is not None else row["pinned"],
        )  # fmt: skip
        before = steps.seen(row, "name", "is_named") if named is not None else {}
        before |= steps.seen(row, "pinned") if pinned is not None else {}
        kind, result = ("renamed", named) if named is not None else ("pinned", ", ".join(kept))
        await steps.note_step(tx, caller, kind, row, str(result), {id: before})
        await note(tx, caller, "feedback.topic.changed", f"topic:{id}", {"name": named, "pinned": kept})
    if pinned is not None:
        await searching.file_words(engines, caller.workspace, row["family"], {*kept, *row["pinned"]})


async def merge(engines: Engines, caller: Caller, id: UUID, into: UUID) -> None:
    """All texts of the one belong to the other, today and from now on."""
    if id == into:
        raise Invalid(field="into", problem="a topic cannot be merged into itself")
    async with engines.tables.transaction() as tx:
        # In the order of their ids, so that two people who merge both ways do not wait for each other.
        rows = {one: await topic_of(tx, caller.workspace, one) for one in sorted((id, into))}
        gone, kept = rows[id], rows[into]
        if gone["family"] != kept["family"]:
            raise Invalid(field="into", problem="it is a topic of another language")
        await tx.run(queries.move_units, workspace=caller.workspace, topic=id, into=into)
        await tx.run(queries.forget_topic_units, workspace=caller.workspace, topic=id)
        pinned = sorted({*kept["pinned"], *gone["pinned"]})
        await searching.keep_topic(tx, kept, pinned=pinned, is_named=True)
        await searching.keep_topic(tx, gone, state="gone", merged_into=into)
        before = {
            id: steps.seen(gone, "state", "merged_into"),
            into: steps.seen(kept, "pinned", "is_named"),
        }
        await steps.note_step(tx, caller, "merged", gone, kept["name"], before)
        await note(tx, caller, "feedback.topic.merged", f"topic:{id}", {"into": str(into)})


async def split(engines: Engines, caller: Caller, id: UUID, number: int) -> list[UUID]:
    """So many topics in the place of one, found among its own texts. Raises TopicIsOne."""
    async with engines.tables.transaction() as tx:
        row = await topic_of(tx, caller.workspace, id)
        texts = await tx.all(queries.texts_of_topic, workspace=caller.workspace, topic=id, limit=_MOST_SPLIT_TEXTS)
    found = await asyncio.to_thread(discover, [one["text"] for one in texts], row["family"], number)
    if len(found) < 2:
        raise TopicIsOne
    async with engines.tables.transaction() as tx:
        row = await topic_of(tx, caller.workspace, id, row["revision"])
        # Named by a person's wish: another search must not join them again.
        made = [await searching.add_topic(tx, caller.workspace, one, caller.author, is_named=True) for one in found]
        units = await tx.all(queries.units_of_topics, workspace=caller.workspace, topics=[id])
        await tx.run(queries.forget_topic_units, workspace=caller.workspace, topic=id)
        await searching.keep_topic(tx, row, state="gone")
        names = ", ".join(one.name for one in found)
        await steps.note_step(tx, caller, "split", row, names, {id: steps.seen(row, "state")}, made)
        await note(tx, caller, "feedback.topic.split", f"topic:{id}", {"into": [str(one) for one in made]})
    await searching.file_again(engines, caller.workspace, row["family"], [one["id"] for one in units])
    return made


async def label(tx: Transaction, caller: Caller, unit: UUID, told: UnitLabel) -> None:
    """What a person says of a text counts from now on, and teaches. Raises NotFound."""
    topics = told.topics
    if told.sentiment is None and topics is None:
        raise Invalid(field="sentiment", problem="say the feeling, the topics, or both")
    if await tx.first(queries.unit, workspace=caller.workspace, id=unit) is None:
        raise NotFound(kind="unit", id=unit)
    for topic in topics or ():
        await topic_of(tx, caller.workspace, topic)
    await tx.run(
        queries.label, workspace=caller.workspace, unit=unit, sentiment=told.sentiment or "",
        topics=list(topics) if topics is not None else None, picked=told.picked, author=caller.author, now=clock.now(),
    )  # fmt: skip
    if topics is None:
        return
    await tx.run(queries.drop_topics_of_unit, workspace=caller.workspace, unit=unit)
    rows = [{"workspace": caller.workspace, "unit": unit, "topic": one, "share": 1.0, "by": "person"} for one in topics]
    if rows:
        await tx.many(queries.add_unit_topic, rows)
