"""HTTP of topics: list, rename, pin, merge, split, take back, look for them anew."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.insight.feedback import reading, searching, shaping, steps
from feilun.insight.feedback.hearing import queries
from feilun.insight.feedback.shapes import FeedbackTopic, TopicChange, TopicMerger, TopicSearch, TopicSplit, TopicStep
from feilun.kernel import clock
from feilun.kernel.errors import Invalid, NotFound
from feilun.language import merged
from feilun.store import Engines, Row, Transaction

_SHOWN_WORDS = 12
_MOST_PARTS = 8
_SHOWN_STEPS = 30
Family = Annotated[str | None, QueryParameter(pattern="^(zh|en)$")]


@get("/api/v1/feedback/topics", operation_id="list_feedback_topics", **needs("survey.read"))
async def list_feedback_topics(caller: Caller, engines: Engines, family: Family = None) -> list[FeedbackTopic]:
    """All open ones; there are never many."""
    async with engines.tables.transaction() as tx:
        found = await reading.topics_of(tx, caller.workspace, family)
    listed = [row for known in found.values() for row in known.values()]
    return [_topic(row) for row in sorted(listed, key=lambda row: (row["made_at"], row["id"]))]


@get("/api/v1/feedback/topics/{topic:uuid}", operation_id="get_feedback_topic", **needs("survey.read"))
async def get_feedback_topic(caller: Caller, engines: Engines, topic: UUID) -> FeedbackTopic:
    """One of them, also one that was merged into another."""
    async with engines.tables.transaction() as tx:
        return await _one(tx, caller.workspace, topic)


async def _one(tx: Transaction, workspace: UUID, topic: UUID) -> FeedbackTopic:
    row = await tx.first(queries.topic, workspace=workspace, id=topic)
    if row is None:
        raise NotFound(kind="topic", id=topic)
    return _topic(row)


def _topic(row: Row) -> FeedbackTopic:
    shown = {name: row[name] for name in FeedbackTopic.__struct_fields__ if name != "words"}
    words = row["words"]
    for part in row.get("parts", ()):
        words = merged(words, part)
    heaviest = sorted(words, key=lambda word: (-words[word], word))
    return FeedbackTopic(**shown, words=heaviest[:_SHOWN_WORDS])


@put("/api/v1/feedback/topics/{topic:uuid}", operation_id="change_feedback_topic", **needs("survey.write"))
async def change_feedback_topic(caller: Caller, engines: Engines, topic: UUID, data: TopicChange) -> FeedbackTopic:
    """Renames or pins words. 409 `topic_changed` when a colleague was faster."""
    await shaping.change(engines, caller, topic, data.revision, data.name, data.pinned)
    async with engines.tables.transaction() as tx:
        return await _one(tx, caller.workspace, topic)


@post(
    "/api/v1/feedback/topics/{topic:uuid}/merger",
    operation_id="merge_feedback_topic",
    status_code=200,
    **needs("survey.write"),
)
async def merge_feedback_topic(caller: Caller, engines: Engines, topic: UUID, data: TopicMerger) -> FeedbackTopic:
    """Makes it a part of another one, which is the answer."""
    await shaping.merge(engines, caller, topic, data.into)
    async with engines.tables.transaction() as tx:
        return await _one(tx, caller.workspace, data.into)


@post(
    "/api/v1/feedback/topics/{topic:uuid}/split",
    operation_id="split_feedback_topic",
    status_code=200,
    **needs("survey.write"),
)
async def split_feedback_topic(caller: Caller, engines: Engines, topic: UUID, data: TopicSplit) -> list[FeedbackTopic]:
    """Several topics in its place, found among its own texts."""
    if not 2 <= data.number <= _MOST_PARTS:
        raise Invalid(field="number", problem=f"must be from 2 to {_MOST_PARTS}")
    made = await shaping.split(engines, caller, topic, data.number)
    async with engines.tables.transaction() as tx:
        return [await _one(tx, caller.workspace, one) for one in made]


@get("/api/v1/feedback/topic-steps", operation_id="list_feedback_topic_steps", **needs("survey.read"))
async def list_feedback_topic_steps(caller: Caller, engines: Engines) -> list[TopicStep]:
    """What people did to topics, the newest first."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.steps, workspace=caller.workspace, limit=_SHOWN_STEPS)
    return [_step(row) for row in rows]


@post(
    "/api/v1/feedback/topic-steps/{step:uuid}/reversal",
    operation_id="undo_feedback_topic_step",
    status_code=200,
    **needs("survey.write"),
)
async def undo_feedback_topic_step(caller: Caller, engines: Engines, step: UUID) -> TopicStep:
    """Takes it back. 409 `step_overlaid` when a later step changed one of its topics; take that back first."""
    return _step(await steps.undo(engines, caller, step))


def _step(row: Row) -> TopicStep:
    return TopicStep(**{name: row[name] for name in TopicStep.__struct_fields__})


@post("/api/v1/feedback/topic-search", operation_id="search_feedback_topics", status_code=202, **needs("survey.write"))
async def search_feedback_topics(caller: Caller, engines: Engines) -> TopicSearch:
    """Looks for topics anew; what people named, pinned or merged stays. Asked twice it runs once."""
    async with engines.tables.transaction() as tx:
        await tx.run(queries.ask_search, workspace=caller.workspace, author=caller.author, now=clock.now())
        await note(tx, caller, "feedback.topics.wanted")
        tx.after_commit(lambda: engines.bus.publish(searching.SEARCH, b""))
        return await _search(tx, caller.workspace)


@get("/api/v1/feedback/topic-search", operation_id="get_feedback_topic_search", **needs("survey.read"))
async def get_feedback_topic_search(caller: Caller, engines: Engines) -> TopicSearch:
    """How far the search is."""
    async with engines.tables.transaction() as tx:
        return await _search(tx, caller.workspace)


async def _search(tx: Transaction, workspace: UUID) -> TopicSearch:
    row = await tx.first(queries.search, workspace=workspace)
    return TopicSearch(**row) if row else TopicSearch()


ROUTES = [
    list_feedback_topics,
    get_feedback_topic,
    change_feedback_topic,
    merge_feedback_topic,
    split_feedback_topic,
    list_feedback_topic_steps,
    undo_feedback_topic_step,
    search_feedback_topics,
    get_feedback_topic_search,
]
