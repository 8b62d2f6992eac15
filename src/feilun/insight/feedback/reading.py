"""Reads the units that are due: tongue, feeling, aspects, topics; tells each once."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Event, Handle, append
from feilun.events.catalogue.feedback import FeedbackRead
from feilun.insight.feedback.hearing import queries
from feilun.kernel.errors import Invalid
from feilun.language import Aspect, Sentiment, TextModel, Tongue, aspects_of, assigned, sentiments_of, tongues_of
from feilun.store import Engines, Json, Row, Transaction

_BATCH = 200
_LEASE = timedelta(minutes=5)
_MOST_LOADED = 8
# Open topics of a workspace, of one language family.
Topics = dict[str, dict[str, Row]]
_loaded: OrderedDict[tuple[UUID, str, datetime], TextModel | None] = OrderedDict()


class _Reading(msgspec.Struct):
    tongue: Tongue
    sentiment: Sentiment
    aspects: list[Aspect]
    topics: dict[str, float]


async def read_due(engines: Engines, now: datetime) -> int:
    """One batch, claimed for itself; the number of units read."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.claim_due, now=now, until=now + _LEASE, limit=_BATCH)
        workspaces = {row["workspace"] for row in rows}
        topics = {one: await topics_of(tx, one) for one in workspaces}
        models = {one: await _models(tx, one) for one in workspaces}
    for workspace in workspaces:
        mine = [row for row in rows if row["workspace"] == workspace]
        readings = await asyncio.to_thread(_read, [row["text"] for row in mine], models[workspace], topics[workspace])
        async with engines.tables.transaction() as tx:
            await _keep(tx, workspace, list(zip(mine, readings, strict=True)), topics[workspace], now)
    return len(rows)


def _read(texts: Sequence[str], models: dict[str, TextModel], topics: Topics) -> list[_Reading]:
    tongues = tongues_of(texts)
    families = [one.family for one in tongues]
    feelings, aspects = judge(texts, families, models)
    return [
        _Reading(tongue, feeling, about, topics_in(text, tongue.family, topics))
        for text, tongue, feeling, about in zip(texts, tongues, feelings, aspects, strict=True)
    ]


def judge(
    texts: Sequence[str], families: Sequence[str], models: dict[str, TextModel]
) -> tuple[list[Sentiment], list[list[Aspect]]]:
    """Feeling and aspects per text, by the workspace's own model where its language has one."""
    feelings: list[Any] = [None] * len(texts)
    aspects: list[Any] = [None] * len(texts)
    for family in set(families):
        places = [place for place, one in enumerate(families) if one == family]
        mine, kinds, own = [texts[place] for place in places], [family] * len(places), models.get(family)
        for place, feeling, about in zip(
            places, sentiments_of(mine, kinds, own), aspects_of(mine, kinds, own), strict=True
        ):
            feelings[place], aspects[place] = feeling, about
    return feelings, aspects


def topics_in(text: str, family: str, topics: Topics) -> dict[str, float]:
    """Each topic with the best of its parts."""
    known = topics.get(family, {})
    words = {key: row["words"] for key, row in known.items()}
    words |= {f"{key}/{place}": part for key, row in known.items() for place, part in enumerate(row.get("parts", ()))}
    found: dict[str, float] = {}
    for key, share in assigned(text, family, words, {key: row["pinned"] for key, row in known.items()}).items():
        root = key.partition("/")[0]
        found[root] = max(share, found.get(root, 0.0))
    return found


async def topics_of(tx: Transaction, workspace: UUID, family: str | None = None) -> Topics:
    """The open ones by family and id, each with the words of those that were merged into it as its `parts`."""
    found: Topics = {}
    for row in await tx.all(queries.open_topics, workspace=workspace, family=family):
        found.setdefault(row["family"], {})[str(row["id"])] = {**row, "parts": []}
    merged = {row["id"]: row for row in await tx.all(queries.merged_topics, workspace=workspace, family=family)}
    for row in merged.values():
        root = row["merged_into"]
        while root in merged:
            root = merged[root]["merged_into"]
        if str(root) in found.get(row["family"], {}):
            found[row["family"]][str(root)]["parts"].append(row["words"])
    return found


