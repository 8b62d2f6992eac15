"""Figures of the chosen units: feelings, topics and how they change, aspects, weeks, and how right the machine is."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from feilun.insight.feedback import training
from feilun.insight.feedback.filters import UnitFilter, chosen, counted
from feilun.insight.feedback.hearing import queries
from feilun.insight.feedback.shapes import (
    AspectFigure,
    FeedbackAccuracy,
    FeedbackFigures,
    FeedbackModel,
    FeedbackShare,
    FeedbackWeek,
    TopicFigure,
)
from feilun.kernel import clock
from feilun.kernel.intervals import clopper_pearson, wilson
from feilun.kernel.sql import Queries
from feilun.language import SENTIMENTS, share_changes
from feilun.store import Row, Transaction

statements = Queries(__file__, "figures.sql")
_WEEK, _MONTH, _YEAR = timedelta(days=7), timedelta(days=35), timedelta(days=366)


async def figures_of(tx: Transaction, wish: UnitFilter) -> FeedbackFigures:
    """Everything in one answer; the number of statements does not depend on the number of units."""
    now = clock.now()
    times = {"week": now - _WEEK, "month": now - _MONTH, "year": now - _YEAR}
    row = await tx.first(counted(statements.figures), **wish.values(), **times) or {}
    totals, feelings = row["totals"], row["feelings"] or {}
    number = totals["units"]
    models = [FeedbackModel(**one) for one in await tx.all(queries.models, workspace=wish.workspace)]
    accuracy = await tx.all(queries.accuracy, workspace=wish.workspace)
    labels = int(await tx.value(queries.label_counts, workspace=wish.workspace))
    return FeedbackFigures(
        units=number,
        customers=totals["customers"],
        sentiments={one: _share(feelings.get(one, 0), number) for one in SENTIMENTS},
        languages={one["language"]: one["units"] for one in row["languages"] or ()},
        topics=_topics(row["topics"] or [], totals),
        aspects=[_aspect(one, number) for one in row["aspects"] or ()],
        weeks=_weeks(row["weeks"] or [], row["week_topics"] or []),
        without_topic=number - row["with_topic"],
        accuracy=[_accuracy(one) for one in accuracy],
        models=models,
        labels_needed=max(0, training.LEAST_LABELS - labels),
    )


def _share(hits: int, number: int) -> FeedbackShare:
    low, high = wilson(hits, number) if number else (0.0, 1.0)
    return FeedbackShare(units=hits, share=hits / max(number, 1), low=low, high=high)


def _topics(rows: list[Row], totals: Row) -> list[TopicFigure]:
    now = {row["id"]: row["this_week"] for row in rows}
    before = {row["id"]: row["before"] for row in rows}
    changes = share_changes(now, totals["this_week"], before, totals["before"])
    return [
        TopicFigure(
            id=UUID(row["id"]), name=row["name"], share=_share(row["units"], totals["units"]), negative=row["negative"],
            positive=row["positive"], mean_score=row["mean_score"], share_week=changes[row["id"]].now,
            share_before=changes[row["id"]].before, p_value=changes[row["id"]].p,
            is_change_sure=changes[row["id"]].is_sure,
        )
        for row in rows
    ]  # fmt: skip


def _aspect(row: Row, number: int) -> AspectFigure:
    return AspectFigure(
        aspect=row["aspect"], share=_share(row["units"], number), negative=row["negative"], neutral=row["neutral"],
        positive=row["positive"],
    )  # fmt: skip


def _weeks(rows: list[Row], filed: list[Row]) -> list[FeedbackWeek]:
    topics: dict[str, dict[str, int]] = {}
    for row in filed:
        topics.setdefault(row["week"], {})[row["topic"]] = row["units"]
    return [
        FeedbackWeek(
            week=date.fromisoformat(row["week"]), units=row["units"], negative=row["negative"],
            topics=topics.get(row["week"], {}),
        )
        for row in rows
    ]  # fmt: skip


def _accuracy(row: Row) -> FeedbackAccuracy:
    low, high = clopper_pearson(row["held"], row["judged"])
    return FeedbackAccuracy(**row, accuracy=row["held"] / row["judged"], low=low, high=high)


async def page_of(tx: Transaction, wish: UnitFilter, after: tuple[Any, UUID] | None, limit: int) -> list[Row]:
    """One more than asked for, so that the caller knows whether there is another page."""
    at, id = after or (None, None)
    return await tx.all(chosen(statements.page), **wish.values(), after_at=at, after_id=id, limit=limit + 1)


async def to_label(tx: Transaction, wish: UnitFilter, picked: str, limit: int) -> list[Row]:
    """Texts without a person's word. `fair` is by chance, `unsure` where the machine doubts most."""
    return await tx.all(chosen(statements.to_label), **wish.values(), picked=picked, limit=limit)
