"""A score as a whole, by group, over time, and before against after."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import numpy as np

from feilun.insight.reporting.asking import Asked, answered, asked_of, score_of
from feilun.insight.reporting.frames import AnswerFrame
from feilun.insight.reporting.reading import frame_of, snapshot
from feilun.insight.reporting.shapes import (
    GroupScore,
    PeriodScore,
    ScoreComparison,
    ScoresWish,
    SurveyScores,
)
from feilun.insight.reporting.splitting import Group, groups_of, period_groups
from feilun.insight.research import trend, waves
from feilun.kernel.errors import Invalid
from feilun.store import Engines


class _Zone(Protocol):
    default_zone: str


async def scores_of(engines: Engines, workspace: UUID, survey: UUID, wish: ScoresWish) -> SurveyScores:
    """Raises NotFound, Invalid."""
    zone: _Zone = engines.settings
    async with snapshot(engines) as tx:
        frame = await frame_of(tx, engines, workspace, survey, wish.filter)
        one = question_of(frame, wish.question, wish.item)
        groups = await groups_of(tx, frame, wish.by, zone.default_zone) if wish.by else []
    return await asyncio.to_thread(_scored, frame, one, groups, wish, zone.default_zone)


def _scored(frame: AnswerFrame, one: Asked, groups: list[Group], wish: ScoresWish, zone: str) -> SurveyScores:
    seen = answered(frame, one) | frame.saw(one.key)
    return SurveyScores(
        question=one.question.id,
        item=one.item,
        title=one.title,
        whole=score_of(frame, one, seen, wish.least_base),
        groups=[
            GroupScore(
                key=group.key, label=group.label, score=score_of(frame, one, seen & group.inside, wish.least_base)
            )
            for group in groups
        ],
        trend=_trend(frame, one, wish, zone),
        comparison=_comparison(frame, one, wish),
    )


def question_of(frame: AnswerFrame, question: str, item: str = "") -> Asked:
    """Raises Invalid for one that is not there, or is no score."""
    turns = asked_of(frame.book, [question])
    if question not in frame.book.scores:
        there = ", ".join(frame.book.scores) or "none"
        raise Invalid(field="question", problem=f"{question} is no NPS, CSAT or CES question; those are: {there}")
    for one in turns:
        if one.item == item or (not item and len(turns) == 1):
            return one
    items = ", ".join(one.item for one in turns)
    raise Invalid(field="item", problem=f"there is no turn {item[:80]!r} of {question}; there is {items}")


def _trend(frame: AnswerFrame, one: Asked, wish: ScoresWish, zone: str) -> list[PeriodScore]:
    if wish.period is None:
        return []
    said = answered(frame, one)
    periods = [group for group in period_groups(frame, wish.period, zone) if (group.inside & said).any()]
    scores = [score_of(frame, one, group.inside & said, wish.least_base) for group in periods]
    changes = [None, *trend(scores, wish.level)]
    return [
        PeriodScore(period=group.key, score=score, change=change)
        for group, score, change in zip(periods, scores, changes, strict=False)
    ]


def _comparison(frame: AnswerFrame, one: Asked, wish: ScoresWish) -> ScoreComparison | None:
    if wish.since is None:
        return None
    moment = np.datetime64(_naive(wish), "us")
    later = frame.moments >= moment
    said = answered(frame, one)
    before, after = (score_of(frame, one, said & side, wish.least_base) for side in (~later, later))
    return ScoreComparison(before=before, after=after, change=waves(before, after, wish.level))


def _naive(wish: ScoresWish) -> datetime | None:
    if wish.since is None or wish.since.tzinfo is None:
        return wish.since
    try:
        return wish.since.astimezone(UTC).replace(tzinfo=None)
    except (OverflowError, ValueError):
        raise Invalid(field="since", problem="is no moment that can be") from None
