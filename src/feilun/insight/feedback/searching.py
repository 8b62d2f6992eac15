"""Finds topics in a workspace's texts, keeps those that people shaped, and files every text anew. A job with progress."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from feilun.insight.feedback import reading
from feilun.insight.feedback.filters import pattern_of
from feilun.insight.feedback.hearing import queries
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.language import FoundTopic, discover
from feilun.store import Engines, Json, Row, Transaction

SEARCH = "feedback.search"
_LEASE = timedelta(minutes=10)
# With so many texts topics are looked for without being asked.
_LEAST_TEXTS = 60
_MOST_TEXTS = 20_000
_PAGE = 500
# From here on a topic found anew is one we know.
_SAME = 0.45
_MACHINE = "machine"


async def search_due(engines: Engines, now: datetime) -> int:
    """One workspace. Cut off in the middle it begins anew: what was found is written at the end."""
    async with engines.tables.transaction() as tx:
        if ripe := await tx.value(queries.ripe, least=_LEAST_TEXTS):
            await tx.run(queries.ask_search, workspace=ripe, author=_MACHINE, now=now)
        workspace = await tx.value(queries.claim_search, now=now, until=now + _LEASE)
    if workspace is None:
        return 0
    try:
        await _search(engines, workspace)
    except asyncio.CancelledError:
        async with engines.tables.transaction() as tx:
            await tx.run(queries.give_back_search, workspace=workspace)
        raise
    return 1


async def _search(engines: Engines, workspace: UUID) -> None:
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.texts_to_search, workspace=workspace, limit=_MOST_TEXTS)
    families = sorted({row["family"] for row in rows})
    number = 0
    for place, family in enumerate(families):
        texts = [row["text"] for row in rows if row["family"] == family]
        found = await _discovered(engines, workspace, texts, family, place / len(families), 0.7 / len(families))
        async with engines.tables.transaction() as tx:
            number += await keep_found(tx, workspace, family, found)
        await file_anew(engines, workspace, family)
    problem = "" if number else "too_few_texts"
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.end_search, workspace=workspace, state="done", problem=problem, texts=len(rows), topics=number,
            now=clock.now(),
        )  # fmt: skip


async def _discovered(
    engines: Engines, workspace: UUID, texts: Sequence[str], family: str, before: float, part: float
) -> list[FoundTopic]:
    """Looks in a thread, and tells how far it is twice a second."""
    told = [0.0]

    def tell(share: float) -> None:
        told[0] = share

    looking = asyncio.create_task(asyncio.to_thread(discover, texts, family, None, tell))
    while not looking.done():
        await asyncio.wait({looking}, timeout=0.5)
        async with engines.tables.transaction() as tx:
            await tx.run(
                queries.tell_progress, workspace=workspace, progress=before + part * told[0], until=clock.now() + _LEASE
            )
    return await looking


async def keep_found(tx: Transaction, workspace: UUID, family: str, found: Sequence[FoundTopic]) -> int:
    """What is like a topic we have renews its words (and its name, unless a person gave it); the others are new.

    Topics of the machine that were not found again go; those that a person named, pinned or merged stay. What is like
    one that was merged away is a part of the other still.
    """
    place_in = {"workspace": workspace, "family": family}
    known = [*await tx.all(queries.open_topics, **place_in), *await tx.all(queries.merged_topics, **place_in)]
    pairs = sorted(
        ((_alike(row["words"], one.words), row["id"], place) for row in known for place, one in enumerate(found)),
        key=lambda pair: (-pair[0], str(pair[1])),
    )
    mine: dict[UUID, int] = {}
    for likeness, id, place in pairs:
        if likeness >= _SAME and id not in mine and place not in mine.values():
            mine[id] = place
    for row in known:
        await _renew(tx, row, found[mine[row["id"]]] if row["id"] in mine else None)
    fresh = [one for place, one in enumerate(found) if place not in mine.values()]
    for one in fresh:
        await add_topic(tx, workspace, one, _MACHINE)
    return len(found)


async def _renew(tx: Transaction, row: Row, found: FoundTopic | None) -> None:
    is_kept = row["is_named"] or bool(row["pinned"]) or row["merged_into"] is not None
    if found is None:
        if not is_kept:
            await tx.run(queries.forget_topic_units, workspace=row["workspace"], topic=row["id"])
            await keep_topic(tx, row, state="gone")
        return
    name = row["name"] if row["is_named"] or row["merged_into"] else found.name
    await keep_topic(tx, row, name=name, words=found.words, stability=found.stability)


async def keep_topic(tx: Transaction, row: Row, **change: Any) -> None:
    """Writes the topic with what changes; its revision goes up."""
    names = ("workspace", "id", "name", "is_named", "words", "pinned", "stability", "state", "merged_into")
    values = {name: change.get(name, row[name]) for name in names}
    await tx.run(queries.keep_topic, **{**values, "words": Json(values["words"])})


async def add_topic(tx: Transaction, workspace: UUID, found: FoundTopic, author: str, is_named: bool = False) -> UUID:
    id = new_id()
    await tx.run(
        queries.add_topic, workspace=workspace, id=id, family=found.family, name=found.name, is_named=is_named,
        words=Json(found.words), pinned=[], stability=found.stability, made_by=author, now=clock.now(),
    )  # fmt: skip
    return id


def _alike(first: dict[str, float], second: dict[str, float]) -> float:
    """The cosine of two topics."""
    return sum(value * second.get(word, 0.0) for word, value in first.items())


async def file_anew(engines: Engines, workspace: UUID, family: str) -> int:
    """Gives every text of a language family its topics again, in pages; the number of texts."""
    after, number = UUID(int=0), 0
    while True:
        async with engines.tables.transaction() as tx:
            rows = await tx.all(queries.texts_of_family, workspace=workspace, family=family, after=after, limit=_PAGE)
            if not rows:
                return number
            await _file(tx, workspace, family, rows)
        after, number = rows[-1]["id"], number + len(rows)


async def file_again(engines: Engines, workspace: UUID, family: str, units: Sequence[UUID]) -> None:
    """As `file_anew`, of some texts only: what a pinned word or a split changes concerns few of a hundred thousand."""
    for place in range(0, len(units), _PAGE):
        async with engines.tables.transaction() as tx:
            rows = await tx.all(queries.texts_of_units, workspace=workspace, units=list(units[place : place + _PAGE]))
            await _file(tx, workspace, family, rows)


async def file_words(engines: Engines, workspace: UUID, family: str, words: Iterable[str]) -> None:
    """The texts that hold one of these words."""
    patterns = [pattern_of(one) for one in words]
    async with engines.tables.transaction() as tx:
        found = await tx.all(queries.units_with_words, workspace=workspace, family=family, words=patterns)
    await file_again(engines, workspace, family, [one["id"] for one in found])


async def _file(tx: Transaction, workspace: UUID, family: str, rows: Sequence[Row]) -> None:
    topics = await reading.topics_of(tx, workspace)
    filed = await asyncio.to_thread(lambda: {row["id"]: reading.topics_in(row["text"], family, topics) for row in rows})
    await reading.keep_topics(tx, workspace, filed)