async def _models(tx: Transaction, workspace: UUID) -> dict[str, TextModel]:
    found = {}
    for family in ("zh", "en"):
        mark = await tx.first(queries.model_mark, workspace=workspace, family=family)
        model = await _model(tx, workspace, family, mark["fitted_at"]) if mark else None
        if model is not None:
            found[family] = model
    return found


async def _model(tx: Transaction, workspace: UUID, family: str, fitted_at: datetime) -> TextModel | None:
    """Read once per process; one that cannot be read counts as none."""
    key = (workspace, family, fitted_at)
    if key not in _loaded:
        stored = await tx.value(queries.model, workspace=workspace, family=family)
        try:
            _loaded[key] = TextModel.from_bytes(bytes(stored or b""))
        except Invalid:
            _loaded[key] = None
        while len(_loaded) > _MOST_LOADED:
            _loaded.popitem(last=False)
    return _loaded[key]


async def _keep(
    tx: Transaction, workspace: UUID, read: Sequence[tuple[Row, _Reading]], topics: Topics, now: datetime
) -> None:
    """All of a batch in a few statements: a text at a time most of the time would be the way to the database."""
    rows = [_told(row, reading) for row, reading in read]
    kept = {row["id"] for row in await tx.all(queries.keep_readings, workspace=workspace, rows=Json(rows))}
    await keep_topics(tx, workspace, {row["id"]: reading.topics for row, reading in read if row["id"] in kept})
    facts = [
        _event(workspace, row, _fact(row, reading, topics.get(reading.tongue.family, {})), now)
        for row, reading in read
        if row["id"] in kept and row["told_edit"] < row["edit"]
    ]
    if facts:
        await append(tx, facts)


def _told(row: Row, reading: _Reading) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "edit": row["edit"],
        "language": reading.tongue.language,
        "family": reading.tongue.family,
        "sentiment": reading.sentiment.label,
        "chances": list(reading.sentiment.probabilities),
        "judged_by": reading.sentiment.by,
        "why": list(reading.sentiment.why),
        "aspects": msgspec.to_builtins(reading.aspects),
    }


def _event(workspace: UUID, row: Row, fact: FeedbackRead, now: datetime) -> Event:
    return Event(
        workspace=workspace,
        id=f"feedback:{row['id']}:{row['edit']}",
        type=fact.type,
        occurred_at=now,
        channel=row["channel"],
        source="feilun",
        handles=tuple(msgspec.convert(row["handles"], list[Handle])),
        body={"properties": msgspec.to_builtins(fact)},
    )


def _fact(row: Row, reading: _Reading, named: dict[str, Row]) -> FeedbackRead:
    return FeedbackRead(
        unit=row["id"],
        survey=row["survey"],
        response=row["response"],
        conversation=row["conversation"],
        question=row["question"],
        topics=[named[key]["name"] for key in reading.topics],
        topic_ids=[named[key]["id"] for key in reading.topics],
        aspects=[{"aspect": one.aspect, "sentiment": one.sentiment} for one in reading.aspects],
        sentiment=reading.sentiment.label,
        language=reading.tongue.language,
        score_group=row["score_group"],
        waited_seconds=row["waited"],
    )


async def keep_topics(tx: Transaction, workspace: UUID, topics: dict[UUID, dict[str, float]]) -> None:
    """Replaces what the machine thought of these units; what people said stays."""
    await tx.run(queries.drop_guessed_topics, workspace=workspace, units=list(topics))
    rows = [
        {"unit": str(unit), "topic": key, "share": share}
        for unit, found in topics.items()
        for key, share in found.items()
    ]
    if rows:
        await tx.run(queries.add_guessed_topics, workspace=workspace, rows=Json(rows))
