"""HTTP of feedback: texts, figures, drivers, labels. Every figure opens the texts and customers by the same filter."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.insight import profiles
from feilun.insight.feedback import asked, driving, figures, shaping, training
from feilun.insight.feedback.filters import UnitFilter
from feilun.insight.feedback.hearing import queries
from feilun.insight.feedback.shapes import (
    FeedbackDrivers,
    FeedbackFigures,
    FeedbackModel,
    FeedbackQuestion,
    FeedbackUnit,
    Feeling,
    ScoreGroup,
    UnitLabel,
)
from feilun.kernel.errors import NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines, Row, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Waited = Annotated[int | None, QueryParameter(ge=0, le=10_000_000)]


async def provide_filter(
    caller: Caller,
    survey: UUID | None = None,
    question: str | None = None,
    source: str | None = None,
    language: str | None = None,
    sentiment: Feeling | None = None,
    score: ScoreGroup | None = None,
    waited_over: Waited = None,
    aspect: str | None = None,
    topic: UUID | None = None,
    trait: str | None = None,
    trait_value: str | None = None,
    search: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> UnitFilter:
    """`waited_over` in seconds; `trait` with `trait_value` of the customer's profile."""
    return UnitFilter(
        workspace=caller.workspace, survey=survey, question=question, source=source, language=language,
        sentiment=sentiment, score=score, waited_over=waited_over, aspect=aspect, topic=topic, trait=trait,
        trait_value=trait_value, search=search, since=since, until=until,
    )  # fmt: skip


_FILTERED: dict[str, Any] = {"wish": provide_filter}


@get("/api/v1/feedback/units", operation_id="list_feedback_units", dependencies=_FILTERED, **needs("survey.read"))
async def list_feedback_units(
    caller: Caller, engines: Engines, wish: UnitFilter, after: str | None = None, limit: Limit = 50
) -> Page[FeedbackUnit]:
    """The texts themselves, the newest first, each with its customer."""
    place = read_cursor(after, tuple[datetime, UUID]) if after else None
    async with engines.tables.transaction() as tx:
        rows = await figures.page_of(tx, wish, place, limit)
        items = await _units(tx, caller.workspace, rows[:limit])
    last = items[-1] if len(rows) > limit else None
    return Page(items=items, next=cursor(last.at, last.id) if last else None)


async def _units(tx: Transaction, workspace: UUID, rows: list[Row]) -> list[FeedbackUnit]:
    names = await profiles.names_of(tx, workspace, {row["customer"] for row in rows if row["customer"]})
    return [_unit(row, names) for row in rows]


def _unit(row: Row, names: dict[UUID, str]) -> FeedbackUnit:
    import msgspec

    shown = {name: row[name] for name in FeedbackUnit.__struct_fields__ if name in row}
    more = {
        "sentiment": row["label"] or row["sentiment"],
        "is_judged": bool(row["label"]),
        "waited_seconds": row["waited"],
        "customer_name": names.get(row["customer"], ""),
    }
    return msgspec.convert({**shown, **more}, FeedbackUnit)


@get("/api/v1/feedback/units/{unit:uuid}", operation_id="get_feedback_unit", **needs("survey.read"))
async def get_feedback_unit(caller: Caller, engines: Engines, unit: UUID) -> FeedbackUnit:
    """One text."""
    async with engines.tables.transaction() as tx:
        return await _one(tx, caller.workspace, unit)


async def _one(tx: Transaction, workspace: UUID, unit: UUID) -> FeedbackUnit:
    row = await tx.first(queries.unit, workspace=workspace, id=unit)
    if row is None:
        raise NotFound(kind="unit", id=unit)
    return (await _units(tx, workspace, [row]))[0]


@get(
    "/api/v1/feedback/labelling", operation_id="list_feedback_labelling", dependencies=_FILTERED, **needs("survey.read")
)
async def list_feedback_labelling(
    caller: Caller, engines: Engines, wish: UnitFilter, picked: Literal["fair", "unsure"] = "fair", limit: Limit = 20
) -> list[FeedbackUnit]:
    """Texts that wait for a person's word: drawn by chance, which measures the machine, or those it doubts, which teach it most."""
    async with engines.tables.transaction() as tx:
        return await _units(tx, caller.workspace, await figures.to_label(tx, wish, picked, limit))


@get("/api/v1/feedback/questions", operation_id="list_feedback_questions", **needs("survey.read"))
async def list_feedback_questions(caller: Caller, engines: Engines) -> list[FeedbackQuestion]:
    """The open questions that have texts, those with most first."""
    async with engines.tables.transaction() as tx:
        return await asked.questions_of(tx, caller.workspace)


@put("/api/v1/feedback/units/{unit:uuid}/label", operation_id="label_feedback_unit", **needs("survey.write"))
async def label_feedback_unit(caller: Caller, engines: Engines, unit: UUID, data: UnitLabel) -> FeedbackUnit:
    """A person's word replaces the machine's and teaches it; with 200 of them a model of your own is fitted."""
    async with engines.tables.transaction() as tx:
        await shaping.label(tx, caller, unit, data)
        return await _one(tx, caller.workspace, unit)


@get("/api/v1/feedback/figures", operation_id="get_feedback_figures", dependencies=_FILTERED, **needs("survey.read"))
async def get_feedback_figures(engines: Engines, wish: UnitFilter) -> FeedbackFigures:
    """Such as what detractors who waited over five minutes complain about: `?score=low&waited_over=300&sentiment=negative`."""
    async with engines.tables.transaction() as tx:
        return await figures.figures_of(tx, wish)


@get("/api/v1/feedback/drivers", operation_id="get_feedback_drivers", dependencies=_FILTERED, **needs("survey.read"))
async def get_feedback_drivers(engines: Engines, wish: UnitFilter, score_kind: str | None = None) -> FeedbackDrivers:
    """What moves the score among topics and structured answers together."""
    async with engines.tables.transaction() as tx:
        return await driving.drivers_of(tx, wish, score_kind)


@get("/api/v1/feedback/models", operation_id="list_feedback_models", **needs("survey.read"))
async def list_feedback_models(caller: Caller, engines: Engines) -> list[FeedbackModel]:
    """What was learnt from labels, per language family."""
    async with engines.tables.transaction() as tx:
        return [FeedbackModel(**row) for row in await tx.all(queries.models, workspace=caller.workspace)]


@post("/api/v1/feedback/trainings", operation_id="train_feedback", status_code=202, **needs("survey.write"))
async def train_feedback(caller: Caller, engines: Engines) -> list[FeedbackModel]:
    """Learns from the labels at the next occasion, also when there are only thirty."""
    await training.want(engines, caller.workspace)
    async with engines.tables.transaction() as tx:
        await note(tx, caller, "feedback.training.wanted")
        return [FeedbackModel(**row) for row in await tx.all(queries.models, workspace=caller.workspace)]


ROUTES = [
    list_feedback_units,
    get_feedback_unit,
    list_feedback_labelling,
    list_feedback_questions,
    label_feedback_unit,
    get_feedback_figures,
    get_feedback_drivers,
    list_feedback_models,
    train_feedback,
]
