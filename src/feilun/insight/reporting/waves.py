"""The same question at several times: waves of different people, or the same people again."""

import asyncio
from collections.abc import Hashable
from uuid import UUID

import msgspec
import numpy as np

from feilun.insight.reporting import people
from feilun.insight.reporting.asking import Asked, answered, asked_of, score_of
from feilun.insight.reporting.frames import AnswerFrame
from feilun.insight.reporting.reading import frame_of, snapshot
from feilun.insight.reporting.shapes import QuestionWaves, SurveyWaves, WaveScore, WavesWish, WaveWish
from feilun.insight.research import ScoreChange, ScoreResult, panel, waves
from feilun.kernel.errors import Invalid
from feilun.store import Engines, Transaction

_MOST_WAVES = 12
_MOST_MAPPED = 500


class _Wave:
    """One time, with the answers of it."""

    def __init__(self, wish: WaveWish, frame: AnswerFrame, owners: dict[UUID, UUID]) -> None:
        self.wish, self.frame, self.owners = wish, frame, owners
        self.turns = {(one.question.id, one.item): one for one in asked_of(frame.book)}

    def question(self, id: str, item: str) -> Asked | None:
        theirs = self.wish.questions.get(id, id)
        return self.turns.get((theirs, item)) if theirs in self.frame.book.scores else None

    def score(self, id: str, item: str, least_base: int) -> ScoreResult | None:
        one = self.question(id, item)
        return score_of(self.frame, one, answered(self.frame, one), least_base) if one else None

    def people(self, id: str, item: str) -> tuple[dict[Hashable, float], dict[Hashable, float]]:
        """Answer and weight of each known customer; of one who answered twice the later."""
        one = self.question(id, item)
        if one is None:
            return {}, {}
        values, weights, ids = self.frame.numbers(one.prefix), self.frame.weights, self.frame.ids
        rule = self.frame.book.scores[one.question.id]
        there = np.flatnonzero((values >= rule.least) & (values <= rule.most))
        told: dict[Hashable, float] = {}
        worth: dict[Hashable, float] = {}
        for row in there[np.argsort(self.frame.moments[there], kind="stable")].tolist():
            owner = self.owners.get(ids[row])
            if owner is not None:
                told[owner], worth[owner] = float(values[row]), float(weights[row])
        return told, worth


async def waves_of(engines: Engines, workspace: UUID, survey: UUID, wish: WavesWish) -> SurveyWaves:
    """Raises NotFound, Invalid."""
    _check(wish)
    async with snapshot(engines) as tx:
        found = [await _wave(tx, engines, workspace, survey, wish, place) for place in range(len(wish.waves))]
    ours = next((one for one in found if one.wish.survey in (None, survey)), found[0])
    asked = [turn for (id, _), turn in ours.turns.items() if id in ours.frame.book.scores]
    asked = [turn for turn in asked if wish.question in (None, turn.question.id)]
    if wish.question is not None and not asked:
        raise Invalid(field="question", problem=f"{wish.question[:80]} is no NPS, CSAT or CES question of this survey")
    compared = await asyncio.to_thread(lambda: [_compared(turn, found, wish) for turn in asked])
    return SurveyWaves(questions=compared, is_panel=wish.is_panel)


def _check(wish: WavesWish) -> None:
    if not 2 <= len(wish.waves) <= _MOST_WAVES:
        raise Invalid(field="waves", problem=f"takes 2 to {_MOST_WAVES}")
    if wish.filter.since or wish.filter.until:
        raise Invalid(field="filter.since", problem="belongs to each wave here")
    for place, one in enumerate(wish.waves):
        if len(one.questions) > _MOST_MAPPED:
            raise Invalid(field=f"waves[{place}].questions", problem=f"takes at most {_MOST_MAPPED}")


async def _wave(tx: Transaction, engines: Engines, workspace: UUID, survey: UUID, wish: WavesWish, place: int) -> _Wave:
    one = wish.waves[place]
    theirs = one.survey or survey
    chosen = msgspec.structs.replace(wish.filter, since=one.since, until=one.until)
    try:
        frame = await frame_of(tx, engines, workspace, theirs, chosen)
    except Invalid as error:
        raise Invalid(field=f"waves[{place}]: {error.facts['field']}", problem=error.facts["problem"]) from error
    owners = await people.customers_of(tx, workspace, theirs, frame.ids) if wish.is_panel else {}
    return _Wave(one, frame, owners)


def _compared(turn: Asked, found: list[_Wave], wish: WavesWish) -> QuestionWaves:
    id, item = turn.question.id, turn.item
    scores = [wave.score(id, item, wish.least_base) for wave in found]
    listed = [
        WaveScore(
            name=wave.wish.name,
            score=scores[place],
            change=_change(found, scores, place - 1, place, id, item, wish) if place else None,
            since_first=_change(found, scores, 0, place, id, item, wish) if place else None,
        )
        for place, wave in enumerate(found)
    ]
    return QuestionWaves(question=id, title=turn.title, waves=listed)


def _change(
    found: list[_Wave],
    scores: list[ScoreResult | None],
    before: int,
    after: int,
    id: str,
    item: str,
    wish: WavesWish,
) -> ScoreChange | None:
    """None where one of the two did not ask, or asked on another scale."""
    first, second = scores[before], scores[after]
    if first is None or second is None or (first.kind, first.scale) != (second.kind, second.scale):
        return None
    if not wish.is_panel:
        return waves(first, second, wish.level)
    told, worth = found[before].people(id, item)
    again, _ = found[after].people(id, item)
    kind = "nps" if first.kind == "nps" else "mean"
    return panel(told, again, kind=kind, weights=worth, least_base=wish.least_base, level=wish.level)
